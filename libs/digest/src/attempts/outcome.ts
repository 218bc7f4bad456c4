import type { Attempt } from './attempt.ts';

export const OUTCOMES = [
  'success',
  'failure',
  'cancelled',
  'skipped',
  'other',
  'running',
] as const;

/** How an attempt ended. `other` is neutral, stale, action_required, and every conclusion this version does not know. */
export type Outcome = (typeof OUTCOMES)[number];

const OUTCOME_OF_CONCLUSION: Readonly<Record<string, Outcome>> = {
  success: 'success',
  failure: 'failure',
  timed_out: 'failure',
  startup_failure: 'failure',
  cancelled: 'cancelled',
  skipped: 'skipped',
  neutral: 'other',
  stale: 'other',
  action_required: 'other',
};

/** Anything but `completed` is running. An unknown or missing conclusion is `other`, never a success. */
export function outcomeOf({
  status,
  conclusion,
}: Pick<Attempt, 'status' | 'conclusion'>): Outcome {
  if (status !== 'completed') return 'running';
  return conclusion !== null && Object.hasOwn(OUTCOME_OF_CONCLUSION, conclusion)
    ? (OUTCOME_OF_CONCLUSION[conclusion] ?? 'other')
    : 'other';
}

/** Whether the outcome is part of the success rate. */
export function isCounted(outcome: Outcome): outcome is 'success' | 'failure' {
  return outcome === 'success' || outcome === 'failure';
}
