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
  const runs = new Map<number, Attempt[]>();
  for (const attempt of attempts) {
    const known = runs.get(attempt.runId);
    if (known === undefined) {
      runs.set(attempt.runId, [attempt]);
      continue;
    }
    const at = known.findIndex((one) => one.attempt === attempt.attempt);
    const twin = known[at];
    if (twin === undefined) known.push(attempt);
    else known[at] = fresher(twin, attempt);
  }
  return [...runs.values()].flatMap(placeRun);
}

function fresher(a: Attempt, b: Attempt): Attempt {
  const [aRuns, bRuns] = [a, b].map((one) => outcomeOf(one) === 'running');
  if (aRuns !== bRuns) return aRuns ? b : a;
  return toMillis(b.updatedAt) > toMillis(a.updatedAt) ? b : a;
}

function placeRun(attempts: Attempt[]): TimedAttempt[] {
  attempts.sort((a, b) => a.attempt - b.attempt);
  return attempts.map((source, index) => ({
    ...timingOf(source, toMillisOrNull(attempts[index + 1]?.startedAt)),
    source,
    outcome: outcomeOf(source),
    missingBefore: source.attempt - (attempts[index - 1]?.attempt ?? 0) - 1,
  }));
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
