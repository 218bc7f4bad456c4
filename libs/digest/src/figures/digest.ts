import type { Outcome } from '../attempts/outcome.ts';
import type { Window } from '../time/window.ts';
import type { Change, Figures, SuccessRate } from './figures.ts';
import type { DurationStats } from './statistics.ts';

/** A reference to one attempt. Instants are ISO 8601. */
export interface AttemptLink {
  readonly workflow: string;
  readonly runId: number;
  readonly runNumber: number | null;
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

/** Failing on the default branch, or failing to deploy, as of the end of the window. */
export interface OpenRed {
  readonly workflow: string;
  /** `service/environment` of a workflow that deploys. */
  readonly target: string | null;
  readonly since: string;
  readonly ageMs: number;
  /** No success is known before it: it may have been red for longer. */
  readonly atLeast: boolean;
  readonly failures: number;
  /** The latest failure. */
  readonly url: string;
}

/** Oldest first, one bar per attempt, at most 50. */
export interface StripBar {
  readonly outcome: Outcome;
  readonly durationMs: number | null;
  /** False for attempts before the window, which give context. */
  readonly inWindow: boolean;
  readonly rerun: boolean;
}

/** Cancelled attempts of one workflow that all ran for the same time, to the minute. */
export interface TimeLimit {
  readonly workflow: string;
  readonly attempts: number;
  readonly afterMs: number;
}

/** Seven days. Null figures: the time is not covered, or nothing ran. */
export interface Week {
  readonly start: string;
  readonly end: string;
  readonly covered: boolean;
  readonly attempts: number | null;
  readonly failure: number | null;
  readonly p50Ms: number | null;
}

export interface WorkflowDigest extends Figures {
  /** The name, with the file or the id added if two workflows share it. */
  readonly workflow: string;
  readonly workflowId: number | null;
  readonly workflowPath: string | null;
  readonly change: Change;
  /** The newest attempt known before the end of the window, finished or not. */
  readonly latest: AttemptLink | null;
  /** Of its targets the one that has been red for longest. */
  readonly openRed: OpenRed | null;
  readonly strip: readonly StripBar[];
  /** The last is the one that ends with the window. */
  readonly weeks: readonly Week[];
}

/** A workflow that should have run. */
export interface Silent {
  readonly workflow: string;
  readonly lastRunAt: string | null;
  /** `schedule`: its own `on.schedule`. `history`: at least five regular periods. */
  readonly basis: 'schedule' | 'history';
  /** When it should have run last. */
  readonly expectedAt: string;
  /** How often in a row it did not. */
  readonly missed: number;
}

/** One stretch of the chart. */
export interface Bucket {
  readonly start: string;
  readonly end: string;
  /** False if the window cuts it off, or it is not over. */
  readonly whole: boolean;
  readonly success: number;
  readonly failure: number;
  /** cancelled, skipped and other. */
  readonly uncounted: number;
  readonly duration: DurationStats;
}

export interface Share {
  readonly name: string;
  /** Those that are still running too. */
  readonly attempts: number;
  readonly success: number;
  readonly failure: number;
}

/** The ten largest shares; `more` is the number of other names, `unnamed` the attempts without one. */
export interface Shares {
  readonly top: readonly Share[];
  readonly more: number;
  readonly unnamed: number;
}

/** One job of one workflow, over the attempts whose jobs are known. */
export interface JobFigures {
  readonly workflow: string;
  readonly job: string;
  readonly successRate: SuccessRate;
  readonly failure: number;
  /** Of the successful ones, without waiting. */
  readonly duration: DurationStats;
  /** From queued to started. */
  readonly queue: DurationStats;
}

/** A commit on which a workflow, or one job of it, failed and then passed without a change. */
export interface FlakyCandidate {
  readonly workflow: string;
  /** The job that failed, if exactly one did and jobs are known. */
  readonly job: string | null;
  readonly sha: string | null;
  readonly failures: number;
  /** What the failed attempts took. */
  readonly lostMs: number;
  /** The pass. */
  readonly url: string;
}

/** Delivery figures of one target, or of all (`target` null). Each is given with its number of samples. */
export interface DeployFigures {
  readonly target: string | null;
  /** Deploys and redeploys that succeeded or failed. */
  readonly successRate: SuccessRate;
  /** Successful deploys per day of the window. */
  readonly perDay: number;
  /** Commit to the end of the deploy that brought it, over successful deploys. */
  readonly leadTime: DurationStats;
  /** Deploys that failed, or were followed by a rollback. */
  readonly changeFailure: {
    readonly n: number;
    readonly failed: number;
    readonly percent: number | null;
  };
  /** From a failed deploy to the next success of the same target. */
  readonly timeToRecover: DurationStats;
}

/** A time for which the history of a workflow is not known. `workflow` null: of every workflow. */
export interface Gap {
  readonly workflow: string | null;
  readonly from: string;
  readonly to: string;
}

/** How the ends are known, over the finished attempts of the window, and what is missing. */
export interface Quality {
  readonly endFromJobs: number;
  readonly endFromWebhook: number;
  readonly endFromUpdatedAt: number;
  readonly endGuessed: number;
  /** Earlier attempts of runs in the window that must exist and are not known. */
  readonly missingAttempts: number;
  readonly gaps: readonly Gap[];
  /** Part of the window was read from lists, which do not show re-runs of older runs. */
  readonly rerunsUnseen: boolean;
  readonly rateLimitedUntil: string | null;
}

export interface Digest {
  readonly window: Window;
  /** The end of the window, or now if that is earlier. */
  readonly asOf: string;
  /** False while the window is still open. */
  readonly complete: boolean;
  readonly previous: Window | null;
  /** Why attempts are missing, or null. */
  readonly partial: string | null;
  readonly defaultBranch: string | null;
  readonly total: Figures;
  readonly change: Change;
  /** Red ones first, then by number of attempts. */
  readonly workflows: readonly WorkflowDigest[];
  readonly buckets: readonly Bucket[];
  readonly weeks: readonly Week[];
  readonly openRed: readonly OpenRed[];
  readonly silent: readonly Silent[];
  readonly timeLimits: readonly TimeLimit[];
  readonly slowest: readonly AttemptLink[];
  readonly failingJobs: readonly JobFigures[];
  readonly slowestJobs: readonly JobFigures[];
  readonly flakyCandidates: readonly FlakyCandidate[];
  /** Empty if nothing in the window deploys. The first is that of all targets. */
  readonly deploys: readonly DeployFigures[];
  /** Attempts of earlier windows that became known in this one. They change no figure. */
  readonly corrections: readonly AttemptLink[];
  readonly byRequester: Shares;
  readonly byBranch: Shares;
  readonly quality: Quality;
  /** At least one success, nothing failed, nothing red or silent, nothing missing. */
  readonly allGreen: boolean;
}
