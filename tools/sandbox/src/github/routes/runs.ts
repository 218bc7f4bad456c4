import {
  accepted,
  created,
  type ApiResponse,
  noContent,
  notFound,
  ok,
  problem,
} from '../api/response.ts';
import { paginate } from '../api/pagination.ts';
import type { ApiRequest, Route } from '../api/route.ts';
import { isOver, latest, type RunRecord } from '../runs/run.ts';
import { isFiltered, runFilter, SEARCH_CAP } from '../api/run-filter.ts';
import { runJson, workflowId, workflowJson } from '../wire/run.ts';
import type { LocalWorkflow } from '../workflow/workflow.ts';
import { findWorkflow, type World } from '../world/world.ts';
import { reading, readingRun } from './reading.ts';

const RUNS = '/repos/{owner}/{repo}/actions/runs';
const WORKFLOWS = '/repos/{owner}/{repo}/actions/workflows';

function listRuns(
  world: World,
  request: ApiRequest,
  workflow?: LocalWorkflow,
): ApiResponse {
  const filtered = isFiltered(request.query);
  const wanted = runFilter(request.query);
  const found = [...world.engine.runs.values()]
    .filter((run) => workflow === undefined || run.workflow === workflow)
    .filter((run) => !filtered || run.id <= world.searchHorizon)
    .filter(wanted)
    .sort((a, b) => b.createdAt - a.createdAt || b.id - a.id);
  return paginate(
    request,
    world.wire.api,
    filtered ? found.slice(0, SEARCH_CAP) : found,
    (page) => ({
      total_count: found.length,
      workflow_runs: page.map((run) => runJson(world.wire, run)),
    }),
  );
}

export function runRoutes(world: World): Route[] {
  const withRun = readingRun(world);
  const withWorkflow = reading(({ workflow_id: key }) =>
    findWorkflow(world, workflowId, key),
  );
  return [
    {
      method: 'GET',
      path: WORKFLOWS,
      access: 'actions:read',
      handle: (request) =>
        paginate(request, world.wire.api, world.workflows, (page) => ({
          total_count: world.workflows.length,
          workflows: page.map((workflow) => workflowJson(world.wire, workflow)),
        })),
    },
    withWorkflow(`${WORKFLOWS}/{workflow_id}`, (workflow) =>
      ok(workflowJson(world.wire, workflow)),
    ),
    withWorkflow(`${WORKFLOWS}/{workflow_id}/runs`, (workflow, request) =>
      listRuns(world, request, workflow),
    ),
    {
      method: 'GET',
      path: RUNS,
      access: 'actions:read',
      handle: (request) => listRuns(world, request),
    },
    withRun(`${RUNS}/{run_id}`, (run) => ok(runJson(world.wire, run))),
    withRun(`${RUNS}/{run_id}/attempts/{attempt_number}`, (run, request) => {
      const attempt =
        run.attempts[Number(request.params['attempt_number']) - 1];
      return attempt === undefined
        ? notFound()
        : ok(runJson(world.wire, run, attempt));
    }),
    {
      ...withRun(`${RUNS}/{run_id}`, (run) => {
        if (!isOver(run)) {
          return problem(403, 'Could not delete the workflow run');
        }
        world.engine.remove(run);
        return noContent;
      }),
      method: 'DELETE',
      access: 'actions:write',
    },
    ...runVerbs(world),
  ];
}

const MONTH = 30 * 24 * 3_600_000;

/** Cancel, force-cancel and the re-runs. */
function runVerbs(world: World): Route[] {
  const withRun = readingRun(world);
  const verb = (
    name: string,
    handle: (run: RunRecord, request: ApiRequest) => ApiResponse,
  ): Route => ({
    ...withRun(`${RUNS}/{run_id}/${name}`, handle),
    method: 'POST',
    access: 'actions:write',
  });
  function rerun(
    run: RunRecord,
    request: ApiRequest,
    onlyFailed: boolean,
  ): ApiResponse {
    if (!isOver(run)) {
      return problem(403, 'This workflow is already running');
    }
    if (world.clock() - run.createdAt > MONTH) {
      return problem(
        403,
        'Unable to retry this workflow run because it was created over a month ago',
      );
    }
    if (onlyFailed && latest(run).conclusion === 'success') {
      return problem(403, 'This workflow run cannot be retried');
    }
    world.engine.rerun(
      run,
      request.caller.login,
      (job) => onlyFailed && job.conclusion === 'success',
    );
    return created;
  }
  return [
    verb('cancel', (run, { caller }) => {
      if (isOver(run)) {
        return problem(409, 'Cannot cancel a workflow run that is completed.');
      }
      world.engine.cancel(run, caller.login);
      return accepted;
    }),
    verb('force-cancel', (run, { caller }) => {
      if (isOver(run)) {
        return problem(409, 'Cannot cancel a workflow run that is completed.');
      }
      latest(run).cancelledBy = { kind: 'person', login: caller.login };
      world.engine.end(run, 'cancelled');
      return accepted;
    }),
    verb('rerun', (run, request) => rerun(run, request, false)),
    verb('rerun-failed-jobs', (run, request) => rerun(run, request, true)),
  ];
}
