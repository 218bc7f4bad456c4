import type { Failure, FailureReason } from '../github.ts';

/** Why a dispatch did not happen. Closed. */
export const REJECTION_REASONS = [
  'no_permission',
  'bad_credentials',
  'workflow_not_found',
  'not_dispatchable',
  'workflow_disabled',
  'ref_not_found',
  'unexpected_inputs',
  'missing_inputs',
  'invalid_inputs',
  'too_many_inputs',
  'inputs_too_long',
  'invalid_correlation_id',
  'rate_limited',
  'github_unavailable',
  'aborted',
  'refused',
] as const;
export type RejectionReason = (typeof REJECTION_REASONS)[number];

const BY_FAILURE: Readonly<Record<FailureReason, RejectionReason>> = {
  not_found: 'workflow_not_found',
  unauthorized: 'bad_credentials',
  forbidden: 'no_permission',
  rate_limited: 'rate_limited',
  invalid: 'refused',
  conflict: 'refused',
  gone: 'refused',
  unavailable: 'github_unavailable',
  aborted: 'aborted',
  unexpected: 'refused',
};

/** GitHub tells its refusals apart only in words. */
const BY_WORDS: readonly (readonly [RegExp, RejectionReason])[] = [
  [/no ref found/i, 'ref_not_found'],
  [/unexpected inputs/i, 'unexpected_inputs'],
  [/required input/i, 'missing_inputs'],
  [/workflow_dispatch'? trigger/i, 'not_dispatchable'],
  [/disabled workflow/i, 'workflow_disabled'],
  [/provided value|input/i, 'invalid_inputs'],
];

const ADVICE: Readonly<Record<RejectionReason, string>> = {
  no_permission:
    'The credentials may not start workflows: grant "Actions: write" on the repository.',
  bad_credentials:
    'GitHub does not accept the credentials: replace the token or check the GitHub App.',
  workflow_not_found:
    'No such workflow on the default branch, or the credentials may not see it: check the file name, the repository and "Actions: write".',
  not_dispatchable:
    'The workflow cannot be started by hand: add `on: workflow_dispatch` on the ref.',
  workflow_disabled: 'The workflow is disabled: enable it in the Actions tab.',
  ref_not_found:
    'The ref does not exist: name a branch or tag, a commit id is not accepted.',
  unexpected_inputs:
    'The workflow does not declare these inputs: declare them under `on.workflow_dispatch.inputs`, or do not send them.',
  missing_inputs: 'The workflow requires an input that was not given: pass it.',
  invalid_inputs:
    'An input has a value the workflow does not allow: check its type and options.',
  too_many_inputs:
    'At most 25 inputs are possible, those of Yardmaster included: pass fewer.',
  inputs_too_long: 'The inputs together exceed 65,535 characters: pass less.',
  invalid_correlation_id:
    'The correlation id must be a UUID: other runs could carry anything shorter.',
  rate_limited:
    "GitHub's rate limit is used up: try again after the given time.",
  github_unavailable:
    'GitHub could not be reached and nothing was started: try again later.',
  aborted: 'Aborted before anything was sent.',
  refused: 'GitHub refused; its reason says what to change.',
};

export type Rejection = {
  readonly reason: RejectionReason;
  /** What is wrong and what to do. */
  readonly message: string;
  readonly retryAt?: Date;
};

export function rejection(reason: RejectionReason, detail?: string): Rejection {
  return {
    reason,
    message:
      detail === undefined
        ? ADVICE[reason]
        : `${ADVICE[reason]} (GitHub: ${detail})`,
  };
}

/** For a failure that surely had no effect. */
export function rejectionOf(failure: Failure): Rejection {
  const worded =
    failure.reason === 'invalid'
      ? BY_WORDS.find(([words]) => words.test(failure.message))
      : undefined;
  const detail = failure.status === undefined ? undefined : failure.message;
  return {
    ...rejection(worded?.[1] ?? BY_FAILURE[failure.reason], detail),
    ...(failure.retryAt === undefined ? {} : { retryAt: failure.retryAt }),
  };
}
