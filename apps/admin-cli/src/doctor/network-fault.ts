import type { Terminal } from '../terminal/terminal.ts';

/** Why a request got no response. */
export interface NetworkFault {
  readonly cause: 'name' | 'connection' | 'timeout' | 'tls' | 'proxy';
  readonly says: string;
  readonly fix: string;
}

const NAME = /^(?:ENOTFOUND|EAI_\w+)$/;
const TLS =
  /^(?:ERR_TLS_\w+|ERR_SSL_\w+|CERT_\w+|DEPTH_ZERO_\w+|SELF_SIGNED_\w+|UNABLE_TO_\w+|HOSTNAME_MISMATCH|EPROTO)$/;
const TIMEOUT = /^(?:ETIMEDOUT|UND_ERR_\w*TIMEOUT|23)$/;
/** A clock that is wrong makes valid certificates invalid. */
const DATED = /^CERT_(?:HAS_EXPIRED|NOT_YET_VALID)$/;

/** Explains the error of a `fetch`, by the codes that Node.js gives it and what it was caused by. */
export function networkFault(
  error: unknown,
  url: string,
  env: Terminal['env'],
): NetworkFault {
  const { codes, messages } = causesOf(error);
  const { hostname: host, protocol } = new URL(url);
  const proxy = proxyOf(env, protocol);
  const code = codes[0] ?? '';
  const details = code === '' ? '' : ` (${code})`;
  const has = (pattern: RegExp) => codes.some((one) => pattern.test(one));
  const used = proxy !== undefined && env['NODE_USE_ENV_PROXY'] === '1';
  if (used && !has(TLS))
    return {
      cause: 'proxy',
      says: messages.some((message) => message.includes('407'))
        ? `The proxy ${proxy.host} demands credentials.`
        : `${host} cannot be reached through the proxy ${proxy.host}${details}.`,
      fix: `Check ${proxy.variable}, or add ${host} to NO_PROXY.`,
    };
  const hint =
    proxy === undefined
      ? ''
      : ` ${proxy.variable} is set, but Node.js uses it only with NODE_USE_ENV_PROXY=1.`;
  if (has(TLS))
    return {
      cause: 'tls',
      says: `The certificate of ${host} is not accepted${details}.`,
      fix: has(DATED)
        ? 'Check the clock of this machine, and the certificate.'
        : 'For a private certificate authority, set NODE_EXTRA_CA_CERTS to its PEM file.',
    };
  if (has(NAME))
    return {
      cause: 'name',
      says: `The name ${host} cannot be resolved${details}.`,
      fix: `Check the URL and the DNS of this machine.${hint}`,
    };
  if (has(TIMEOUT) || messages.some((message) => /timeout/i.test(message)))
    return {
      cause: 'timeout',
      says: `${host} does not respond in time${details}.`,
      fix: `Check the network and its firewall.${hint}`,
    };
  return {
    cause: 'connection',
    says: `No connection to ${host}${details}.`,
    fix: `Check the URL, the network and its firewall.${hint}`,
  };
}

function proxyOf(
  env: Terminal['env'],
  protocol: string,
): { readonly variable: string; readonly host: string } | undefined {
  const names =
    protocol === 'https:'
      ? ['HTTPS_PROXY', 'https_proxy']
      : ['HTTP_PROXY', 'http_proxy'];
  for (const variable of names) {
    const value = env[variable];
    // Its user and password are not printed.
    if (value) return { variable, host: URL.parse(value)?.host || '(invalid)' };
  }
  return undefined;
}

/** Codes and messages of an error and of everything it was caused by, outermost first. */
function causesOf(error: unknown): {
  readonly codes: readonly string[];
  readonly messages: readonly string[];
} {
  const codes: string[] = [];
  const messages: string[] = [];
  const seen = new Set<unknown>();
  const visit = (one: unknown): void => {
    if (typeof one !== 'object' || one === null || seen.has(one)) return;
    seen.add(one);
    if ('code' in one) codes.push(String(one.code));
    if ('message' in one) messages.push(String(one.message));
    if ('errors' in one && Array.isArray(one.errors)) one.errors.forEach(visit);
    if ('cause' in one) visit(one.cause);
  };
  visit(error);
  return { codes, messages };
}
