import { isCounted, OUTCOMES, type Outcome } from '../attempts/outcome.ts';
import type { TimedAttempt } from '../attempts/timeline.ts';
import { jobSpans } from '../attempts/timing.ts';
import type { Counts, Figures, RunnerTime, SuccessRate } from './figures.ts';
import { durationStats, percentOf } from './statistics.ts';

/** The samples of one window, of one workflow or of all. */
export interface Tally {
  readonly attempts: Counts;
  readonly runs: Counts;
  readonly total: readonly number[];
  readonly queue: readonly number[];
  readonly approval: readonly number[];
  readonly execution: readonly number[];
  readonly failed: readonly number[];
  readonly reruns: number;
  readonly runnerTime: RunnerTime;
}

/** Figures that depend on the order of a workflow's attempts. */
export interface Course {
  readonly recoveries: readonly number[];
  readonly longestFailureStreak: number;
  readonly flaky: number;
  readonly flakyMs: number;
}

export function tally(attempts: readonly TimedAttempt[]): Tally {
  const total: number[] = [];
  const queue: number[] = [];
  const approval: number[] = [];
  const execution: number[] = [];
  const failed: number[] = [];
  let reruns = 0;
  for (const { outcome, totalMs, split, source } of attempts) {
    if (source.attempt > 1) reruns += 1;
    if (outcome === 'failure') keep(failed, totalMs);
    if (outcome !== 'success') continue;
    keep(total, totalMs);
    if (split === null) continue;
    queue.push(split.queueMs);
    execution.push(split.executionMs);
    keep(approval, split.approvalMs);
  }
  return {
    attempts: countOutcomes(attempts),
    runs: countOutcomes(lastOfRuns(attempts)),
    total,
    queue,
    approval,
    execution,
    failed,
    reruns,
    runnerTime: runnerTimeOf(attempts),
  };
}

function keep(samples: number[], value: number | null): void {
  if (value !== null) samples.push(value);
}

/** Of each run the attempt with the highest number. Most runs have one only. */
function lastOfRuns(
  attempts: readonly TimedAttempt[],
): readonly TimedAttempt[] {
  const highest = new Map<number, number>();
  for (const { source } of attempts)
    if (source.attempt > 1 && source.attempt > (highest.get(source.runId) ?? 1))
      highest.set(source.runId, source.attempt);
  if (highest.size === 0) return attempts;
  return attempts.filter(
    ({ source }) =>
      source.attempt === (highest.get(source.runId) ?? source.attempt),
  );
}

function countOutcomes(attempts: readonly TimedAttempt[]): Counts {
  const counts = Object.fromEntries(
    OUTCOMES.map((outcome) => [outcome, 0]),
  ) as Record<Outcome, number>;
  for (const { outcome } of attempts) counts[outcome] += 1;
  return { total: attempts.length - counts.running, ...counts };
}

const MINUTE_MS = 60_000;

function runnerTimeOf(attempts: readonly TimedAttempt[]): RunnerTime {
  const sum = { ms: 0, minutes: 0, known: 0, of: 0 };
  for (const { source, start, outcome } of attempts) {
    if (outcome === 'running') continue;
    sum.of += 1;
    const spans = source.jobs ? jobSpans(source.jobs, start) : null;
    if (spans === null) continue;
    sum.known += 1;
    for (const { from, to } of spans) {
      sum.ms += to - from;
      sum.minutes += Math.ceil((to - from) / MINUTE_MS);
    }
  }
  return sum;
}

export function figuresOf(counted: Tally, course: Course): Figures {
  return {
    attempts: counted.attempts,
    runs: counted.runs,
    successRate: successRateOf(counted.attempts),
    runSuccessRate: successRateOf(counted.runs),
    durations: {
      total: durationStats(counted.total),
      queue: durationStats(counted.queue),
      approval: durationStats(counted.approval),
      execution: durationStats(counted.execution),
    },
    failedDurations: durationStats(counted.failed),
    reruns: counted.reruns,
    flaky: course.flaky,
    flakyMs: course.flakyMs,
    recovery: durationStats(course.recoveries),
    longestFailureStreak: course.longestFailureStreak,
    runnerTime: counted.runnerTime,
  };
}

export function successRateOf({
  success,
  failure,
}: {
  readonly success: number;
  readonly failure: number;
}): SuccessRate {
  const n = success + failure;
  return { n, success, percent: percentOf(success, n) };
}

/** Success and failure among the attempts, the others left out. */
export function successRateAmong(
  attempts: readonly { readonly outcome: Outcome }[],
): SuccessRate {
  const counted = attempts.filter(({ outcome }) => isCounted(outcome));
  const success = counted.filter(({ outcome }) => outcome === 'success').length;
  return successRateOf({ success, failure: counted.length - success });
}
