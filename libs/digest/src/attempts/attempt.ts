import type { Instant } from '../time/instant.ts';

/**
 * One attempt of one workflow run; a run that was re-run twice is three of these. GitHub's list of runs holds only the
 * last attempt of each: pass the earlier ones too if a store or the attempts API has them.
 *
 * @see https://docs.github.com/en/rest/actions/workflow-runs
 */
export interface Attempt {
  readonly runId: number;
  /** `run_attempt`, from 1. */
  readonly attempt: number;
  /** `run_number`: the order in which red and recovered are judged. Without it the run's id gives the order. */
  readonly runNumber?: number | null | undefined;
  /** Attempts are grouped by this id. Without it they are grouped by the workflow's name. */
  readonly workflowId?: number | null | undefined;
  /** The workflow's file, such as `.github/workflows/ci.yml`. */
  readonly workflowPath?: string | null | undefined;
  /** The workflow's name, as shown. */
  readonly workflow: string;
  readonly event: string;
  readonly status: string | null;
  readonly conclusion: string | null;
  /** When the run was created. A re-run does not change it. */
  readonly createdAt: Instant;
  /** `run_started_at`: when this attempt began. */
  readonly startedAt?: Instant | null | undefined;
  readonly updatedAt: Instant;
  /** The end that a store settled on. Without it, the end comes from `jobs`, else from `updatedAt`. */
  readonly endedAt?: Instant | null | undefined;
  /** How `endedAt` is known. The length of an attempt with a guessed end is not used. */
  readonly endKnownBy?: EndSource | null | undefined;
  /**
   * When a store first saw that the attempt had finished. One that is recorded later than `SETTLE_MS` after a window
   * ended is a correction and does not change that window. Null for what was filled in later on purpose.
   */
  readonly recordedAt?: Instant | null | undefined;
  readonly url: string;
  readonly branch?: string | null | undefined;
  readonly sha?: string | null | undefined;
  /** The time of the head commit. */
  readonly committedAt?: Instant | null | undefined;
  /** The person behind the run, never the bot that dispatched it. */
  readonly requester?: string | null | undefined;
  /** `display_title`: the run name, or the title of the event. */
  readonly displayTitle?: string | null | undefined;
  /** What the attempt deploys. Absent if its workflow does not deploy. */
  readonly deploy?: Deploy | null | undefined;
  /** The jobs of this attempt. With them, times are exact and split. */
  readonly jobs?: readonly Job[] | null | undefined;
  /** How long this attempt waited for an approval, milliseconds. */
  readonly approvalWaitMs?: number | null | undefined;
}

/**
 * `jobs`: the last job's completion. `webhook`: the event of the completion. `updated_at`: the run's last change, the
 * best that GitHub's list of runs offers. `guess`: none of these can be right; the attempt only has a place in time.
 */
export type EndSource = 'jobs' | 'webhook' | 'updated_at' | 'guess';

export interface Deploy {
  /** `service/environment`. */
  readonly target: string;
  readonly kind: 'deploy' | 'redeploy' | 'rollback';
}

/** One job of one attempt, as in GitHub's `GET …/runs/{id}/attempts/{n}/jobs`. */
export interface Job {
  readonly name: string;
  /** When the job was queued. */
  readonly createdAt?: Instant | null | undefined;
  readonly startedAt: Instant | null;
  readonly completedAt: Instant | null;
  readonly conclusion: string | null;
  /** The names of the steps that failed, in order. */
  readonly failedSteps?: readonly string[] | undefined;
}
