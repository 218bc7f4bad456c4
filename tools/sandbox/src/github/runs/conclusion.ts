/** https://docs.github.com/rest/actions/workflow-runs */
export const RUN_STATUSES = [
  'requested',
  'queued',
  'pending',
  'waiting',
  'in_progress',
  'completed',
] as const;

export const RUN_CONCLUSIONS = [
  'success',
  'failure',
  'cancelled',
  'timed_out',
  'skipped',
  'neutral',
  'action_required',
  'stale',
  'startup_failure',
] as const;

export type RunStatus = (typeof RUN_STATUSES)[number];
export type RunConclusion = (typeof RUN_CONCLUSIONS)[number];
