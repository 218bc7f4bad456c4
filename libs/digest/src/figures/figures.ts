import type { Outcome } from '../attempts/outcome.ts';
import type { Comparison } from './comparison.ts';
import type { DurationStats } from './statistics.ts';

/** How many by outcome. `total` is what ended: those that are still running are not in it. */
export type Counts = Readonly<Record<Outcome, number>> & {
  readonly total: number;
};

/** success ÷ (success + failure), failure including timed_out and startup_failure. `percent` is null if `n` is 0. */
export interface SuccessRate {
  readonly n: number;
  readonly success: number;
  /** In tenths. 100 only if nothing failed, 0 only if nothing succeeded. */
  readonly percent: number | null;
}

/** Where the time of successful attempts went. `approval` counts only attempts for which a wait is known. */
export interface Durations {
  readonly total: DurationStats;
  readonly queue: DurationStats;
  readonly approval: DurationStats;
  readonly execution: DurationStats;
}

export interface Figures {
  /** Every attempt counts. */
  readonly attempts: Counts;
  /** A run counts once, with the outcome of its last attempt in the window. */
  readonly runs: Counts;
  /** Over attempts. */
  readonly successRate: SuccessRate;
  readonly runSuccessRate: SuccessRate;
  readonly durations: Durations;
  /** How long attempts took that failed. */
  readonly failedDurations: DurationStats;
  /** Attempts with a number above 1. */
  readonly reruns: number;
  /** Commits on which a workflow failed and then passed without a change, the pass in the window. */
  readonly flaky: number;
  /** What the failed attempts of those commits took. */
  readonly flakyMs: number;
  /** Red to green on the default branch, for episodes that closed in the window. */
  readonly recovery: DurationStats;
  /** Most failing attempts in a row of one workflow on the default branch. */
  readonly longestFailureStreak: number;
  readonly runnerTime: RunnerTime;
}

/** What runners were busy for, over the attempts whose jobs are known. An estimate of use, not a bill. */
export interface RunnerTime {
  readonly ms: number;
  /** Each job rounded up to a whole minute, as GitHub bills it. */
  readonly minutes: number;
  /** Finished attempts whose jobs are known, and all finished attempts. */
  readonly known: number;
  readonly of: number;
}

/** Against the previous window, workflow by workflow. */
export interface Change {
  readonly attemptsPercent: Comparison;
  readonly successRatePoints: Comparison;
  readonly p50Percent: Comparison;
  readonly p95Percent: Comparison;
  readonly queueP95Percent: Comparison;
  readonly recoveryPercent: Comparison;
}
