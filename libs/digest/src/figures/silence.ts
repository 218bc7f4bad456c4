import { firesBefore, type Schedule } from '../time/cron.ts';
import { toIso, toMillis } from '../time/instant.ts';
import type { Silent } from './digest.ts';
import { quantile } from './statistics.ts';

const HOUR_MS = 3_600_000;

/** GitHub starts scheduled runs late when it is busy: https://docs.github.com/actions/reference/events-that-trigger-workflows#schedule */
const DELAY_MS = HOUR_MS;
/** Runs of schedules more frequent than this are dropped at times, and their silence must last at least as long. */
const FREQUENT_MS = 6 * HOUR_MS;
const MOST_FIRES = 400;

/**
 * A workflow is silent if its own schedule should have started it since it ran last.
 *
 * @param scheduled when its scheduled runs were created, in any order
 * @param knownFrom the time from which its runs are known
 */
export function silentBySchedule(
  workflow: string,
  schedules: readonly Schedule[],
  scheduled: readonly number[],
  { asOf, knownFrom }: { readonly asOf: number; readonly knownFrom: number },
): Silent | null {
  const last = scheduled.length === 0 ? null : Math.max(...scheduled);
  const after = last ?? knownFrom;
  const missed = schedules
    .flatMap((schedule) => {
      const since = Math.max(
        after,
        schedule.since === undefined ? after : toMillis(schedule.since),
      );
      return firesBefore(schedule, asOf - DELAY_MS + 1, MOST_FIRES).filter(
        (fire) => fire > since,
      );
    })
    .toSorted((a, b) => a - b);
  const [first] = missed;
  const expected = missed.at(-1);
  if (first === undefined || expected === undefined) return null;
  const periodMs = shortestPeriod(schedules, asOf);
  if (periodMs < FREQUENT_MS && asOf - first < FREQUENT_MS) return null;
  return {
    workflow,
    lastRunAt: last === null ? null : toIso(last),
    basis: 'schedule',
    expectedAt: toIso(expected),
    missed: new Set(missed).size,
  };
}

function shortestPeriod(schedules: readonly Schedule[], asOf: number): number {
  const fires = schedules
    .flatMap((schedule) => firesBefore(schedule, asOf, 10))
    .toSorted((a, b) => a - b);
  const gaps = fires.slice(1).map((at, index) => at - (fires[index] ?? at));
  return Math.min(...gaps.filter((gap) => gap > 0), Number.MAX_SAFE_INTEGER);
}

/** Five periods make a habit. */
const PERIODS = 5;
/** Of the periods that must be as long as the usual one, to a quarter. */
const REGULAR = 0.8;

/**
 * Without a schedule, a workflow is silent if it ran regularly and has now been quiet for more than the longest gap
 * ever seen and one usual period: so neither weekends nor a single holiday count.
 *
 * @param created when its runs were created, in any order
 */
export function silentByHistory(
  workflow: string,
  created: readonly number[],
  asOf: number,
): Silent | null {
  const times = created.toSorted((a, b) => a - b);
  const last = times.at(-1);
  const gaps = times
    .slice(1)
    .map((at, index) => at - (times[index] ?? at))
    .toSorted((a, b) => a - b);
  if (gaps.length < PERIODS || last === undefined) return null;
  const usual = quantile(gaps, 0.5);
  const regular = gaps.filter(
    (gap) => Math.abs(gap - usual) <= usual / 4,
  ).length;
  if (usual === 0 || regular < gaps.length * REGULAR) return null;
  const expected = last + (gaps.at(-1) ?? usual) + usual;
  if (asOf <= expected + DELAY_MS) return null;
  return {
    workflow,
    lastRunAt: toIso(last),
    basis: 'history',
    expectedAt: toIso(last + usual),
    missed: Math.floor((asOf - last) / usual),
  };
}
