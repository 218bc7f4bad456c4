import { randomUUID } from 'node:crypto';
import { systemClock, type Clock } from '../clock.ts';
import type {
  DispatchAccepted,
  DispatchInputs,
  GitHub,
  Result,
} from '../github.ts';
import type { Identity, LocateResult, RunReference, Search } from './locate.ts';
import { searchForRun } from './search.ts';
import { rejection, rejectionOf, type Rejection } from './rejection.ts';

type Correlated = {
  /** UUID; made when absent. */
  readonly correlationId?: string;
  /** Who asked. */
  readonly requester?: string;
  /**
   * Does the workflow put the id into its `run-name`? `true`: no run without the id is ever taken. `false`: the
   * id is not sent, and a single candidate may be taken as `probable`. Unset: the list of its runs tells.
   */
  readonly echo?: boolean;
};

export type DispatchRequest = Correlated & {
  /** File name (`deploy.yml`) or numeric id. */
  readonly workflow: string | number;
  /** Branch or tag; the repository's default branch without it. */
  readonly ref?: string;
  /** At most 25 and 65,535 characters, with the inputs `correlation_id` and `requester` that are added. */
  readonly inputs?: DispatchInputs;
};

export type RepositoryDispatchRequest = Correlated & {
  /** At most 100 characters. */
  readonly eventType: string;
  /** At most 10 members, `correlation_id` and `requester` included. */
  readonly clientPayload?: Readonly<Record<string, unknown>>;
  /** The workflow that listens, to tell its runs from others'. */
  readonly workflow?: string | number;
};

export type DispatchResult = { readonly correlationId: string } & (
  | {
      readonly kind: 'started';
      readonly run: RunReference;
      readonly identity: Identity;
    }
  /** GitHub accepted; its run has not been seen yet. Call `locate` with `search` again. */
  | {
      readonly kind: 'searching';
      readonly search: Search;
      readonly message: string;
    }
  /** It is not known whether, or which, run started. Nothing may be sent again before somebody looked. */
  | {
      readonly kind: 'ambiguous';
      readonly cause: 'answer_lost' | 'several_candidates';
      readonly candidates: readonly RunReference[];
      readonly search: Search;
      readonly message: string;
    }
  | ({ readonly kind: 'rejected' } & Rejection)
);

export type DispatchOptions = {
  readonly clock?: Clock;
  readonly signal?: AbortSignal;
  /** How long to look for a run GitHub did not name, ms. Default 30,000; 10,000 where `echo` is false. */
  readonly searchFor?: number;
  /** Default: `crypto.randomUUID`. */
  readonly newCorrelationId?: () => string;
};

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const MAX_CHARACTERS = 65_535;

/**
 * Starts a workflow with one POST, which is never repeated: an answer that got lost is looked for by the
 * correlation id, which travels as the input `correlation_id` and comes back in the run's name.
 * @see https://docs.github.com/en/rest/actions/workflows#create-a-workflow-dispatch-event
 */
export async function dispatch(
  github: GitHub,
  request: DispatchRequest,
  options: DispatchOptions = {},
): Promise<DispatchResult> {
  const { workflow, requester, echo } = request;
  const correlationId =
    request.correlationId ?? (options.newCorrelationId ?? randomUUID)();
  const inputs: DispatchInputs = {
    ...request.inputs,
    ...(echo === false ? {} : { correlation_id: correlationId }),
    ...(requester === undefined ? {} : { requester }),
  };
  const fault = faultOf(correlationId, inputs, 25);
  if (fault !== undefined) return { kind: 'rejected', correlationId, ...fault };

  const signal = options.signal === undefined ? {} : { signal: options.signal };
  let ref = request.ref;
  if (ref === undefined) {
    const repository = await github.getRepository(signal);
    if (!repository.ok)
      return { kind: 'rejected', correlationId, ...rejectionOf(repository) };
    ref = repository.value.defaultBranch;
  }
  const search = { workflow, event: 'workflow_dispatch', ref } as const;
  return sendOnce(
    github,
    { ...search, ...correlation(correlationId, echo) },
    options,
    () => github.dispatchWorkflow({ workflow, ref, inputs }, signal),
  );
}

