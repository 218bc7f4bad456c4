import type { Clock } from '@yardmaster/github-dispatcher';
import type { Effect } from '../command/agent.ts';

/** How many calls one person may make: `burst` at once, then `perMinute`. */
export interface Rate {
  readonly burst: number;
  readonly perMinute: number;
}

export interface Limits {
  readonly reads: Rate;
  readonly writes: Rate;
}

/** Enough for people; too little to use up GitHub's hourly budget or to start 200 deploys by accident. */
export const DEFAULT_LIMITS: Limits = {
  reads: { burst: 20, perMinute: 30 },
  writes: { burst: 10, perMinute: 10 },
};

/** People remembered; those who have not called for longest are forgotten first, and by then may call again anyway. */
const MAX_PEOPLE = 10_000;

/** Counts each person's calls. */
export interface Limiter {
  /** Null if the call may run; else when the next one may, milliseconds since the epoch. */
  take(person: string, effect: Effect): number | null;
}

/** A token bucket per person and effect: it holds `burst` tokens and gets one back every `60 / perMinute` seconds. */
export function createLimiter(limits: Limits, clock: Clock): Limiter {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return {
    take(person, effect) {
      const { burst, perMinute } =
        effect === 'write' ? limits.writes : limits.reads;
      const key = `${effect} ${person}`;
      const now = clock.now();
      const everyMs = 60_000 / perMinute;
      const bucket = buckets.get(key) ?? { tokens: burst, at: now };
      // A clock that was set back gives nothing and takes nothing.
      const passed = Math.max(0, now - bucket.at);
      const tokens = Math.min(burst, bucket.tokens + passed / everyMs);
      buckets.delete(key);
      buckets.set(key, { tokens: tokens < 1 ? tokens : tokens - 1, at: now });
      if (buckets.size > MAX_PEOPLE)
        for (const oldest of buckets.keys()) {
          buckets.delete(oldest);
          break;
        }
      return tokens < 1 ? now + Math.ceil((1 - tokens) * everyMs) : null;
    },
  };
}
