import type { Attempt } from './attempt.ts';
import type { AttemptLink, Bucket, Quality, StripBar } from './digest.ts';
import { toIso } from './instant.ts';
import { counts, requesterOf } from './run.ts';
import { isLastIn, type Period } from './scope.ts';
import { durationStats } from './statistics.ts';
import { borders, type Window } from './window.ts';

export function linkOf(attempt: Attempt): AttemptLink {
  const { run } = attempt;
  return {
    workflow: run.workflow,
    runId: run.runId,
    attempt: run.attempt,
    outcome: attempt.outcome,
    conclusion: run.conclusion,
    status: run.status,
    url: run.url,
    branch: run.branch ?? null,
    requester: requesterOf(run),
    startedAt: toIso(attempt.start),
    endedAt: attempt.end === null ? null : toIso(attempt.end),
    durationMs: attempt.timing.totalMs,
  };
}

/** The attempt that started last. */
export function latestOf(attempts: readonly Attempt[]): Attempt | null {
  let latest: Attempt | null = null;
  for (const attempt of attempts) {
    if (!latest || startsAfter(attempt, latest)) latest = attempt;
  }
  return latest;
}

function startsAfter(a: Attempt, b: Attempt): boolean {
  const by =
    a.start - b.start ||
    a.run.runId - b.run.runId ||
    a.run.attempt - b.run.attempt;
  return by > 0;
}

const SLOWEST = 5;

/** The longest of those that succeeded or failed. */
export function slowestOf(attempts: readonly Attempt[]): Attempt[] {
  const slowest: Attempt[] = [];
  const slower = (a: Attempt, b: Attempt): number =>
    (b.timing.totalMs ?? 0) - (a.timing.totalMs ?? 0) ||
    a.run.runId - b.run.runId ||
    a.run.attempt - b.run.attempt;
  for (const attempt of attempts) {
    if (attempt.timing.totalMs === null || !counts(attempt.outcome)) continue;
    const last = slowest[SLOWEST - 1];
    if (last && slower(attempt, last) >= 0) continue;
    slowest.push(attempt);
    slowest.sort(slower).splice(SLOWEST);
  }
  return slowest;
}

const STRIP = 50;

/** @param finished of one workflow, by end */
export function stripOf(
  finished: readonly Attempt[],
  current: Period,
  all: Period,
): StripBar[] {
  const bars: StripBar[] = [];
  for (let i = finished.length - 1; i >= 0 && bars.length < STRIP; i -= 1) {
    const attempt = finished[i];
    if (!attempt || !isLastIn(attempt, all)) continue;
    bars.push({
      outcome: attempt.outcome,
      durationMs: attempt.timing.totalMs,
      inWindow: current.holds(attempt),
      rerun: attempt.run.attempt > 1,
    });
  }
  return bars.reverse();
}

/** @param attempts of the window */
export function bucketsOf(
  window: Window,
  attempts: readonly Attempt[],
  current: Period,
): Bucket[] {
  const edges = borders(window);
  const rows = edges.slice(1).map((end, index) => ({
    start: edges[index] ?? end,
    end,
    success: 0,
    failure: 0,
    uncounted: 0,
    samples: [] as number[],
  }));
  for (const attempt of attempts) {
    const { end, outcome } = attempt;
    if (end === null) continue;
    const row = rows.find((candidate) => end < candidate.end);
    if (!row) continue;
    if (isLastIn(attempt, current)) {
      if (outcome === 'success' || outcome === 'failure') row[outcome] += 1;
      else row.uncounted += 1;
    }
    if (outcome === 'success' && attempt.timing.totalMs !== null) {
      row.samples.push(attempt.timing.totalMs);
    }
  }
  return rows.map(({ samples, start, end, ...tally }) => ({
    start: toIso(start),
    end: toIso(end),
    ...tally,
    duration: durationStats(samples),
  }));
}

/** @param attempts of the window */
export function qualityOf(attempts: readonly Attempt[]): Quality {
  let [endFromJobs, endFromUpdatedAt, endGuessed, missingAttempts] = [
    0, 0, 0, 0,
  ];
  for (const { timing, run, older } of attempts) {
    if (timing.endFrom === 'jobs') endFromJobs += 1;
    else if (timing.endFrom === 'updated_at') endFromUpdatedAt += 1;
    else if (timing.endFrom === 'guess') endGuessed += 1;
    missingAttempts += run.attempt - (older?.run.attempt ?? 0) - 1;
  }
  return { endFromJobs, endFromUpdatedAt, endGuessed, missingAttempts };
}
