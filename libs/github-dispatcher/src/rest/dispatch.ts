import type { HttpResponse } from './http/response.ts';
import type { GitHubClient } from './http/client.ts';
import type {
  CallOptions,
  DispatchAccepted,
  GitHub,
  Result,
} from '../github.ts';
import { asDate } from '../json.ts';
import { REPO } from './calls.ts';
import { parseDispatchedRun, parseRepository } from './parse.ts';

type Dispatchers = Pick<GitHub, 'dispatchWorkflow' | 'dispatchRepositoryEvent'>;

/**
 * The two POSTs that start runs. GitHub names the run if `return_run_details` is sent under API version 2022-11-28;
 * Enterprise Server before 3.21 refuses the member and creates nothing; it gets requests without it from then on.
 * @see https://docs.github.com/en/rest/actions/workflows#create-a-workflow-dispatch-event
 */
export function sendDispatch(
  client: GitHubClient,
  names: Readonly<Record<string, unknown>>,
): Dispatchers {
  let namesRuns = true;
  return {
    async dispatchWorkflow({ workflow, ref, inputs }, options = {}) {
      const strings = Object.fromEntries(
        Object.entries(inputs).map(([name, value]) => [name, String(value)]),
      );
      const send = (details: object) =>
        client.write({
          route:
            '/repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches',
          parameters: {
            ...names,
            workflow_id: workflow,
            ref,
            inputs: strings,
            ...details,
          },
          ...options,
        });
      if (namesRuns) {
        const result = await send({ return_run_details: true });
        if (!refusesDetails(result)) return settle(result, options);
        namesRuns = false;
      }
      return settle(await send({}), options);
    },
    async dispatchRepositoryEvent({ eventType, clientPayload }, options = {}) {
      const result = await client.write({
        route: '/repos/{owner}/{repo}/dispatches',
        parameters: {
          ...names,
          event_type: eventType,
          client_payload: clientPayload,
        },
        ...options,
      });
      return settle(result, options);
    },
  };

  /** A repository that was renamed is named, so that the configuration can be corrected. */
  async function settle(
    result: Result<HttpResponse>,
    options: CallOptions,
  ): Promise<Result<DispatchAccepted>> {
    if (result.ok || result.reason !== 'moved') return accepted(result);
    const repository = await client.read({
      route: REPO,
      parameters: names,
      ...options,
    });
    const movedTo = repository.ok
      ? parseRepository(repository.value.data)?.fullName
      : undefined;
    return movedTo === undefined
      ? result
      : {
          ...result,
          movedTo,
          message: `The repository is now ${movedTo}. Nothing was started.`,
        };
  }
}

/** A definite refusal that names the member, and only that, allows the second POST. */
function refusesDetails(result: Result<HttpResponse>): boolean {
  return (
    !result.ok &&
    (result.status === 400 || result.status === 422) &&
    result.message.includes('return_run_details')
  );
}

function accepted(result: Result<HttpResponse>): Result<DispatchAccepted> {
  if (!result.ok) return result;
  const run = parseDispatchedRun(result.value.data);
  const acceptedAt = asDate(result.value.headers['date']);
  return {
    ok: true,
    value: {
      ...(run === undefined ? {} : { run }),
      ...(acceptedAt === undefined ? {} : { acceptedAt }),
    },
  };
}
