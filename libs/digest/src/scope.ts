import type { Attempt } from './attempt.ts';
import { type Instant, toMillis } from './instant.ts';
import type { Window } from './window.ts';

/** The windows of one digest in milliseconds, and what belongs to them. */
export interface Scope {
  readonly start: number;
  readonly end: number;
  /** The moment up to which the digest tells. */
  readonly asOf: number;
  /** The window is over. */
  readonly complete: boolean;
  readonly current: Period;
  readonly previous: Period | null;
}

export interface Period {
  /** An instant, by the half-open rule. */
  readonly covers: (millis: number) => boolean;
  readonly holds: (attempt: Attempt) => boolean;
}

/**
 * An attempt belongs to the window in which it ended. One that still runs belongs to the window told about if it
 * started before that window's end, and to no window before it.
 */
export function scopeOf(
  window: Window,
  previous: Window | undefined,
  now: Instant,
): Scope {
  const at = toMillis(now);
  const end = toMillis(window.end);
  return {
    start: toMillis(window.start),
    end,
    asOf: Math.min(at, end),
    complete: at >= end,
    current: periodOf(window, true),
    previous: previous ? periodOf(previous, false) : null,
  };
}

function periodOf(window: Window, withRunning: boolean): Period {
  const start = toMillis(window.start);
  const end = toMillis(window.end);
  const covers = (millis: number): boolean => millis >= start && millis < end;
  return {
    covers,
    holds: (attempt) =>
      attempt.end === null
        ? withRunning && attempt.start < end
        : covers(attempt.end),
  };
}

/** Whether no later attempt of the same run belongs to the period: this one's outcome is the run's. */
export function isLastIn(attempt: Attempt, period: Period): boolean {
  for (let later = attempt.newer; later; later = later.newer) {
    if (period.holds(later)) return false;
  }
  return true;
}
