import { rateLimited, type ApiError } from '../wire/api-error.ts';
import type { Route } from './route.ts';
import type { Operation } from '../wire/operation.ts';

export interface BucketLimit {
  /** Requests in one window. */
  readonly limit: number;
  readonly windowMs: number;
}

export type RateLimitRules = Partial<Record<Operation, BucketLimit>>;

/**
 * Discord publishes no numbers and asks apps to read the headers; these are of the size that is seen in practice.
 * All writes of one interaction's webhook share a bucket.
 */
const WEBHOOK: BucketLimit = { limit: 5, windowMs: 2000 };
const CHANNEL: BucketLimit = { limit: 5, windowMs: 5000 };
const DEFAULTS: RateLimitRules = {
  'original.edit': WEBHOOK,
  'original.delete': WEBHOOK,
  'follow-up.create': WEBHOOK,
  'follow-up.edit': WEBHOOK,
  'follow-up.delete': WEBHOOK,
  'message.create': CHANNEL,
  'message.edit': CHANNEL,
  'message.delete': CHANNEL,
  'command.create': { limit: 5, windowMs: 20_000 },
  'command.edit': { limit: 5, windowMs: 20_000 },
  'command.delete': { limit: 5, windowMs: 20_000 },
  'command.overwrite': { limit: 5, windowMs: 20_000 },
};
const READS: BucketLimit = { limit: 20, windowMs: 2000 };

/** 50 requests a second with one bot token; webhook and callback requests do not count. */
const GLOBAL_LIMIT = 50;

export interface RateLimits {
  readonly take: (
    route: Route,
    major: string,
  ) => { readonly headers: Record<string, string>; readonly error?: ApiError };
}

interface Window {
  readonly endsAt: number;
  used: number;
}

const SHARED_BUCKETS: Partial<Record<Operation, string>> = {
  'original.edit': 'webhook',
  'original.delete': 'webhook',
  'follow-up.create': 'webhook',
  'follow-up.edit': 'webhook',
  'follow-up.delete': 'webhook',
};

/**
 * Counts requests in fixed windows of real time, whatever the clock of the rest says: limits are about traffic.
 * https://docs.discord.com/developers/topics/rate-limits
 */
export function createRateLimits(
  rules: RateLimitRules | false = {},
): RateLimits {
  const windows = new Map<string, Window>();
  function count(key: string, lengthMs: number): Window {
    const now = performance.now();
    const current = windows.get(key);
    const window =
      current === undefined || current.endsAt <= now
        ? { endsAt: now + lengthMs, used: 0 }
        : current;
    window.used += 1;
    windows.set(key, window);
    return window;
  }
  const secondsLeft = (window: Window): number =>
    Math.max(0.001, (window.endsAt - performance.now()) / 1000);

  return {
    take: ({ operation, auth }, major) => {
      if (rules === false || operation === 'callback') return { headers: {} };
      if (auth === 'bot') {
        const global = count('global', 1000);
        if (global.used > GLOBAL_LIMIT) {
          const retryAfterSeconds = secondsLeft(global);
          return {
            headers: {},
            error: rateLimited({ retryAfterSeconds, scope: 'global' }),
          };
        }
      }
      const { limit, windowMs } =
        rules[operation] ?? DEFAULTS[operation] ?? READS;
      const bucket = SHARED_BUCKETS[operation] ?? operation;
      const window = count(`${bucket}:${major}`, windowMs);
      const resetAfter = secondsLeft(window);
      const headers = {
        'x-ratelimit-limit': String(limit),
        'x-ratelimit-remaining': String(Math.max(0, limit - window.used)),
        'x-ratelimit-reset': (Date.now() / 1000 + resetAfter).toFixed(3),
        'x-ratelimit-reset-after': resetAfter.toFixed(3),
        'x-ratelimit-bucket': Buffer.from(bucket).toString('hex'),
      };
      if (window.used <= limit) return { headers };
      const error = rateLimited({
        retryAfterSeconds: resetAfter,
        scope: 'user',
      });
      return {
        headers,
        error: { ...error, headers: { ...headers, ...error.headers } },
      };
    },
  };
}
