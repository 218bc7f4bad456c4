import type { Clock } from './clock.ts';
import type { DispatchInputs, GitHub } from './github.ts';
import type { Identity, RunReference, Search } from './locate.ts';

export const REJECTION_REASONS = [
  'no_permission',
  'bad_credentials',
  'workflow_not_found',
  'not_dispatchable',
  'ref_not_found',
  'unexpected_inputs',
  'missing_inputs',
  'invalid_inputs',
  'too_many_inputs',
  'inputs_too_long',
  'workflow_disabled',
  'rate_limited',
  'github_unavailable',
  'aborted',
  'refused',
] as const;
export type RejectionReason = (typeof REJECTION_REASONS)[number];

export type DispatchRequest = {
  /** File name (`deploy.yml`) or numeric id. */
  readonly workflow: string | number;
  /** Branch or tag; the repository's default branch without it. */
  readonly ref?: string;
  readonly inputs?: DispatchInputs;
  /** UUID; made when absent. Sent as the input `correlation_id`, which the workflow echoes in its `run-name`. */
  readonly correlationId?: string;
  /** Who asked, sent as the input `requester`. */
  readonly requester?: string;
  /**
   * Does the workflow put the id into its `run-name`? `true`: a run without the id is never taken.
   * `false`: the input is not sent, and a single candidate may be taken as `probable`. Unset: not known.
   */
  readonly echo?: boolean;
};

export type DispatchResult =
  | {
      readonly kind: 'started';
      readonly run: RunReference;
      readonly identity: Identity;
      readonly correlationId: string;
    }
  /** GitHub accepted, its run has not been seen yet: call `locate` again with `search`. */
  | {
      readonly kind: 'searching';
      readonly search: Search;
      readonly correlationId: string;
      readonly message: string;
    }
  /** It is not known whether, or which, run started. Nothing may be sent again before a person looked. */
  | {
      readonly kind: 'ambiguous';
      readonly cause: 'answer_lost' | 'several_candidates';
      readonly candidates: readonly RunReference[];
      readonly search: Search;
      readonly correlationId: string;
      readonly message: string;
    }
  | {
      readonly kind: 'rejected';
      readonly reason: RejectionReason;
      /** What is wrong and what to do. */
      readonly message: string;
      readonly retryAt?: Date;
      readonly correlationId: string;
    };

export type DispatchOptions = {
  readonly clock?: Clock;
  readonly signal?: AbortSignal;
  /** How long to look for a run GitHub did not name, in milliseconds. Default 30,000. */
  readonly searchFor?: number;
  readonly newCorrelationId?: () => string;
};

/**
 * Starts a workflow with one POST, which is never repeated.
 * @see https://docs.github.com/en/rest/actions/workflows#create-a-workflow-dispatch-event
 */
export async function dispatch(
  _github: GitHub,
  _request: DispatchRequest,
  _options: DispatchOptions = {},
): Promise<DispatchResult> {
  throw new Error('not written yet');
}
