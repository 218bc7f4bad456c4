import { toMillis } from './instant.ts';
import { type DigestRun, type Outcome, outcomeOf } from './run.ts';
import { type Timing, timingOf } from './timing.ts';

/** One attempt, placed in time. */
export interface Attempt extends Timing {
  readonly run: DigestRun;
  readonly outcome: Outcome;
  /** `createdAt` of the run, in milliseconds. */
  readonly created: number;
  /** The attempts of the same run before and after this one, where they are known. */
  readonly older: Attempt | null;
  newer: Attempt | null;
}

/**
 * Every attempt once, each run's attempts linked in order. Lists overlap when runs arrive while pages are being read:
 * of two copies of one attempt the finished one is kept, else the one updated last.
 */
export function attemptsOf(runs: Iterable<DigestRun>): Attempt[] {
  const byRun = new Map<number, DigestRun | DigestRun[]>();
  for (const run of runs) {
    const known = byRun.get(run.runId);
    if (known === undefined) byRun.set(run.runId, run);
    else byRun.set(run.runId, merge(known, run));
  }
  const attempts: Attempt[] = [];
  for (const entry of byRun.values()) {
    if (Array.isArray(entry)) link(entry, attempts);
    else attempts.push(attemptOf(entry, null, null));
  }
  return attempts;
}

function merge(
  known: DigestRun | DigestRun[],
  run: DigestRun,
): DigestRun | DigestRun[] {
  const list = Array.isArray(known) ? known : [known];
  const at = list.findIndex((other) => other.attempt === run.attempt);
  const twin = list[at];
  if (twin) list[at] = fresher(twin, run);
  else list.push(run);
  return list;
}

function fresher(a: DigestRun, b: DigestRun): DigestRun {
  const finished = (run: DigestRun) => outcomeOf(run) !== 'running';
  if (finished(a) !== finished(b)) return finished(a) ? a : b;
  return toMillis(b.updatedAt) > toMillis(a.updatedAt) ? b : a;
}

function link(runs: DigestRun[], into: Attempt[]): void {
  runs.sort((a, b) => a.attempt - b.attempt);
  let older: Attempt | null = null;
  for (const [index, run] of runs.entries()) {
    const attempt = attemptOf(run, older, runs[index + 1] ?? null);
    if (older) older.newer = attempt;
    into.push(attempt);
    older = attempt;
  }
}

function attemptOf(
  run: DigestRun,
  older: Attempt | null,
  next: DigestRun | null,
): Attempt {
  const created = toMillis(run.createdAt);
  const outcome = outcomeOf(run);
  const nextStart =
    next?.startedAt === undefined || next.startedAt === null
      ? null
      : toMillis(next.startedAt);
  const timing = timingOf(run, created, outcome === 'running', nextStart);
  // Spelled out: a spread here doubles the time a large digest takes.
  return {
    run,
    outcome,
    created,
    older,
    newer: null,
    start: timing.start,
    end: timing.end,
    endFrom: timing.endFrom,
    totalMs: timing.totalMs,
    queueMs: timing.queueMs,
    approvalMs: timing.approvalMs,
    executionMs: timing.executionMs,
    jobMs: timing.jobMs,
  };
}

/** By end, then run and attempt; the order of the input does not matter. Attempts still running come last. */
export function byEnd(a: Attempt, b: Attempt): number {
  return (
    (a.end ?? Infinity) - (b.end ?? Infinity) ||
    a.run.runId - b.run.runId ||
    a.run.attempt - b.run.attempt ||
    0
  );
}

/** Sorts in place; lists that come sorted, either way round, cost one pass. */
export function sortByEnd(attempts: Attempt[]): Attempt[] {
  const first = attempts[0];
  const last = attempts.at(-1);
  if (first && last && byEnd(first, last) > 0) attempts.reverse();
  return attempts.sort(byEnd);
}
