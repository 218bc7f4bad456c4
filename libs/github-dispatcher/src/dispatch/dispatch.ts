import { randomUUID } from 'node:crypto';
import { systemClock, type Clock } from '../clock.ts';
import type {
  DispatchAccepted,
  DispatchInputs,
  Failure,
  GitHub,
  Result,
} from '../github.ts';
import { toPlainText } from '../redaction/plain-text.ts';
import type { Identity, Search } from './identity.ts';
import type { LocateResult, RunReference } from './locate.ts';
import { searchForRun } from './search.ts';
import { rejection, rejectionOf, type Rejection } from './rejection.ts';

type Correlated = {
  /** UUID; created if absent. */
  readonly correlationId?: string;
  /** Who asked; sent as the input `requester`, without control characters, at most 200 characters. */
  readonly requester?: string;
  /**
   * Does the workflow put the id into its `run-name`? `true`: no run without the id is ever taken. `false`: the
   * id is not sent, and a single candidate may be taken as `probable`. Unset: unknown; the list of its runs shows it.
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
  /** The workflow that listens; without it, runs of every workflow are considered. */
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
  /** It is not known whether a run started, or which. Nothing may be sent again before a person has looked. */
  | {
      readonly kind: 'ambiguous';
      readonly cause: 'response_lost' | 'several_candidates';
      readonly candidates: readonly RunReference[];
      readonly search: Search;
      readonly message: string;
    }
  | ({ readonly kind: 'rejected' } & Rejection)
);

export type DispatchOptions = {
  readonly clock?: Clock;
  readonly signal?: AbortSignal;
  /** How long to look for a run that GitHub did not name, milliseconds. Default 30,000; 10,000 if `echo` is false. */
  readonly searchFor?: number;
  /** Called once if the response to the dispatch is lost, before the search starts: it is not certain that a run started. */
  readonly onResponseLost?: (failure: Failure) => void;
  /** Default: `crypto.randomUUID`. */
  readonly newCorrelationId?: () => string;
};

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const MAX_CHARACTERS = 65_535;

/**
 * Starts a workflow with one POST, which is never repeated. If the response is lost, the run is looked for by the
 * correlation id, which is sent as the input `correlation_id` and comes back in the run's name.
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
    ...(requester === undefined ? {} : { requester: singleLine(requester) }),
  };
  const fault = faultOf(correlationId, inputs, 25);
  if (fault !== undefined) return { kind: 'rejected', correlationId, ...fault };

  const signal = options.signal === undefined ? {} : { signal: options.signal };
  let ref = request.ref;
  if (ref === undefined) {
    const repository = await github.getRepository(signal);
    if (!repository.ok)
      return {
        kind: 'rejected',
        correlationId,
        ...repositoryRejection(repository),
      };
    ref = repository.value.defaultBranch;
  }
  const search = {
    workflow,
    event: 'workflow_dispatch',
    ref,
  } as const;
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
    ...(requester === undefined ? {} : { requester: singleLine(requester) }),
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

/** Names may hold what a log or a terminal would obey. */
function singleLine(requester: string): string {
  return toPlainText(requester).replaceAll(/\s+/g, ' ').trim().slice(0, 200);
}

async function sendOnce(
  github: GitHub,
  target: Omit<Search, 'dispatchedAt' | 'clock' | 'accepted'>,
  options: DispatchOptions,
  send: () => Promise<Result<DispatchAccepted>>,
): Promise<DispatchResult> {
  const { clock = systemClock } = options;
  const { correlationId } = target;
  const sentAt = clock.now();
  const result = await send();
  if (!result.ok && result.definite) {
    const rejected = await explain(github, result, options);
    return { kind: 'rejected', correlationId, ...rejected };
  }
  if (result.ok && result.value.run !== undefined) {
    return {
      kind: 'started',
      correlationId,
      run: result.value.run,
      identity: 'exact',
    };
  }
  if (!result.ok) options.onResponseLost?.(result);
  const { clockOffset } = await github.observed();
  const search: Search = {
    ...target,
    ...(result.ok && result.value.acceptedAt !== undefined
      ? {
          dispatchedAt: result.value.acceptedAt.toISOString(),
          clock: 'github',
        }
      : {
          dispatchedAt: new Date(sentAt + (clockOffset ?? 0)).toISOString(),
          clock: clockOffset === null ? 'host' : 'github',
        }),
    accepted: result.ok,
  };
  return conclude(
    search,
    await searchForRun(github, search, { ...options, clock }),
  );
}

/** GitHub answers 404 if the workflow, the repository or the right to see it is missing: the repository decides. */
async function explain(
  github: GitHub,
  failure: Failure,
  { signal }: DispatchOptions,
): Promise<Rejection> {
  if (failure.reason !== 'not_found') return rejectionOf(failure);
  const repository = await github.getRepository(
    signal === undefined ? {} : { signal },
  );
  return repository.ok ? rejectionOf(failure) : repositoryRejection(repository);
}

function repositoryRejection(failure: Failure): Rejection {
  return failure.reason === 'not_found'
    ? rejection('repository_not_found')
    : rejectionOf(failure);
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
    return {
      kind: 'ambiguous',
      cause: 'several_candidates',
      correlationId,
      candidates,
      search,
      message: `${candidates.length} runs may be the one that was started. Open them to see which is yours.`,
    };
  }
  if (search.accepted) {
    return {
      kind: 'searching',
      correlationId,
      search,
      message:
        'GitHub accepted the dispatch, but its run is not in the list yet. Look again in a moment.',
    };
  }
  const looked =
    found.kind === 'failed'
      ? 'GitHub could not be asked for the run either'
      : 'no run carries its id so far';
  return {
    kind: 'ambiguous',
    cause: 'response_lost',
    correlationId,
    candidates,
    search,
    message: `GitHub's response to the dispatch was lost, and ${looked}. It is not certain that a run started: check the workflow's runs before you start it again.`,
  };
}
