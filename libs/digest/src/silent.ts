import type { Silent } from './digest.ts';
import { toIso } from './instant.ts';
import { CHANGE_MINIMUM, durationStats } from './statistics.ts';
import type { Tally } from './tally.ts';

/** Gaps needed before a schedule counts as known, and how far beyond the usual a silence must go. */
const GAPS_MINIMUM = 4;
const BEYOND_USUAL = 1.5;
const BEYOND_LONGEST = 1.1;

/**
 * A schedule is silent when the time since its last run is well beyond both its usual gap (median) and the longest gap
 * seen, so that a weekday schedule is not missed on Sundays.
 *
 * @param scheduled when the workflow's scheduled runs were created, in any order
 */
export function silentSchedule(
  workflow: string,
  scheduled: readonly number[],
  asOf: number,
): Silent | null {
  if (scheduled.length <= GAPS_MINIMUM) return null;
  const created = scheduled.toSorted((a, b) => a - b);
  const gaps = created.slice(1).map((at, index) => at - (created[index] ?? at));
  const last = created.at(-1) ?? asOf;
  const { p50Ms, maxMs } = durationStats(gaps);
  const allowed = Math.max(
    BEYOND_USUAL * (p50Ms ?? 0),
    BEYOND_LONGEST * (maxMs ?? 0),
  );
  return asOf - last > allowed
    ? { workflow, lastRunAt: toIso(last), everyMs: p50Ms }
    : null;
}

/** Ran at least five times in the window before, and not at all in this one. */
export function fellSilent(
  workflow: string,
  lastStart: number,
  before: Tally,
): Silent | null {
  let ran = 0;
  for (const n of Object.values(before.runs)) ran += n;
  return ran >= CHANGE_MINIMUM
    ? { workflow, lastRunAt: toIso(lastStart), everyMs: null }
    : null;
}
