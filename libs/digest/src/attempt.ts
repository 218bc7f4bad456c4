import { toMillis } from './instant.ts';
import { type DigestRun, type Outcome, outcomeOf } from './run.ts';
import { type Timing, timingOf } from './timing.ts';

/** One attempt, placed in time. */
export interface Attempt extends Timing {
  readonly run: DigestRun;
  /** The attempt's number, from 1. */
  readonly number: number;
  readonly outcome: Outcome;
  /** The attempts of the same run before and after this one, where they are known. */
  readonly older: Attempt | null;
  newer: Attempt | null;
}

/**
 * Every attempt once, each run's attempts linked in order. Lists overlap when runs arrive while pages are being read:
 * of two copies of one attempt the finished one is kept, else the one updated last.
 */
export function attemptsOf(runs: Iterable<DigestRun>): Attempt[] {
  const list = Array.isArray(runs) ? (runs as DigestRun[]) : [...runs];
  const repeated = repeatedIds(list);
  const byRun = new Map<number, DigestRun[]>();
  const attempts: Attempt[] = [];
  for (const run of list) {
    if (!repeated.has(run.runId)) {
      attempts.push(attemptOf(run, null, null));
      continue;
    }
    const known = byRun.get(run.runId);
    if (known) add(known, run);
    else byRun.set(run.runId, [run]);
  }
  for (const entry of byRun.values()) link(entry, attempts);
  return attempts;
}

/**
 * Most runs occur once, and GitHub lists them by number; where they are not in order, sorting bare numbers finds the
 * others several times faster than a map of them all.
 */
function repeatedIds(runs: readonly DigestRun[]): Set<number> {
  const ids = new Float64Array(runs.length);
  let at = 0;
  let [rising, falling] = [true, true];
  let last: number | undefined;
  for (const { runId } of runs) {
    if (last !== undefined) {
      rising &&= runId > last;
      falling &&= runId < last;
    }
    last = runId;
    ids[at++] = runId;
  }
  if (rising || falling) return new Set();
  ids.sort();
  const repeated = new Set<number>();
  let before = Number.NaN;
  for (const id of ids) {
    if (id === before) repeated.add(id);
    before = id;
  }
  return repeated;
}

function add(known: DigestRun[], run: DigestRun): void {
  const at = known.findIndex((other) => other.attempt === run.attempt);
  const twin = known[at];
  if (twin) known[at] = fresher(twin, run);
  else known.push(run);
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
  // On a first attempt the two are the same text.
  const ownStart =
    run.startedAt === run.createdAt
      ? created
      : run.startedAt
        ? toMillis(run.startedAt)
        : null;
  const outcome = outcomeOf(run);
  const nextStart = next?.startedAt ? toMillis(next.startedAt) : null;
  const timing = timingOf(run, created, ownStart, outcome, nextStart);
  // Spelled out: a spread takes several times as long.
  return {
    run,
    number: run.attempt,
    outcome,
    start: timing.start,
    end: timing.end,
    endFrom: timing.endFrom,
    totalMs: timing.totalMs,
    split: timing.split,
    older,
    newer: null,
  };
}

/** By end, then run and attempt; the order of the input does not matter. Attempts still running come last. */
export function byEnd(a: Attempt, b: Attempt): number {
  return (
    (a.end ?? Infinity) - (b.end ?? Infinity) ||
    a.run.runId - b.run.runId ||
    a.number - b.number ||
    0
  );
}

/** Sorted by end. Lists that come sorted, either way round, cost one pass. */
export function sortByEnd(attempts: readonly Attempt[]): Attempt[] {
  const first = attempts[0];
  const last = attempts.at(-1);
  const reversed = first && last && byEnd(first, last) > 0;
  return presorted(reversed ? attempts.toReversed() : attempts).sort(byEnd);
}

/**
 * Nearly in order: end and place in the list packed into one number each and sorted as numbers, which spares most
 * calls of the comparison. Where they do not fit into 53 bits, and where most is in order already, the list as it is.
 */
function presorted(attempts: readonly Attempt[]): Attempt[] {
  let least = Infinity;
  let most = -Infinity;
  let before = -Infinity;
  let descents = 0;
  for (const { end } of attempts) {
    const millis = end ?? 0;
    if (millis < before) descents += 1;
    before = millis;
    least = Math.min(least, millis);
    most = Math.max(most, millis);
  }
  const n = attempts.length;
  if (descents * 4 < n || (most - least + 1) * n > Number.MAX_SAFE_INTEGER) {
    return [...attempts];
  }
  const packed = new Float64Array(n);
  let at = 0;
  for (const { end } of attempts) {
    packed[at] = ((end ?? 0) - least) * n + at;
    at += 1;
  }
  const sorted: Attempt[] = [];
  for (const key of packed.sort()) {
    const attempt = attempts[key % n];
    if (attempt) sorted.push(attempt);
  }
  return sorted;
}
