import type { DurationStats } from './statistics.ts';
import type { Outcome } from './run.ts';
import type { Window } from './window.ts';

/** How many by outcome; `total` is their sum. */
export type Counts = Readonly<Record<Outcome, number>> & {
  readonly total: number;
};

/** success ÷ (success + failure), failure including timed_out and startup_failure. `rate` is null where `n` is 0. */
export interface SuccessRate {
  readonly n: number;
  readonly success: number;
  readonly rate: number | null;
}

/** Where the time of successful attempts went. `approval` counts only attempts for which a wait was given. */
export interface Durations {
  readonly total: DurationStats;
  readonly queue: DurationStats;
  readonly approval: DurationStats;
  readonly execution: DurationStats;
}

export interface Figures {
  /** A run counts once, with the outcome of its last attempt in the window. */
  readonly runs: Counts;
  readonly attempts: Counts;
  readonly successRate: SuccessRate;
  readonly attemptSuccessRate: SuccessRate;
  readonly durations: Durations;
  /** How long attempts took that failed. */
  readonly failedDurations: DurationStats;
  /** Attempts with a number above 1. */
  readonly reruns: number;
  /** Commits on which a workflow failed and then passed, the pass in the window. */
  readonly flaky: number;
  /** Red to green on the default branch, for episodes that closed in the window. */
  readonly recovery: DurationStats;
  /** Most failing attempts in a row of one workflow on the default branch. */
  readonly longestFailureStreak: number;
  /** Jobs' times added up, over attempts whose jobs are known: an estimate of use, not a bill. */
  readonly jobTimeMs: number;
}

/** Against the previous window; null where a side has fewer than 5 samples (20 for p95) or cannot be compared. */
export interface Change {
  readonly runsPercent: number | null;
  readonly successRatePoints: number | null;
  readonly averagePercent: number | null;
  readonly p50Percent: number | null;
  readonly p95Percent: number | null;
  readonly queueP95Percent: number | null;
  readonly recoveryPercent: number | null;
}

/** One attempt, pointed at. Instants are ISO 8601. */
export interface AttemptLink {
  readonly workflow: string;
  readonly runId: number;
  readonly attempt: number;
  readonly outcome: Outcome;
  readonly conclusion: string | null;
  readonly status: string | null;
  readonly url: string;
  readonly branch: string | null;
  readonly requester: string | null;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly durationMs: number | null;
}

/** Failing on the default branch and not yet passed again, as of the end of the window. */
export interface OpenRed {
  readonly workflow: string;
  readonly since: string;
  readonly ageMs: number;
  /** No pass is known before it: it may have been red for longer. */
  readonly atLeast: boolean;
  readonly failures: number;
  readonly url: string;
}

/** Oldest first, one bar per run, at most 50. */
export interface StripBar {
  readonly outcome: Outcome;
  readonly durationMs: number | null;
  /** False for runs before the window, which give context. */
  readonly inWindow: boolean;
  /** It took more than one attempt. */
  readonly rerun: boolean;
}

export interface WorkflowDigest extends Figures {
  readonly workflow: string;
  readonly change: Change | null;
  /** The newest attempt known before the end of the window, finished or not. */
  readonly latest: AttemptLink | null;
  readonly openRed: OpenRed | null;
  readonly strip: readonly StripBar[];
}

/** A workflow that ran regularly and then did not. */
export interface Silent {
  readonly workflow: string;
  readonly lastRunAt: string;
  /** The usual time between its scheduled runs; null where it only had runs in the previous window and none in this. */
  readonly everyMs: number | null;
}

/** One stretch of the chart: a day of a week, or three hours of a day. */
export interface Bucket {
  readonly start: string;
  readonly end: string;
  readonly success: number;
  readonly failure: number;
  /** cancelled, skipped and other. */
  readonly uncounted: number;
  readonly duration: DurationStats;
}

export interface Share {
  readonly name: string;
  readonly runs: number;
  readonly success: number;
  readonly failure: number;
}

/** The ten largest shares; `more` is how many other names there are, `unnamed` how many runs have none. */
export interface Shares {
  readonly top: readonly Share[];
  readonly more: number;
  readonly unnamed: number;
}

/** How the times were come by, over the finished attempts of the window. */
export interface Quality {
  readonly endFromJobs: number;
  readonly endFromUpdatedAt: number;
  readonly endGuessed: number;
  /** Earlier attempts that must exist and were not in the list. */
  readonly missingAttempts: number;
}

export interface Digest {
  readonly window: Window;
  /** The moment up to which it tells: the end of the window, or now where that is earlier. */
  readonly asOf: string;
  /** False while the window is still open. */
  readonly complete: boolean;
  readonly previous: Window | null;
  /** Why the list of runs was not whole, or null. */
  readonly partial: string | null;
  readonly defaultBranch: string | null;
  readonly total: Figures;
  readonly change: Change | null;
  /** Red ones first, then by number of runs. */
  readonly workflows: readonly WorkflowDigest[];
  readonly buckets: readonly Bucket[];
  readonly openRed: readonly OpenRed[];
  readonly silent: readonly Silent[];
  readonly slowest: readonly AttemptLink[];
  readonly byRequester: Shares;
  readonly byBranch: Shares;
  readonly quality: Quality;
  /** Nothing failed, nothing is red or silent, the list was whole: a daily digest may stay unsent. */
  readonly allGreen: boolean;
}
