import { classifyAddress, mayConnect, type UrlAccepted } from './url.ts';
import { forLog, refuse, type UrlRefused } from './reason.ts';
import { canonicalIp } from './address.ts';

export interface ResolvedAddress {
  readonly address: string;
  readonly family: 4 | 6;
}

/**
 * Returns every A and AAAA answer for a name, like `dns.promises.lookup(name, { all: true })`. If it rejects or returns
 * nothing, the URL is refused.
 */
export type Lookup = (
  hostname: string,
) => Promise<readonly (string | { readonly address: string })[]>;

export interface ResolveOptions {
  readonly lookup: Lookup;
  /** Default 5,000. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

export interface UrlResolved {
  readonly ok: true;
  readonly url: UrlAccepted['url'];
  readonly host: UrlAccepted['host'];
  /** Connect to these only: another DNS query may return another answer. */
  readonly addresses: readonly ResolvedAddress[];
}

const DEFAULT_TIMEOUT_MS = 5000;

/** Resolves the host of an accepted URL and judges every answer; one that is not allowed refuses them all. */
export async function resolveUrl(
  accepted: UrlAccepted,
  options: ResolveOptions,
): Promise<UrlResolved | UrlRefused> {
  const { url, host } = accepted;
  if (host.kind === 'ip') {
    const { canonical: address, family } = host;
    return { ok: true, url, host, addresses: [{ address, family }] };
  }
  const answers = await ask(host.ascii, options);
  if ('reason' in answers) return answers;
  if (answers.length === 0) return refuse('dns_empty', { host: host.ascii });
  const addresses: ResolvedAddress[] = [];
  for (const answer of answers) {
    const address = typeof answer === 'string' ? answer : answer?.address;
    if (typeof address !== 'string' || !mayConnect(accepted, address)) {
      const { range } = classifyAddress(String(address), accepted.policy);
      return refuse('dns_not_public', {
        host: host.ascii,
        address: forLog(String(address)),
        range,
      });
    }
    const canonical = canonicalIp(address) ?? address;
    const family = canonical.includes(':') ? 6 : 4;
    addresses.push(Object.freeze({ address: canonical, family }));
  }
  return { ok: true, url, host, addresses: Object.freeze(addresses) };
}

type Answers = Awaited<ReturnType<Lookup>>;

/** The answers, or why there are none: the first of look-up, timeout and signal. */
function ask(
  hostname: string,
  { lookup, timeoutMs = DEFAULT_TIMEOUT_MS, signal }: ResolveOptions,
): Promise<Answers | UrlRefused> {
  const detail = { host: hostname };
  return new Promise((resolve) => {
    const settle = (answers: Answers | UrlRefused) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      resolve(answers);
    };
    const abort = () => settle(refuse('aborted', detail));
    const timer = setTimeout(
      () => settle(refuse('dns_timeout', { ...detail, timeoutMs })),
      timeoutMs,
    );
    if (signal?.aborted) return abort();
    signal?.addEventListener('abort', abort, { once: true });
    Promise.resolve()
      .then(() => lookup(hostname))
      .then((answers) => settle(Array.isArray(answers) ? answers : []))
      .catch((error: unknown) =>
        settle(
          refuse('dns_failed', { ...detail, error: forLog(String(error)) }),
        ),
      );
    return undefined;
  });
}
