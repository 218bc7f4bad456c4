import type { TimedAttempt } from '../attempts/timeline.ts';
import { type Instant, toMillis, toMillisOrNull } from '../time/instant.ts';
import { SETTLE_MS, type Window } from '../time/window.ts';

/** A window in milliseconds, and what belongs to it. */
export interface Period {
  readonly start: number;
  readonly end: number;
}

export function periodOf({ start, end }: Window): Period {
  return { start: toMillis(start), end: toMillis(end) };
}

/** The windows of one digest. */
export interface Scope {
  readonly current: Period;
  readonly previous: Period | null;
  /** The end of the window, or now if that is earlier. */
  readonly asOf: number;
  /** The window is over. */
  readonly complete: boolean;
}

export function scopeOf(options: {
  readonly window: Window;
  readonly previous?: Window | undefined;
  readonly now: Instant;
}): Scope {
  const current = periodOf(options.window);
  const now = toMillis(options.now);
  return {
    current,
    previous: options.previous ? periodOf(options.previous) : null,
    asOf: Math.min(now, current.end),
    complete: now >= current.end,
  };
}

export function covers({ start, end }: Period, at: number): boolean {
  return at >= start && at < end;
}

/**
 * An attempt belongs to the window in which it ended, unless it was recorded after that window was settled: then the
 * window stays as it was reported.
 */
export function endedIn(attempt: TimedAttempt, period: Period): boolean {
  return (
    attempt.end !== null &&
    covers(period, attempt.end) &&
    isSettledBy(attempt, period.end)
  );
}

function isSettledBy({ source }: TimedAttempt, end: number): boolean {
  const recorded = toMillisOrNull(source.recordedAt);
  return recorded === null || recorded <= end + SETTLE_MS;
}

/**
 * The attempts as they were known when the window ended, so that a closed window gives the same figures ever after:
 * what ended later is running, and what was recorded later is not known.
 */
export function asKnownAt(
  attempts: readonly TimedAttempt[],
  end: number,
): TimedAttempt[] {
  return attempts
    .filter((one) => one.start < end)
    .map((one) =>
      one.end !== null && one.end >= end
        ? {
            ...one,
            outcome: 'running' as const,
            end: null,
            endFrom: null,
            totalMs: null,
            split: null,
          }
        : one,
    )
    .filter((one) => one.end === null || isSettledBy(one, end));
}

/** Recorded in this window after the window of its end was settled. */
export function correctedIn(attempt: TimedAttempt, period: Period): boolean {
  const recorded = toMillisOrNull(attempt.source.recordedAt);
  return (
    attempt.end !== null &&
    attempt.end < period.start &&
    recorded !== null &&
    recorded > period.start + SETTLE_MS &&
    recorded <= period.end + SETTLE_MS
  );
}
