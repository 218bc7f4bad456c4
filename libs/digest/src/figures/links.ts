import { isCounted } from '../attempts/outcome.ts';
import { requesterOf } from '../attempts/requester.ts';
import { byIdentity, type TimedAttempt } from '../attempts/timeline.ts';
import { toIso } from '../time/instant.ts';
import type { AttemptLink, StripBar } from './digest.ts';

export function linkOf(attempt: TimedAttempt, workflow: string): AttemptLink {
  const { source, outcome, start, end, totalMs } = attempt;
  return {
    workflow,
    runId: source.runId,
    runNumber: source.runNumber ?? null,
    attempt: source.attempt,
    outcome,
    // An attempt that ended after the window was running when the window ended.
    conclusion: outcome === 'running' ? null : source.conclusion,
    status:
      outcome === 'running' && source.status === 'completed'
        ? 'in_progress'
        : source.status,
    url: source.url,
    branch: source.branch ?? null,
    requester: requesterOf(source),
    startedAt: toIso(start),
    endedAt: end === null ? null : toIso(end),
    durationMs: totalMs,
  };
}

/** The attempt that started last; of equal starts the one with the higher run id and attempt. */
export function latestOf(
  attempts: readonly TimedAttempt[],
): TimedAttempt | null {
  return attempts.reduce<TimedAttempt | null>(
    (latest, one) =>
      latest === null ||
      (one.start - latest.start || byIdentity(one, latest)) > 0
        ? one
        : latest,
    null,
  );
}

const SLOWEST = 5;

/** The longest of the attempts that succeeded or failed. */
export function slowestOf(attempts: readonly TimedAttempt[]): TimedAttempt[] {
  const slowest: TimedAttempt[] = [];
  for (const attempt of attempts) {
    if (attempt.totalMs === null || !isCounted(attempt.outcome)) continue;
    const last = slowest[SLOWEST - 1];
    if (last && bySlowness(attempt, last) >= 0) continue;
    slowest.push(attempt);
    slowest.sort(bySlowness).splice(SLOWEST);
  }
  return slowest;
}

function bySlowness(a: TimedAttempt, b: TimedAttempt): number {
  return (b.totalMs ?? 0) - (a.totalMs ?? 0) || byIdentity(a, b);
}

export function slowestAmong(links: readonly AttemptLink[]): AttemptLink[] {
  return links
    .toSorted(
      (a, b) =>
        (b.durationMs ?? 0) - (a.durationMs ?? 0) ||
        a.runId - b.runId ||
        a.attempt - b.attempt,
    )
    .slice(0, SLOWEST);
}

const STRIP = 50;

/** @param finished of one workflow, by end */
export function stripOf(
  finished: readonly TimedAttempt[],
  inWindow: (attempt: TimedAttempt) => boolean,
): StripBar[] {
  return finished.slice(-STRIP).map((attempt) => ({
    outcome: attempt.outcome,
    durationMs: attempt.totalMs,
    inWindow: inWindow(attempt),
    rerun: attempt.source.attempt > 1,
  }));
}
