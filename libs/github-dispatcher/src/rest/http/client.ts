import { sleep, type Clock } from '../../clock.ts';
import type {
  CallOptions,
  Failure,
  Fetched,
  Observed,
  RateLimit,
  Result,
} from '../../github.ts';
import { asDate } from '../../json.ts';
import { redactLiterals } from '../../redaction/redact-secrets.ts';
import type { Authorization, Credentials } from './credentials.ts';
import {
  aborted,
  exchange,
  type ExchangeOptions,
  type ExchangeRequest,
} from './exchange.ts';
import {
  exhaustedUntil,
  malformedResponse,
  type HttpResponse,
} from './response.ts';
import { retryRead } from './retry.ts';
import { describeSkew } from './server-clock.ts';

export type ClientOptions = ExchangeOptions & {
  readonly credentials: Credentials;
  readonly clock: Clock;
  readonly random: () => number;
  /** The longest wait a read takes upon itself, milliseconds. */
  readonly maxWait: number;
};

export type Call = Omit<ExchangeRequest, 'method' | 'secrets' | 'signal'> &
  CallOptions;

/** GitHub's servers learn of a new token at different times: for this long a refusal proves nothing. Milliseconds. */
const YOUNG_MS = 10_000;
const YOUNG_WAITS_MS = [1_000, 2_000, 4_000];

/**
 * How requests are made: with credentials, each bounded in time, the pause of a rate limit shared by all of them, reads
 * repeated.
 */
export class GitHubClient {
  readonly #options: ClientOptions;
  #pausedUntil = 0;
  #rateLimit: RateLimit | null = null;

  constructor(options: ClientOptions) {
    this.#options = options;
  }

  observed(): Observed {
    return {
      clockOffset: this.#options.serverClock.offset ?? null,
      rateLimit: this.#rateLimit,
    };
  }

  /** GET, repeated by the retry rule. The status is below 300, or a redirect if the call accepts one. */
  read(call: Call): Promise<Result<HttpResponse>> {
    return retryRead(() => this.#attempt('GET', call), {
      ...this.#options,
      signal: call.signal,
    });
  }

  /** GET with `If-None-Match`. `parse` returns `undefined` for a body that is not of the documented form. */
  async fetch<T>(
    { etag, ...call }: Call & { readonly etag?: string | undefined },
    parse: (data: unknown) => T | undefined,
  ): Promise<Result<Fetched<T>>> {
    const headers =
      etag === undefined
        ? call.headers
        : { ...call.headers, 'if-none-match': etag };
    const result = await this.read({ ...call, headers });
    if (!result.ok) return result;
    if (result.value.status === 304)
      return { ok: true, value: { modified: false } };
    const value = parse(result.value.data);
    if (value === undefined) return malformedResponse(result.value);
    const tag = result.value.headers['etag'];
    const readAt = asDate(result.value.headers['date']);
    return {
      ok: true,
      value: {
        modified: true,
        value,
        ...(tag === undefined ? {} : { etag: tag }),
        ...(readAt === undefined ? {} : { readAt }),
      },
    };
  }

  /** POST. Repeated only after a refusal of the credentials themselves, which had no effect. */
  write(call: Call): Promise<Result<HttpResponse>> {
    return this.#attempt('POST', call);
  }

  async #attempt(
    method: 'GET' | 'POST',
    call: Call,
  ): Promise<Result<HttpResponse>> {
    const { clock, credentials } = this.#options;
    let waits = 0;
    let isRenewed = false;
    for (;;) {
      if (call.signal?.aborted) return aborted(true);
      if (clock.now() < this.#pausedUntil) return paused(this.#pausedUntil);
      const authorization = await credentials.authorize();
      if (!authorization.ok) return authorization;
      const result = await this.#exchange(method, call, authorization.value);
      if (result.ok) return result;
      const wait = YOUNG_WAITS_MS[waits];
      if (
        wait !== undefined &&
        isRefusal(result) &&
        (waits > 0 || isYoung(authorization.value, clock))
      ) {
        waits += 1;
        await sleep(clock, wait, call.signal);
        continue;
      }
      // An installation token may be revoked early.
      if (
        result.reason === 'unauthorized' &&
        !isRenewed &&
        waits === 0 &&
        credentials.expire(authorization.value)
      ) {
        isRenewed = true;
        continue;
      }
      return result.reason === 'unauthorized' ? this.#withSkew(result) : result;
    }
  }

  async #exchange(
    method: 'GET' | 'POST',
    call: Call,
    { header, secret }: Authorization,
  ): Promise<Result<HttpResponse>> {
    const result = await exchange(this.#options, {
      ...call,
      method,
      headers: { ...call.headers, authorization: header },
      secrets: [secret],
    });
    if (!result.ok) {
      if (result.reason === 'rate_limited')
        this.#pausedUntil = result.retryAt?.getTime() ?? this.#pausedUntil;
      return result;
    }
    this.#observe(result.value);
    return {
      ok: true,
      value: contains(result.value.data, secret)
        ? { ...result.value, data: scrub(result.value.data, secret) }
        : result.value,
    };
  }

  #observe({ headers }: HttpResponse): void {
    const { serverClock } = this.#options;
    const until = exhaustedUntil(headers);
    if (until !== undefined) this.#pausedUntil = serverClock.toHostTime(until);
    const [limit, remaining, reset] = ['limit', 'remaining', 'reset'].map(
      (name) => Number(headers[`x-ratelimit-${name}`] ?? NaN),
    );
    if (limit === undefined || remaining === undefined || reset === undefined)
      return;
    if (!Number.isFinite(limit + remaining + reset)) return;
    const resetAt = new Date(serverClock.toHostTime(reset * 1_000));
    this.#rateLimit = { limit, remaining, resetAt };
  }

  #withSkew(failure: Failure): Failure {
    const skew = describeSkew(this.#options.serverClock.offset);
    return { ...failure, message: `${failure.message}${skew}` };
  }
}

function isYoung({ createdAt }: Authorization, clock: Clock): boolean {
  return createdAt !== undefined && clock.now() - createdAt < YOUNG_MS;
}

function isRefusal({ reason }: Failure): boolean {
  return reason === 'unauthorized' || reason === 'forbidden';
}

function contains(data: unknown, secret: string): boolean {
  if (typeof data === 'string') return data.includes(secret);
  return typeof data === 'object' && data !== null
    ? Object.values(data).some((value) => contains(value, secret))
    : false;
}

/** Our own token, should anything on the way have put it into the response. */
function scrub(data: unknown, secret: string): unknown {
  if (typeof data === 'string') return redactLiterals(data, [secret]);
  if (Array.isArray(data)) return data.map((item) => scrub(item, secret));
  if (typeof data !== 'object' || data === null) return data;
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [name, scrub(value, secret)]),
  );
}

function paused(until: number): Failure {
  const retryAt = new Date(until);
  return {
    ok: false,
    reason: 'rate_limited',
    message: `Not sent: GitHub's rate limit is used up until ${retryAt.toISOString()}.`,
    retryAt,
    definite: true,
  };
}