/**
 * The same for `repository_dispatch`, where GitHub never names the run: the workflow echoes
 * `github.event.client_payload.correlation_id`.
 * @see https://docs.github.com/en/rest/repos/repos#create-a-repository-dispatch-event
 */
export async function dispatchRepository(
  github: GitHub,
  request: RepositoryDispatchRequest,
  options: DispatchOptions = {},
): Promise<DispatchResult> {
  const { eventType, requester, workflow, echo } = request;
  const correlationId =
    request.correlationId ?? (options.newCorrelationId ?? randomUUID)();
  const clientPayload = {
    ...request.clientPayload,
    ...(echo === false ? {} : { correlation_id: correlationId }),
    ...(requester === undefined ? {} : { requester }),
  };
  const fault = faultOf(correlationId, clientPayload, 10);
  if (fault !== undefined) return { kind: 'rejected', correlationId, ...fault };
  const search = {
    event: 'repository_dispatch',
    ...(workflow === undefined ? {} : { workflow }),
  } as const;
  return sendOnce(
    github,
    { ...search, ...correlation(correlationId, echo) },
    options,
    () =>
      github.dispatchRepositoryEvent(
        { eventType, clientPayload },
        options.signal === undefined ? {} : { signal: options.signal },
      ),
  );
}

function correlation(correlationId: string, echo: boolean | undefined) {
  return { correlationId, ...(echo === undefined ? {} : { echo }) };
}

function faultOf(
  correlationId: string,
  inputs: object,
  limit: number,
): Rejection | undefined {
  if (!UUID.test(correlationId)) return rejection('invalid_correlation_id');
  if (Object.keys(inputs).length > limit) return rejection('too_many_inputs');
  return JSON.stringify(inputs).length > MAX_CHARACTERS
    ? rejection('inputs_too_long')
    : undefined;
}

async function sendOnce(
  github: GitHub,
  target: Omit<Search, 'dispatchedAt' | 'accepted'>,
  options: DispatchOptions,
  send: () => Promise<Result<DispatchAccepted>>,
): Promise<DispatchResult> {
  const { clock = systemClock } = options;
  const { correlationId } = target;
  const sentAt = new Date(clock.now());
  const result = await send();
  if (!result.ok && result.definite)
    return { kind: 'rejected', correlationId, ...rejectionOf(result) };
  if (result.ok && result.value.run !== undefined) {
    return {
      kind: 'started',
      correlationId,
      run: result.value.run,
      identity: 'exact',
    };
  }
  const dispatchedAt = (
    result.ok ? (result.value.acceptedAt ?? sentAt) : sentAt
  ).toISOString();
  const search: Search = { ...target, dispatchedAt, accepted: result.ok };
  return conclude(
    search,
    await searchForRun(github, search, { ...options, clock }),
  );
}

function conclude(search: Search, found: LocateResult): DispatchResult {
  const { correlationId } = search;
  if (found.kind === 'found') {
    return {
      kind: 'started',
      correlationId,
      run: { id: found.run.id, url: found.run.url },
      identity: found.identity,
    };
  }
  const candidates = found.kind === 'failed' ? [] : found.candidates;
  if (found.kind === 'several') {
    const message = `${candidates.length} runs may be the one that was started, and none is taken on a guess: open them and see which is yours.`;
    return {
      kind: 'ambiguous',
      cause: 'several_candidates',
      correlationId,
      candidates,
      search,
      message,
    };
  }
  if (search.accepted) {
    const message =
      'GitHub accepted the dispatch; its run is not in the list yet. Look again in a moment.';
    return { kind: 'searching', correlationId, search, message };
  }
  const looked =
    found.kind === 'failed'
      ? 'GitHub could not be asked for it either'
      : 'no run carries its id so far';
  const message = `GitHub's answer to the dispatch was lost and ${looked}. Look at the workflow's runs before you start it again.`;
  return {
    kind: 'ambiguous',
    cause: 'answer_lost',
    correlationId,
    candidates,
    search,
    message,
  };
}
