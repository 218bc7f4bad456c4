import {
  exhaustedUntil,
  failureOf,
  malformedResponse,
  type HttpResponse,
} from './response.ts';
import type { Clock } from '../../clock.ts';
import type { Credentials } from './credentials.ts';
import type { CallOptions, Failure, Fetched, Result } from '../../github.ts';
import { neverSent } from './never-sent.ts';
import { retryRead } from './retry.ts';

export type HttpRequest = {
  readonly method: 'GET' | 'POST';
  /** Template of the path, `/repos/{owner}/{repo}/actions/runs/{run_id}`. */
  readonly route: string;
  /** Fill the template; the rest becomes the query (GET) or the JSON body (POST). */
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly redirect?: 'follow' | 'manual';
};

/** Sends one request and resolves with whatever was answered; rejects only when no answer arrived. */
export type Transport = (request: HttpRequest) => Promise<HttpResponse>;

export type ClientOptions = {
  readonly transport: Transport;
  readonly credentials: Credentials;
  readonly clock: Clock;
  readonly random: () => number;
  /** Bound of one HTTP exchange, ms. */
  readonly timeout: number;
  readonly patience: number;
};

export type Call = Omit<HttpRequest, 'signal' | 'method'> & CallOptions;

/** How requests are made: credentials, 10 s each, the pause of a rate limit shared by all, reads repeated. */
export type Client = {
  /** GET, repeated by the retry rule. The answer is below 300, or 302 with `redirect: 'manual'`. */
  read(call: Call): Promise<Result<HttpResponse>>;
  /** GET with `If-None-Match`. `parse` returns `undefined` for an answer that makes no sense. */
  fetch<T>(
    call: Call & { readonly etag?: string },
    parse: (data: unknown) => T | undefined,
  ): Promise<Result<Fetched<T>>>;
  /** POST, sent once. */
  write(call: Call): Promise<Result<HttpResponse>>;
};

export function createClient(options: ClientOptions): Client {
  const { clock, credentials } = options;
  let pausedUntil = 0;

  async function attempt(
    method: 'GET' | 'POST',
    call: Call,
  ): Promise<Result<HttpResponse>> {
    if (call.signal?.aborted) return aborted(true);
    if (clock.now() < pausedUntil) return paused(pausedUntil);
    const authorization = await credentials.authorization();
    if (!authorization.ok) return authorization;
    const result = await exchange(method, call, authorization.value);
    if (
      result.ok ||
      result.reason !== 'unauthorized' ||
      !credentials.expire(authorization.value)
    )
      return result;
    // An installation token may be revoked early; a 401 had no effect, so even a write may go out with a new one.
    const renewed = await credentials.authorization();
    return renewed.ok ? exchange(method, call, renewed.value) : renewed;
  }

  async function exchange(
    method: 'GET' | 'POST',
    call: Call,
    authorization: string,
  ): Promise<Result<HttpResponse>> {
    const { signal, ...request } = call;
    const result = await sendOnce(options, {
      ...request,
      method,
      headers: { ...call.headers, authorization },
      ...(signal === undefined ? {} : { signal }),
    });
    if (!result.ok && result.reason === 'rate_limited')
      pausedUntil = result.retryAt?.getTime() ?? pausedUntil;
    else if (result.ok)
      pausedUntil = exhaustedUntil(result.value.headers) ?? pausedUntil;
    return result;
  }

  function read(call: Call): Promise<Result<HttpResponse>> {
    return retryRead(() => attempt('GET', call), {
      clock,
      random: options.random,
      patience: options.patience,
      ...(call.signal === undefined ? {} : { signal: call.signal }),
    });
  }

  return {
    read,
    async fetch({ etag, ...call }, parse) {
      const headers =
        etag === undefined
          ? call.headers
          : { ...call.headers, 'if-none-match': etag };
      const result = await read({
        ...call,
        ...(headers === undefined ? {} : { headers }),
      });
      if (!result.ok) return result;
      if (result.value.status === 304)
        return { ok: true, value: { modified: false } };
      const value = parse(result.value.data);
      if (value === undefined) return malformedResponse(result.value.status);
      const tag = result.value.headers['etag'];
      return {
        ok: true,
        value: {
          modified: true,
          value,
          ...(tag === undefined ? {} : { etag: tag }),
        },
      };
    },
    write: (call) => attempt('POST', { redirect: 'manual', ...call }),
  };
}

/** One exchange, bounded in time; every way it can end is a value. */
export async function sendOnce(
  {
    transport,
    clock,
    timeout,
  }: Pick<ClientOptions, 'transport' | 'clock' | 'timeout'>,
  { signal, ...request }: Omit<HttpRequest, 'signal'> & CallOptions,
): Promise<Result<HttpResponse>> {
  const bound = new AbortController();
  const cancel = clock.schedule(timeout, () => bound.abort());
  const signals =
    signal === undefined ? [bound.signal] : [bound.signal, signal];
  try {
    const answer = await transport({
      ...request,
      signal: AbortSignal.any(signals),
    });
    const expected =
      answer.status < 300 ||
      answer.status === 304 ||
      (answer.status === 302 && request.method === 'GET');
    return expected
      ? { ok: true, value: answer }
      : failureOf(answer, clock.now());
  } catch (error) {
    if (signal?.aborted) return aborted(false);
    if (bound.signal.aborted)
      return lost(`GitHub did not answer within ${timeout / 1000} s.`);
    return neverSent(error)
      ? {
          ok: false,
          reason: 'unavailable',
          message: 'GitHub could not be reached: no connection.',
          definite: true,
        }
      : lost('The connection to GitHub broke before an answer arrived.');
  } finally {
    cancel();
  }
}

function lost(message: string): Failure {
  return { ok: false, reason: 'unavailable', message, definite: false };
}

function aborted(definite: boolean): Failure {
  return {
    ok: false,
    reason: 'aborted',
    message: 'The call was aborted.',
    definite,
  };
}

function paused(until: number): Failure {
  const retryAt = new Date(until);
  return {
    ok: false,
    reason: 'rate_limited',
    message: `Not asked: GitHub's rate limit holds until ${retryAt.toISOString()}.`,
    retryAt,
    definite: true,
  };
}
