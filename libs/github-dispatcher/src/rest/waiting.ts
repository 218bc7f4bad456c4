import type {
  ConcurrencyMember,
  ConcurrencyPosition,
  GitHub,
} from '../github.ts';
import { asId, asObject, asString, parseAll } from '../json.ts';
import { parseResponse, REPO, type RepositoryContext } from './calls.ts';
import { parsePendingDeployment } from './parse.ts';

const RUN = `${REPO}/actions/runs/{run_id}`;

/**
 * What a run or job waits for, and why one was cancelled.
 * @see https://docs.github.com/en/rest/actions/workflow-runs#get-pending-deployments-for-a-workflow-run
 * @see https://docs.github.com/en/rest/actions/concurrency-groups
 * @see https://docs.github.com/en/rest/checks/runs#list-check-run-annotations
 */
export function waitingReads({
  client,
  names,
}: RepositoryContext): Pick<
  GitHub,
  | 'listPendingDeployments'
  | 'listConcurrencyPositions'
  | 'listConcurrencyMembers'
  | 'listAnnotations'
> {
  return {
    async listPendingDeployments(runId, options = {}) {
      const result = await client.read({
        route: `${RUN}/pending_deployments`,
        parameters: { ...names, run_id: runId },
        ...options,
      });
      return parseResponse(result, (data) =>
        parseAll(data, parsePendingDeployment),
      );
    },
    async listConcurrencyPositions(runId, options = {}) {
      const result = await client.read({
        route: `${RUN}/concurrency_groups`,
        parameters: { ...names, run_id: runId, per_page: 100 },
        ...options,
      });
      return parseResponse(result, (data) =>
        parseAll(
          asObject(data)?.['concurrency_groups'],
          parsePositions,
        )?.flat(),
      );
    },
    async listConcurrencyMembers(group, { aheadOfRun, ...options } = {}) {
      const result = await client.read({
        route: `${REPO}/actions/concurrency_groups/{concurrency_group_name}`,
        parameters: {
          ...names,
          concurrency_group_name: group,
          ...(aheadOfRun === undefined ? {} : { ahead_of_run: aheadOfRun }),
        },
        ...options,
      });
      return parseResponse(result, (data) =>
        parseAll(asObject(data)?.['group_members'], parseMember),
      );
    },
    async listAnnotations(jobId, options = {}) {
      const result = await client.read({
        // The id of a job is that of its check run.
        route: `${REPO}/check-runs/{check_run_id}/annotations`,
        parameters: { ...names, check_run_id: jobId, per_page: 100 },
        ...options,
      });
      return parseResponse(result, (data) =>
        parseAll(data, (item) => asString(asObject(item)?.['message'])),
      );
    },
  };
}

function parsePositions(
  value: unknown,
): readonly ConcurrencyPosition[] | undefined {
  const json = asObject(value);
  const group = asString(json?.['group_name']);
  if (group === undefined) return undefined;
  return parseAll(json?.['group_members'], (member) => {
    const position = asId(asObject(member)?.['position']);
    return position === undefined ? undefined : { group, position };
  });
}

function parseMember(value: unknown): ConcurrencyMember | undefined {
  const json = asObject(value);
  const runId = asId(json?.['run_id']);
  if (runId === undefined) return undefined;
  const status = asString(json?.['status']);
  return {
    runId,
    name: asString(json?.['run_name']) ?? '',
    url: asString(json?.['run_html_url']) ?? null,
    status:
      status === 'in_progress' || status === 'pending' ? status : 'unknown',
  };
}
