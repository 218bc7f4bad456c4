import type { TimedAttempt } from '../attempts/timeline.ts';
import type { TimeLimit } from './digest.ts';

const MINUTE_MS = 60_000;
/** Fewer are chance, and so are those that are less than two thirds of the cancelled attempts. */
const LEAST = 3;

/**
 * The time after which a workflow's attempts are cancelled again and again: GitHub cancels a job that exceeds
 * `timeout-minutes`. Measured without the waiting, if jobs are known.
 *
 * @param attempts of one workflow in the window
 */
export function timeLimitOf(
  workflow: string,
  attempts: readonly TimedAttempt[],
): TimeLimit | null {
  const lengths = attempts
    .filter(({ outcome }) => outcome === 'cancelled')
    .flatMap(({ split, totalMs }) => split?.executionMs ?? totalMs ?? [])
    .filter((ms) => ms >= MINUTE_MS)
    .toSorted((a, b) => a - b);
  const largest = lengths
    .map((from) => lengths.filter((ms) => ms >= from && ms < from + MINUTE_MS))
    .reduce<number[]>(
      (best, one) => (one.length > best.length ? one : best),
      [],
    );
  const [afterMs] = largest;
  const cancelled = attempts.filter(({ outcome }) => outcome === 'cancelled');
  return afterMs === undefined ||
    largest.length < LEAST ||
    largest.length * 3 < cancelled.length * 2
    ? null
    : { workflow, attempts: largest.length, afterMs };
}
