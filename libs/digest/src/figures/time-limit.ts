import type { TimedAttempt } from '../attempts/timeline.ts';
import type { TimeLimit } from './digest.ts';

const MINUTE_MS = 60_000;
/** Fewer are chance, and so are three if not every cancelled attempt is among them. */
const LEAST = 3;

/**
 * The minute at which a workflow's attempts are cancelled again and again: GitHub cancels a job that exceeds
 * `timeout-minutes`. Measured without the waiting, if jobs are known.
 *
 * @param attempts of one workflow in the window
 */
export function timeLimitOf(
  workflow: string,
  attempts: readonly TimedAttempt[],
): TimeLimit | null {
  const cancelled = attempts.filter(({ outcome }) => outcome === 'cancelled');
  if (cancelled.length < LEAST) return null;
  const lengths = cancelled
    .map(({ split, totalMs }) => split?.executionMs ?? totalMs)
    .filter((ms) => ms !== null && ms >= MINUTE_MS)
    .map(Number)
    .toSorted((a, b) => a - b);
  const largest = lengths
    .map((from) => lengths.filter((ms) => ms >= from && ms < from + MINUTE_MS))
    .reduce<number[]>(
      (best, one) => (one.length > best.length ? one : best),
      [],
    );
  const [afterMs] = largest;
  const n = largest.length;
  const isHabit =
    n === cancelled.length || (n > LEAST && n * 3 >= cancelled.length * 2);
  return afterMs === undefined || n < LEAST || !isHabit
    ? null
    : { workflow, attempts: n, afterMs };
}
