import type { Failure, FailureReason } from '../github.ts';

/** Why a dispatch did not happen. Closed. */
export const REJECTION_REASONS = [
  'no_permission',
  'bad_credentials',
  'sso_required',
  'ip_not_allowed',
  'repository_not_found',
  'repository_moved',
  'repository_archived',
  'workflow_not_found',
  'workflow_invalid',
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
  moved: 'repository_moved',
  unauthorized: 'bad_credentials',
  forbidden: 'no_permission',
  sso_required: 'sso_required',
  ip_not_allowed: 'ip_not_allowed',
  archived: 'repository_archived',
  rate_limited: 'rate_limited',
  invalid: 'refused',
  conflict: 'refused',
  gone: 'refused',
  unavailable: 'github_unavailable',
  aborted: 'aborted',
  unexpected: 'refused',
};

/**
 * GitHub distinguishes the causes of a 422 by its message alone. Each is recognised by its whole sentence: a word such
 * as "input" stands in many of them.
 */
const BY_MESSAGE: readonly (readonly [RegExp, RejectionReason])[] = [
  [/\bfailed to parse workflow\b/i, 'workflow_invalid'],
  [/\bno ref found for\b/i, 'ref_not_found'],
  [/\bunexpected inputs provided\b/i, 'unexpected_inputs'],
  [/\brequired input '.{0,200}' not provided/i, 'missing_inputs'],
  [/\bdoes not have '?workflow_dispatch'? trigger/i, 'not_dispatchable'],
  [/\bon a disabled workflow\b/i, 'workflow_disabled'],
  [/\bprovided value '.{0,2000}' for input '/i, 'invalid_inputs'],
  [/\brepository (?:was|is) archived\b/i, 'repository_archived'],
];

const ADVICE: Readonly<Record<RejectionReason, string>> = {
  no_permission:
    'The credentials may not start workflows. Grant "Actions: write" on the repository.',
  bad_credentials:
    'GitHub does not accept the credentials. Replace the token, or check the GitHub App.',
  sso_required:
    "The organization requires SAML single sign-on. Authorize the token for it in GitHub's token settings.",
  ip_not_allowed:
    "The organization's IP allow list does not contain this host's address. Ask an organization owner to add it.",
  repository_not_found:
    'The repository does not exist, or the credentials may not see it. Check its name and what the token or the GitHub App may access.',
  repository_moved:
    'The repository was renamed or transferred. Configure its new name.',
  repository_archived:
    'The repository is archived and read-only. Unarchive it to run workflows.',
  workflow_not_found:
    'The default branch has no such workflow. Check the file name.',
  workflow_invalid:
    'The workflow file is not valid. Correct it on the ref and try again.',
  not_dispatchable:
    'The workflow cannot be started manually. Add `on: workflow_dispatch` on the ref.',
  workflow_disabled:
    'The workflow is disabled. Enable it in the Actions tab of the repository.',
  ref_not_found:
    'The ref does not exist. Use a branch or a tag; GitHub does not accept a commit id.',
  unexpected_inputs:
    'The workflow does not declare these inputs. Declare them under `on.workflow_dispatch.inputs`, or do not send them.',
  missing_inputs: 'The workflow requires an input that is missing. Add it.',
  invalid_inputs:
    'The workflow does not allow the value of an input. Check its type and options.',
  too_many_inputs:
    'A dispatch has at most 25 inputs, `correlation_id` and `requester` included. Send fewer.',
  inputs_too_long:
    'The inputs together exceed 65,535 characters. Shorten them.',
  invalid_correlation_id:
    'The correlation id must be a UUID, because anything shorter could occur in the name of another run.',
  rate_limited: "GitHub's rate limit is used up.",
  github_unavailable:
    'GitHub could not be reached, and nothing was started. Try again later.',
  aborted: 'The dispatch was aborted before anything was sent.',
  refused: 'GitHub refused the dispatch.',
};

export type Rejection = {
  readonly reason: RejectionReason;
  /** What is wrong, what to do, and GitHub's own message if it sent one. */
  readonly message: string;
  /** When to try again (`rate_limited`). */
  readonly retryAt?: Date;
};

export function rejection(reason: RejectionReason): Rejection {
  return { reason, message: ADVICE[reason] };
}

/** For a failure that certainly had no effect. */
export function rejectionOf(failure: Failure): Rejection {
  const known =
    failure.reason === 'invalid'
      ? BY_MESSAGE.find(([words]) => words.test(failure.message))
      : undefined;
  const reason = known?.[1] ?? BY_FAILURE[failure.reason];
  const { retryAt } = failure;
  const when =
    retryAt === undefined
      ? ''
      : ` Try again after ${retryAt.toISOString().slice(0, 19).replace('T', ' ')} UTC.`;
  // Without a status the message is ours, and the advice says it already, unless it names what failed on the way.
  const isTheirs = failure.status !== undefined;
  const detail = isTheirs
    ? ` GitHub: ${failure.message}`
    : failure.network === undefined
      ? ''
      : ` ${failure.message}`;
  return {
    reason,
    message: `${adviceFor(reason, failure)}${when}${detail}`,
    ...(retryAt === undefined ? {} : { retryAt }),
  };
}

function adviceFor(
  reason: RejectionReason,
  { permission, movedTo }: Failure,
): string {
  if (reason === 'no_permission' && permission !== undefined)
    return `The credentials may not do this. Grant "${permission}" on the repository.`;
  if (reason === 'repository_moved' && movedTo !== undefined)
    return `The repository is now ${movedTo}. Configure its new name.`;
  return ADVICE[reason];
}
