import type { Attempt } from './attempt.ts';
import type { Change, Counts, Figures, SuccessRate } from './digest.ts';
import { OUTCOMES, type Outcome } from './run.ts';
import {
  CHANGE_MINIMUM,
  durationStats,
  percentChange,
  tenths,
} from './statistics.ts';

/** What is added up over the attempts of one window, for one workflow or for all. */
export interface Tally {
  readonly runs: Record<Outcome, number>;
  readonly attempts: Record<Outcome, number>;
  readonly total: number[];
  readonly queue: number[];
  readonly approval: number[];
  readonly execution: number[];
  readonly failed: number[];
  readonly recovery: number[];
  reruns: number;
  flaky: number;
  longestFailureStreak: number;
  jobMs: number;
}

export function createTally(): Tally {
  return {
    runs: zeroes(),
    attempts: zeroes(),
    total: [],
    queue: [],
    approval: [],
    execution: [],
    failed: [],
    recovery: [],
    reruns: 0,
    flaky: 0,
    longestFailureStreak: 0,
    jobMs: 0,
  };
}

function zeroes(): Record<Outcome, number> {
  return {
    success: 0,
    failure: 0,
    cancelled: 0,
    skipped: 0,
    other: 0,
    running: 0,
  };
}

/** `last`: whether this is the run's last attempt in the window, whose outcome is the run's. */
export function count(tally: Tally, attempt: Attempt, last: boolean): void {
  tally.attempts[attempt.outcome] += 1;
  if (last) tally.runs[attempt.outcome] += 1;
  if (attempt.number > 1) tally.reruns += 1;
  const { totalMs, split } = attempt;
  if (split) tally.jobMs += split.jobMs;
  if (attempt.outcome === 'failure') keep(tally.failed, totalMs);
  if (attempt.outcome !== 'success') return;
  keep(tally.total, totalMs);
  if (!split) return;
  tally.queue.push(split.queueMs);
  tally.execution.push(split.executionMs);
  keep(tally.approval, split.approvalMs);
}

function keep(samples: number[], value: number | null): void {
  if (value !== null) samples.push(value);
}

export function figuresOf(tally: Tally): Figures {
  return {
    runs: countsOf(tally.runs),
    attempts: countsOf(tally.attempts),
    successRate: successRateOf(tally.runs),
    attemptSuccessRate: successRateOf(tally.attempts),
    durations: {
      total: durationStats(tally.total),
      queue: durationStats(tally.queue),
      approval: durationStats(tally.approval),
      execution: durationStats(tally.execution),
    },
    failedDurations: durationStats(tally.failed),
    reruns: tally.reruns,
    flaky: tally.flaky,
    recovery: durationStats(tally.recovery),
    longestFailureStreak: tally.longestFailureStreak,
    jobTimeMs: tally.jobMs,
  };
}

function countsOf(by: Record<Outcome, number>): Counts {
  let total = 0;
  for (const outcome of OUTCOMES) total += by[outcome];
  return { total, ...by };
}

function successRateOf(by: Record<Outcome, number>): SuccessRate {
  const n = by.success + by.failure;
  return { n, success: by.success, rate: n === 0 ? null : by.success / n };
}

/** `open`: the later window is not over, so how much ran in it cannot be compared yet. */
export function changeOf(
  before: Figures,
  after: Figures,
  open: boolean,
): Change {
  const ran = [before, after].map(({ runs }) => runs.total - runs.running);
  const enough = (pick: (figures: Figures) => number): boolean =>
    pick(before) >= CHANGE_MINIMUM && pick(after) >= CHANGE_MINIMUM;
  const timed = enough(({ durations }) => durations.total.n);
  const [a, b] = [before.durations, after.durations];
  const rates = enough(({ successRate }) => successRate.n)
    ? ([before.successRate.rate, after.successRate.rate] as const)
    : null;
  return {
    runsPercent:
      !open && enough(({ runs }) => runs.total - runs.running)
        ? percentChange(ran[0] ?? null, ran[1] ?? null)
        : null,
    successRatePoints: rates
      ? tenths(((rates[1] ?? 0) - (rates[0] ?? 0)) * 100)
      : null,
    averagePercent: timed
      ? percentChange(a.total.averageMs, b.total.averageMs)
      : null,
    p50Percent: timed ? percentChange(a.total.p50Ms, b.total.p50Ms) : null,
    p95Percent: percentChange(a.total.p95Ms, b.total.p95Ms),
    queueP95Percent: percentChange(a.queue.p95Ms, b.queue.p95Ms),
    recoveryPercent: enough(({ recovery }) => recovery.n)
      ? percentChange(before.recovery.averageMs, after.recovery.averageMs)
      : null,
  };
}
