import type { RunConclusion } from './conclusion.ts';
import type { RunPlan } from './plan.ts';
import type { LocalJob, LocalWorkflow } from '../workflow/workflow.ts';

export type JobStatus = 'queued' | 'waiting' | 'in_progress' | 'completed';
export type JobConclusion = Exclude<RunConclusion, 'stale' | 'startup_failure'>;
export type StepStatus = 'queued' | 'in_progress' | 'completed';
export type StepConclusion = 'success' | 'failure' | 'cancelled' | 'skipped';

/** Times are epoch milliseconds of the local GitHub's clock. */
export interface StepRecord {
  readonly name: string;
  readonly number: number;
  /** Runs although a step before it failed. */
  readonly always?: boolean;
  status: StepStatus;
  conclusion: StepConclusion | null;
  startedAt: number | null;
  completedAt: number | null;
}

export interface JobRecord {
  readonly id: number;
  readonly attempt: number;
  readonly definition: LocalJob;
  readonly steps: StepRecord[];
  status: JobStatus;
  conclusion: JobConclusion | null;
  /** How it will end once the steps that always run are through. */
  ending?: JobConclusion;
  createdAt: number;
  startedAt: number | null;
  completedAt: number | null;
  /** The environment whose review it waits for, or waited for. */
  readonly environment: string | undefined;
  /** When it began to wait, in epoch milliseconds. */
  waitingSince?: number;
  /** Its wait timer runs. */
  timed?: boolean;
  /** What the step that ended the job printed. */
  lastWords: readonly string[];
}

/** A person cancelled the run, or a newer run of its concurrency group took its place. */
export type Cancellation =
  | { readonly kind: 'person'; readonly login: string }
  | { readonly kind: 'superseded'; readonly group: string };

export interface AttemptRecord {
  readonly number: number;
  readonly actor: string;
  readonly startedAt: number;
  readonly jobs: JobRecord[];
  plan: RunPlan;
  /** A string, so that a value GitHub has not invented yet can be planned too. */
  status: string;
  conclusion: string | null;
  updatedAt: number;
  cancelling: boolean;
  /** Why it was cancelled, as GitHub notes it on the jobs. */
  cancelledBy?: Cancellation;
  announced: boolean;
  /** Its jobs were set by a test: no transition moves them. */
  scripted?: true;
}

export interface ReviewRecord {
  readonly environments: readonly string[];
  readonly state: 'approved' | 'rejected';
  readonly comment: string;
  readonly actor: string;
  readonly at: number;
}

export interface RunRecord {
  readonly id: number;
  readonly workflow: LocalWorkflow;
  readonly number: number;
  readonly title: string;
  readonly event: string;
  readonly branch: string;
  readonly sha: string;
  readonly actor: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly createdAt: number;
  readonly group: string | undefined;
  readonly attempts: AttemptRecord[];
  readonly reviews: ReviewRecord[];
}

export function latest(run: RunRecord): AttemptRecord {
  const attempt = run.attempts.at(-1);
  if (attempt === undefined) throw new Error(`Run ${run.id} has no attempt.`);
  return attempt;
}

export function isOver(run: RunRecord): boolean {
  return latest(run).status === 'completed';
}
