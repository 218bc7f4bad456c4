import type { Json } from '../json.ts';

/**
 * The values of a run's `status`.
 * @see https://docs.github.com/en/rest/actions/workflow-runs
 */
export const RUN_STATUSES = [
  'requested',
  'queued',
  'pending',
  'waiting',
  'in_progress',
  'completed',
] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

/** The values of the `conclusion` of a completed run. Jobs and steps use a subset. */
export const CONCLUSIONS = [
  'success',
  'failure',
  'cancelled',
  'timed_out',
  'action_required',
  'neutral',
  'skipped',
  'stale',
  'startup_failure',
] as const;
export type Conclusion = (typeof CONCLUSIONS)[number];

/** One attempt of a workflow run. */
export type Run = {
  readonly id: number;
  readonly attempt: number;
  readonly workflowId: number;
  readonly workflowName?: string;
  readonly name?: string;
  /** The `run-name` of the workflow, or GitHub's default if it has none. */
  readonly displayTitle: string;
  readonly event: string;
  /** `unknown`: a value GitHub did not document when this was written. */
  readonly status: RunStatus | 'unknown';
  readonly conclusion: Conclusion | 'unknown' | null;
  readonly headBranch: string | null;
  readonly headSha: string;
  /** The page for people. */
  readonly url: string;
  readonly createdAt: Date;
  /** Start of this attempt: GitHub resets it on a re-run. */
  readonly startedAt: Date;
  readonly updatedAt: Date;
  /** Login of who created the run. */
  readonly actor?: string;
  /** Login of who started this attempt: of a re-run, who re-ran it. */
  readonly triggeringActor?: string;
  /** `.github/workflows/deploy.yml` */
  readonly path?: string;
  /** As people know the run: `#45`. */
  readonly runNumber?: number;
  /** Time of the head commit. */
  readonly headCommittedAt?: Date;
};

export type Step = {
  readonly number: number;
  readonly name: string;
  readonly status: RunStatus | 'unknown';
  readonly conclusion: Conclusion | 'unknown' | null;
  readonly startedAt: Date | null;
  readonly completedAt: Date | null;
};

export type Job = {
  readonly id: number;
  readonly name: string;
  readonly status: RunStatus | 'unknown';
  readonly conclusion: Conclusion | 'unknown' | null;
  /** When GitHub queued it, if it said so. */
  readonly createdAt?: Date;
  /** Never after `completedAt`. */
  readonly startedAt: Date | null;
  readonly completedAt: Date | null;
  readonly url: string;
  readonly steps: readonly Step[];
};

/** What a conclusion means to its requester. */
export type Outcome =
  'succeeded' | 'failed' | 'cancelled' | 'skipped' | 'needs_action' | 'unknown';

const OUTCOMES: Readonly<Record<Conclusion, Outcome>> = {
  success: 'succeeded',
  failure: 'failed',
  cancelled: 'cancelled',
  timed_out: 'failed',
  action_required: 'needs_action',
  neutral: 'skipped',
  skipped: 'skipped',
  stale: 'cancelled',
  startup_failure: 'failed',
};

/** `succeeded` for `success` only; a value that is not in GitHub's list is `unknown`. */
export function outcomeOf(conclusion: Conclusion | 'unknown'): Outcome {
  return conclusion === 'unknown' ? 'unknown' : OUTCOMES[conclusion];
}

export function parseStatus(value: unknown): RunStatus | 'unknown' {
  return RUN_STATUSES.find((status) => status === value) ?? 'unknown';
}

export function parseConclusion(value: unknown): Conclusion | 'unknown' | null {
  if (value === null || value === undefined) return null;
  return CONCLUSIONS.find((conclusion) => conclusion === value) ?? 'unknown';
}

/** Runs, jobs and steps have the same state members, in GitHub's JSON and in ours. */
export function stateOf(json: Json) {
  return {
    status: parseStatus(json['status']),
    conclusion: parseConclusion(json['conclusion']),
  };
}

/** Only a conclusion ends a run: `completed` without one is still being written by GitHub. */
export function isFinal(item: {
  readonly status: string;
  readonly conclusion: string | null;
}): boolean {
  return item.status === 'completed' && item.conclusion !== null;
}
