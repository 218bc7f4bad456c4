import type { Attempt } from './attempt.ts';
import type { AttemptLink, Quality, StripBar } from './digest.ts';
import { toIso } from './instant.ts';
import { isCounted, requesterOf } from './run.ts';
import { isLastIn, type Period } from './scope.ts';

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
    durationMs: attempt.totalMs,
  };
}

/** Whether `a` started after `b`; equal starts are told apart by run and attempt. */
export function startsAfter(a: Attempt, b: Attempt): boolean {
  return (a.start - b.start || byIdentity(a, b)) > 0;
}

function byIdentity(a: Attempt, b: Attempt): number {
  return a.run.runId - b.run.runId || a.number - b.number;
}

const SLOWEST = 5;

/** Keeps the longest of the attempts that succeeded or failed. */
export function createSlowest() {
  const slowest: Attempt[] = [];
  const slower = (a: Attempt, b: Attempt): number =>
    (b.totalMs ?? 0) - (a.totalMs ?? 0) || byIdentity(a, b);
  return {
    add(attempt: Attempt): void {
      if (attempt.totalMs === null || !isCounted(attempt.outcome)) return;
      const last = slowest[SLOWEST - 1];
      if (last && slower(attempt, last) >= 0) return;
      slowest.push(attempt);
      slowest.sort(slower).splice(SLOWEST);
    },
    links: (): AttemptLink[] => slowest.map(linkOf),
  };
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
      durationMs: attempt.totalMs,
      inWindow: current.holds(attempt),
      rerun: attempt.number > 1,
    });
  }
  return bars.toReversed();
}

/** Counts how the times were come by. */
export function createQuality() {
  let [endFromJobs, endFromUpdatedAt, endGuessed, missingAttempts] = [
    0, 0, 0, 0,
  ];
  return {
    add({ endFrom, number, older }: Attempt): void {
      if (endFrom === 'jobs') endFromJobs += 1;
      else if (endFrom === 'updated_at') endFromUpdatedAt += 1;
      else if (endFrom === 'guess') endGuessed += 1;
      missingAttempts += number - (older?.number ?? 0) - 1;
    },
    quality: (): Quality => ({
      endFromJobs,
      endFromUpdatedAt,
      endGuessed,
      missingAttempts,
    }),
  };
}
