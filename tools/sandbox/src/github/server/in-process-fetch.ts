import type { ApiResponse } from '../api/response.ts';
import type { RawRequest } from '../api/api.ts';
import type { Outcome } from '../api/exchange.ts';
import type { LogStore } from '../api/log-store.ts';

export interface InProcessFetchOptions {
  readonly exchange: (raw: RawRequest) => Promise<Outcome>;
  readonly logs: LogStore;
  /** The origins of the API and the pages; a request to another host fails as if its name did not resolve. */
  readonly origins: () => readonly string[];
}

// https://fetch.spec.whatwg.org/#http-redirect-fetch
const MOST_REDIRECTS = 20;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** As undici reports it: the network's code is on the cause. */
function networkError(code: string, message: string): TypeError {
  return new TypeError('fetch failed', {
    cause: Object.assign(new Error(message), { code }),
  });
}

/** Rejects with the signal's reason as soon as it is aborted. */
function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason as Error);
    signal.addEventListener('abort', abort, { once: true });
    void promise
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', abort));
  });
}

function toResponse(answer: ApiResponse, url: string): Response {
  const { status, text = '', headers = {} } = answer;
  const empty = status === 204 || status === 304;
  const response = new Response(empty ? null : text, { status, headers });
  // A constructed response has no address of its own.
  Object.defineProperty(response, 'url', { value: url });
  return response;
}

/** https://fetch.spec.whatwg.org/#http-redirect-fetch, as far as an API client can observe it. */
function redirected(from: RawRequest, status: number, to: URL): RawRequest {
  const { 'content-type': _type, ...headersOfGet } = from.headers;
  const becomesGet =
    (status === 303 && from.method !== 'HEAD') ||
    ((status === 301 || status === 302) && from.method === 'POST');
  const { authorization, ...others } = becomesGet ? headersOfGet : from.headers;
  const keepsCredentials =
    authorization !== undefined && to.origin === from.url.origin;
  return {
    method: becomesGet ? 'GET' : from.method,
    url: to,
    text: becomesGet ? '' : from.text,
    headers: keepsCredentials ? { ...others, authorization } : others,
  };
}

/** A `fetch` that reaches the local GitHub without a network: same responses, same faults, no sockets and no timers. */
export function createInProcessFetch({
  exchange,
  logs,
  origins,
}: InProcessFetchOptions): typeof fetch {
  async function send(raw: RawRequest): Promise<Response> {
    const url = raw.url.href;
    if (raw.url.origin === logs.origin) {
      const path = raw.url.pathname + raw.url.search;
      return toResponse(logs.answer(path, raw.headers['authorization']), url);
    }
    if (!origins().includes(raw.url.origin))
      throw networkError('ENOTFOUND', `getaddrinfo ENOTFOUND ${raw.url.host}`);
    const outcome = await exchange(raw);
    switch (outcome.kind) {
      case 'response':
        return toResponse(outcome.response, url);
      case 'cut':
        throw networkError('UND_ERR_SOCKET', 'other side closed');
      case 'unreachable':
        throw networkError(
          'ECONNREFUSED',
          `connect ECONNREFUSED ${raw.url.host}`,
        );
    }
  }

  async function follow(request: Request, first: RawRequest) {
    let raw = first;
    for (let hops = 0; hops <= MOST_REDIRECTS; hops += 1) {
      const response = await send(raw);
      const location = response.headers.get('location');
      if (!REDIRECTS.has(response.status) || location === null) {
        if (hops > 0)
          Object.defineProperty(response, 'redirected', { value: true });
        return response;
      }
      if (request.redirect === 'manual') return response;
      if (request.redirect === 'error')
        throw networkError('UND_ERR', 'unexpected redirect');
      raw = redirected(raw, response.status, new URL(location, raw.url));
    }
    throw networkError('UND_ERR', 'redirect count exceeded');
  }

  return async (input, init) => {
    const request = new Request(input, init);
    const run = async () =>
      follow(request, {
        method: request.method,
        url: new URL(request.url),
        headers: Object.fromEntries(request.headers),
        text: await request.text(),
      });
    return orAborted(run(), request.signal);
  };
}
