import type { Failure, FailureReason } from '../../github.ts';
import { asArray, asObject, asString, type Json } from '../../json.ts';

/** One HTTP answer, free of any client library's types. Header names are lower case. */
export type HttpResponse = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly data: unknown;
};

/** GitHub asks for at least a minute where it limits without saying for how long. */
const UNSTATED_PAUSE_MS = 60_000;

const CERTAIN_REASONS: Readonly<Record<number, FailureReason>> = {
  400: 'invalid',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  409: 'conflict',
  410: 'gone',
  422: 'invalid',
};

/** What an answer of 300 and above means. A 304 is for the client to treat first. */
export function failureOf(answer: HttpResponse, now: number): Failure {
  const { status } = answer;
  const message = messageOf(answer);
  if (isRateLimited(answer, message)) {
    return {
      ok: false,
      reason: 'rate_limited',
      message,
      status,
      retryAt: new Date(retryAtOf(answer, now)),
      definite: true,
    };
  }
  if (status >= 500 || status === 408)
    return {
      ok: false,
      reason: 'unavailable',
      message,
      status,
      definite: false,
    };
  if (status >= 300 && status < 400) {
    return {
      ok: false,
      reason: 'not_found',
      message: 'The repository has moved: configure its new owner/name.',
      status,
      definite: true,
    };
  }
  return {
    ok: false,
    reason: CERTAIN_REASONS[status] ?? 'unexpected',
    message,
    status,
    definite: status >= 400,
  };
}

/** For a success that cannot be read: what was done is not known. */
export function malformedResponse(status: number): Failure {
  const message = 'GitHub sent an answer of an unknown form.';
  return { ok: false, reason: 'unexpected', message, status, definite: false };
}

/** @see https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api */
function isRateLimited(answer: HttpResponse, message: string): boolean {
  if (answer.status === 429) return true;
  if (answer.status !== 403) return false;
  return (
    answer.headers['x-ratelimit-remaining'] === '0' ||
    answer.headers['retry-after'] !== undefined ||
    /rate limit|abuse detection/i.test(message)
  );
}

function retryAtOf({ headers }: HttpResponse, now: number): number {
  const after = headers['retry-after'];
  if (after !== undefined) {
    const at = /^\d+$/.test(after)
      ? now + Number(after) * 1000
      : Date.parse(after);
    if (!Number.isNaN(at)) return at;
  }
  return exhaustedUntil(headers) ?? now + UNSTATED_PAUSE_MS;
}

/** When the primary limit is used up: the epoch ms at which it is filled again. */
export function exhaustedUntil(
  headers: HttpResponse['headers'],
): number | undefined {
  if (headers['x-ratelimit-remaining'] !== '0') return undefined;
  const reset = Number(headers['x-ratelimit-reset']);
  return Number.isFinite(reset) && reset > 0 ? reset * 1000 : undefined;
}

function messageOf({ status, data }: HttpResponse): string {
  const json: Json | undefined = asObject(data);
  const message = asString(json?.['message'])?.slice(0, 500);
  if (message === undefined) return `GitHub answered with HTTP ${status}.`;
  const details = (asArray(json?.['errors']) ?? [])
    .map((error) => asString(error) ?? asString(asObject(error)?.['message']))
    .filter((detail) => detail !== undefined);
  return details.length === 0
    ? message
    : `${message}: ${details.join('; ').slice(0, 500)}`;
}
