import type { RunConclusion } from './conclusion.ts';

/** How the next run (or the next attempt of a re-run) will go. Without one it succeeds. */
export interface RunPlan {
  /** Any string is taken: GitHub may add conclusions. */
  readonly conclusion?: RunConclusion | (string & {});
  /** The step that ends the job when the conclusion is not success: its name, or its number (1 is "Set up job"). Default: the last one. */
  readonly failAtStep?: string | number;
  /** The job of that step. Default: the job that has a step of that name, else the last job. */
  readonly failAtJob?: string;
  /** What the failing step prints before its error line. */
  readonly log?: string | readonly string[];
  /** Stand still in this step (or, with `true`, in the step that would end the run) until `release`. */
  readonly hang?: boolean | string;
  /** Hold the last job for a review of this environment (with `true`: `production`). */
  readonly waitForApproval?: boolean | string;
  /** Stay `pending` until that run is over; `true`: until `release`. */
  readonly pendingBehind?: number | true;
  /** Further jobs that fail, at their last step. */
  readonly failedJobs?: readonly string[];
  /** End without a job: nothing could start. Conclusions such as `startup_failure` need no such hint. */
  readonly withoutJobs?: boolean;
  /** Answer a cancel with 202 and carry on: only force-cancel ends the run. */
  readonly ignoreCancel?: boolean;
}
