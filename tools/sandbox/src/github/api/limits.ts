import { type ApiResponse, problem } from './response.ts';

/** https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api */
export interface LimitOptions {
  /** Charged calls in an hour; default 5,000. */
  readonly primary?: number;
  /** Points in a minute, a read counting 1 and a write 5; default 900. `Infinity` turns it off. */
  readonly secondary?: number;
}

interface Bucket {
  limit: number;
  used: number;
  /** Epoch milliseconds. */
  resetAt: number;
  /** When and how much, of the last minute. */
  points: { readonly at: number; readonly points: number }[];
  spent: number;
}

const HOUR = 3_600_000;
const MINUTE = 60_000;

export type Limits = ReturnType<typeof createLimits>;

export function primaryLimit(status: 403 | 429 = 403): ApiResponse {
  return problem(status, 'API rate limit exceeded for user ID 1.', {
    docs: '/using-the-rest-api/rate-limits-for-the-rest-api',
  });
}

export function secondaryLimit(
  retryAfterSeconds: number | undefined,
  status: 403 | 429 = 403,
): ApiResponse {
  return problem(
    status,
    'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
    {
      docs: '/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits',
      ...(retryAfterSeconds === undefined
        ? {}
        : { headers: { 'retry-after': String(retryAfterSeconds) } }),
    },
  );
}

export function createLimits(
  { primary = 5000, secondary = 900 }: LimitOptions,
  clock: () => number,
) {
  const buckets = new Map<string, Bucket>();
  let forced: { remaining: number; resetAt: number } | undefined;

  function bucketOf(name: string): Bucket {
    const now = clock();
    let bucket = buckets.get(name);
    if (bucket === undefined) {
      const limit = name === 'anonymous' ? Math.min(60, primary) : primary;
      bucket = {
        limit,
        used: forced === undefined ? 0 : limit - forced.remaining,
        resetAt: forced?.resetAt ?? now + HOUR,
        points: [],
        spent: 0,
      };
      buckets.set(name, bucket);
    }
    if (now >= bucket.resetAt) {
      bucket.used = 0;
      bucket.resetAt = now + HOUR;
    }
    return bucket;
  }

  function figures(name: string) {
    const { limit, used, resetAt } = bucketOf(name);
    return {
      limit,
      used,
      remaining: Math.max(0, limit - used),
      reset: Math.ceil(resetAt / 1000),
    };
  }

  /** Seconds until the minute's points suffice again, or undefined where they do. */
  function overSpent(bucket: Bucket, cost: number): number | undefined {
    const now = clock();
    while (
      bucket.points[0] !== undefined &&
      bucket.points[0].at <= now - MINUTE
    ) {
      bucket.spent -= bucket.points.shift()?.points ?? 0;
    }
    if (bucket.spent + cost > secondary) return 60;
    bucket.points.push({ at: now, points: cost });
    bucket.spent += cost;
    return undefined;
  }

  return {
    figures,
    /** The refusal of a call that is over a limit; otherwise its points are booked. */
    admit(name: string, method: string): ApiResponse | undefined {
      const bucket = bucketOf(name);
      if (bucket.used >= bucket.limit) return primaryLimit();
      const wait = overSpent(bucket, method === 'GET' ? 1 : 5);
      return wait === undefined ? undefined : secondaryLimit(wait);
    },
    charge(name: string) {
      bucketOf(name).used += 1;
    },
    /** Sets what is left of the hour, for every token, whether seen before or not. */
    set(remaining: number, resetInSeconds = 3600) {
      forced = { remaining, resetAt: clock() + resetInSeconds * 1000 };
      for (const bucket of buckets.values()) {
        bucket.used = bucket.limit - remaining;
        bucket.resetAt = forced.resetAt;
      }
    },
    headers(name: string): Record<string, string> {
      const { limit, remaining, used, reset } = figures(name);
      return {
        'x-ratelimit-limit': String(limit),
        'x-ratelimit-remaining': String(remaining),
        'x-ratelimit-used': String(used),
        'x-ratelimit-reset': String(reset),
        'x-ratelimit-resource': 'core',
      };
    },
  };
}
