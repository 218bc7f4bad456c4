import type { BodyInit, Headers, HeadersInit, Response } from 'undici';
import * as installed from 'undici';
import {
  createGuardedAgent,
  type GuardedAgentOptions,
} from './guarded-agent.ts';
import { DEFAULT_POLICY, type Policy } from './policy.ts';
import { refuse, type Reason } from './reason.ts';
import {
  becomesGet,
  isRedirect,
  judgeLocation,
  stripBodyHeaders,
  stripCredentials,
} from './redirect.ts';
import { limitResponse } from './response-limit.ts';
import { UrlRefusedError } from './url-refused-error.ts';
import { parseUrl, type SafeUrl } from './url.ts';

export interface GuardedFetchOptions extends GuardedAgentOptions {
  /** Default 5. */
  readonly maxRedirects?: number;
  /** Of the decoded body. Default 10 MiB. */
  readonly maxBytes?: number;
  /** From the call to the end of the body, redirects included. Default 30,000. */
  readonly timeoutMs?: number;
}

export interface GuardedRequest {
  readonly method?: string;
  readonly headers?: HeadersInit;
  readonly body?: BodyInit | null;
  readonly signal?: AbortSignal | null;
  /** `manual` returns the redirect itself, `error` rejects it. Default `follow`. */
  readonly redirect?: 'follow' | 'manual' | 'error';
  /** Needed with a body that is a stream. */
  readonly duplex?: 'half';
}

export interface GuardedFetch {
  /** Rejects with a `UrlRefusedError` if the policy refuses, otherwise like `fetch`. */
  (input: string | URL, init?: GuardedRequest): Promise<Response>;
  /** Closes the connections when running requests are done. */
  close(): Promise<void>;
}

const DEFAULT_MAX_REDIRECTS = 5;
const DEFAULT_MAX_BYTES = 10 * 1024 * 1024;
const DEFAULT_TIMEOUT_MS = 30_000;

/**
 * A fetch that calls only what the policy allows, at every redirect too. It has its own Agent until it is closed, and
 * the caller closes it.
 *
 * @throws {UrlRefusedError} as `createGuardedAgent` does.
 */
export function createGuardedFetch(
  policy: Policy = DEFAULT_POLICY,
  options: GuardedFetchOptions = {},
): GuardedFetch {
  const {
    undici = installed,
    maxRedirects = DEFAULT_MAX_REDIRECTS,
    maxBytes = DEFAULT_MAX_BYTES,
    timeoutMs = DEFAULT_TIMEOUT_MS,
  } = options;
  const agent = createGuardedAgent(policy, options);

  async function follow(
    input: string,
    init: GuardedRequest,
    signal: AbortSignal,
  ): Promise<Response> {
    const first = parseUrl(input, policy);
    if (!first.ok) throw new UrlRefusedError(first);
    let url: SafeUrl = first.url;
    let method = (init.method ?? 'GET').toUpperCase();
    let body = init.body ?? null;
    const headers: Headers = new undici.Headers(init.headers);
    const limit = init.redirect === 'error' ? 0 : maxRedirects;

    for (let hops = 0; ; hops++) {
      const response = await undici.fetch(url.href, {
        method,
        headers,
        body,
        signal,
        redirect: 'manual',
        dispatcher: agent,
        ...(body !== null && init.duplex && { duplex: init.duplex }),
      });
      const location = response.headers.get('location');
      if (
        location === null ||
        !isRedirect(response.status) ||
        init.redirect === 'manual'
      )
        return markRedirected(response, hops > 0);
      await response.body?.cancel();

      if (hops >= limit) throw refused('redirect_limit', { limit });
      const next = judgeLocation(location, url, policy);
      if (!next.ok) throw new UrlRefusedError(next);
      if (becomesGet(response.status, method)) {
        method = 'GET';
        body = null;
        stripBodyHeaders(headers);
      } else if (isStream(body)) {
        throw refused('redirect_invalid', { cause: 'the body is a stream' });
      }
      if (next.url.origin !== url.origin) stripCredentials(headers);
      url = next.url;
    }
  }

  async function guardedFetch(
    input: string | URL,
    init: GuardedRequest = {},
  ): Promise<Response> {
    if ('dispatcher' in init) throw refused('proxy_not_allowed');
    const deadline = new AbortController();
    const timer = setTimeout(
      () => deadline.abort(refused('timed_out', { timeoutMs })),
      timeoutMs,
    );
    timer.unref();
    const done = () => clearTimeout(timer);
    const signal = init.signal
      ? AbortSignal.any([init.signal, deadline.signal])
      : deadline.signal;
    try {
      const text = input instanceof URL ? input.href : input;
      const response = await follow(text, init, signal);
      return limitResponse(response, maxBytes, done, undici.Response);
    } catch (error) {
      done();
      throw refusalIn(error) ?? error;
    }
  }

  let closing: Promise<void> | undefined;
  const close = () => (closing ??= agent.close());
  return Object.assign(guardedFetch, { close });
}

function refused(
  reason: Reason,
  detail: Record<string, string | number> = {},
): UrlRefusedError {
  return new UrlRefusedError(refuse(reason, detail));
}

/** undici wraps the connector's error in a `TypeError`. */
function refusalIn(error: unknown): UrlRefusedError | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    if (cause instanceof UrlRefusedError) return cause;
  return undefined;
}

function markRedirected(response: Response, redirected: boolean): Response {
  return Object.defineProperty(response, 'redirected', { value: redirected });
}

/** The first request consumes a stream; every other body can be sent again. */
function isStream(body: unknown): boolean {
  return (
    typeof body === 'object' && body !== null && Symbol.asyncIterator in body
  );
}
