import { toMillis, toMillisOrNull } from '../time/instant.ts';
import type { Attempt } from './attempt.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import { type Timing, timingOf } from './timing.ts';

/** One attempt, placed in time. */
export interface TimedAttempt extends Timing {
  readonly source: Attempt;
  readonly outcome: Outcome;
  /** Attempts of the same run between the one before this and this that must exist and are not known. */
  readonly missingBefore: number;
}

/**
 * Every attempt once, placed in time, by run and attempt. Lists overlap when runs arrive while pages are read: of two
 * copies of one attempt the finished one is kept, else the one updated last.
 */
export function timelineOf(attempts: Iterable<Attempt>): TimedAttempt[] {
  const sorted = [...attempts].sort(
    (a, b) => a.runId - b.runId || a.attempt - b.attempt,
  );
  const unique: Attempt[] = [];
  for (const attempt of sorted) {
    const last = unique.at(-1);
    if (
      last &&
      last.runId === attempt.runId &&
      last.attempt === attempt.attempt
    )
      unique[unique.length - 1] = fresher(last, attempt);
    else unique.push(attempt);
  }
  return unique.map((source, index) =>
    place(source, unique[index - 1], unique[index + 1]),
  );
}

function fresher(a: Attempt, b: Attempt): Attempt {
  const [aRuns, bRuns] = [a, b].map((one) => outcomeOf(one) === 'running');
  if (aRuns !== bRuns) return aRuns ? b : a;
  return toMillis(b.updatedAt) > toMillis(a.updatedAt) ? b : a;
}

/** `before` and `after` are its neighbors, of the same run or of others. */
function place(
  source: Attempt,
  before: Attempt | undefined,
  after: Attempt | undefined,
): TimedAttempt {
  const nextStart =
    after?.runId === source.runId ? toMillisOrNull(after.startedAt) : null;
  const known = before?.runId === source.runId ? before.attempt : 0;
  return {
    ...timingOf(source, nextStart),
    source,
    outcome: outcomeOf(source),
    missingBefore: source.attempt - known - 1,
  };
}

/** By end, then run and attempt. Attempts that are still running come last. */
export function byEnd(a: TimedAttempt, b: TimedAttempt): number {
  return (
    (a.end ?? Number.MAX_SAFE_INTEGER) - (b.end ?? Number.MAX_SAFE_INTEGER) ||
    byIdentity(a, b)
  );
}

export function byIdentity(a: TimedAttempt, b: TimedAttempt): number {
  return a.source.runId - b.source.runId || a.source.attempt - b.source.attempt;
}
