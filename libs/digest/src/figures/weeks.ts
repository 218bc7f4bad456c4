import type { TimedAttempt } from '../attempts/timeline.ts';
import { toIso } from '../time/instant.ts';
import type { Week } from './digest.ts';
import type { Period } from './period.ts';
import { durationStats } from './statistics.ts';

const WEEKS = 12;
const WEEK_MS = 7 * 86_400_000;

/**
 * The twelve weeks before `end`, oldest first.
 *
 * @param attempts finished, in any order
 * @param isCovered whether every attempt of the time is known
 */
export function weeksBefore(
  end: number,
  attempts: readonly TimedAttempt[],
  isCovered: (period: Period) => boolean,
): Week[] {
  const weeks = Array.from({ length: WEEKS }, (_, index) => ({
    start: end - (WEEKS - index) * WEEK_MS,
    end: end - (WEEKS - index - 1) * WEEK_MS,
    attempts: 0,
    failure: 0,
    passed: [] as number[],
  }));
  for (const attempt of attempts) {
    if (attempt.end === null || attempt.end >= end) continue;
    const week =
      weeks[WEEKS - Math.floor((end - attempt.end - 1) / WEEK_MS) - 1];
    if (!week) continue;
    week.attempts += 1;
    if (attempt.outcome === 'failure') week.failure += 1;
    if (attempt.outcome === 'success' && attempt.totalMs !== null)
      week.passed.push(attempt.totalMs);
  }
  return weeks.map((week) => {
    const covered = isCovered(week);
    return {
      start: toIso(week.start),
      end: toIso(week.end),
      covered,
      attempts: covered ? week.attempts : null,
      failure: covered ? week.failure : null,
      p50Ms: covered ? durationStats(week.passed).p50Ms : null,
    };
  });
}
