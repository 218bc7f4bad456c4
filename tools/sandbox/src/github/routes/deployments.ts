import { type ApiResponse, ok, problem } from '../api/response.ts';
import { digest, nodeId } from '../ids.ts';
import type { ApiRequest, Route } from '../api/route.ts';
import { awaited, review } from '../runs/review.ts';
import type { RunRecord } from '../runs/run.ts';
import { iso } from '../wire/context.ts';
import { userJson } from '../wire/user.ts';
import type { LocalEnvironment, World } from '../world/world.ts';
import { readingRun } from './reading.ts';

const RUN = '/repos/{owner}/{repo}/actions/runs/{run_id}';

function environmentId(name: string): number {
  return 5_600_000_000 + Number.parseInt(digest(name).slice(0, 6), 16);
}

function environmentJson({ wire }: World, name: string) {
  const page = `${wire.html}/${wire.repository}/deployments`;
  return {
    id: environmentId(name),
    node_id: nodeId('EN', environmentId(name)),
    name,
    url: `${wire.api}/repos/${wire.repository}/environments/${name}`,
    html_url: `${page}/activity_log?environments_filter=${name}`,
  };
}

function environmentOf(world: World, name: string): LocalEnvironment {
  return (
    world.environments.find((environment) => environment.name === name) ?? {
      name,
    }
  );
}

function reviewersOf(
  world: World,
  name: string,
  login: string,
): readonly string[] {
  const { reviewers, waitMinutes, customRule } = environmentOf(world, name);
  const otherRule = waitMinutes !== undefined || customRule === true;
  return reviewers ?? (otherRule ? [] : [login]);
}

function deploymentJson(
  world: World,
  run: RunRecord,
  name: string,
  actor: string,
) {
  const { wire } = world;
  const id = environmentId(name) + run.id;
  const repo = `${wire.api}/repos/${wire.repository}`;
  return {
    url: `${repo}/deployments/${id}`,
    id,
    node_id: nodeId('DE', id),
    sha: run.sha,
    ref: run.branch,
    task: 'deploy',
    payload: {},
    original_environment: name,
    environment: name,
    description: null,
    creator: userJson(wire, actor),
    created_at: iso(world.clock()),
    updated_at: iso(world.clock()),
    statuses_url: `${repo}/deployments/${id}/statuses`,
    repository_url: repo,
  };
}

function decide(
  world: World,
  run: RunRecord,
  request: ApiRequest,
): ApiResponse {
  const waiting = awaited(run);
  const { login } = request.caller;
  const body = (typeof request.body === 'object' ? request.body : null) ?? {};
  const {
    environment_ids: ids,
    state,
    comment,
  } = body as Record<string, unknown>;
  if (
    !Array.isArray(ids) ||
    (state !== 'approved' && state !== 'rejected') ||
    typeof comment !== 'string'
  ) {
    return problem(
      422,
      'Invalid request.\n\n"environment_ids", "state" and "comment" are required.',
    );
  }
  const names = [...waiting.keys()].filter((name) =>
    ids.includes(environmentId(name)),
  );
  if (names.length === 0 || names.length < ids.length) {
    return problem(
      422,
      'There are no pending deployment requests to approve or reject for this environment.',
    );
  }
  if (names.some((name) => !reviewersOf(world, name, login).includes(login))) {
    return problem(
      422,
      'Current user is not authorized to approve or reject these deployments.',
    );
  }
  review(world.engine, run, names, { state, comment, actor: login });
  return ok(names.map((name) => deploymentJson(world, run, name, login)));
}

/** https://docs.github.com/rest/actions/workflow-runs#get-pending-deployments-for-a-workflow-run */
export function deploymentRoutes(world: World): Route[] {
  const withRun = readingRun(world);
  return [
    withRun(`${RUN}/pending_deployments`, (run, { caller }) =>
      ok(
        [...awaited(run)].map(([name, jobs]) => {
          const { waitMinutes = 0 } = environmentOf(world, name);
          const [job] = jobs;
          const reviewers = reviewersOf(world, name, caller.login);
          return {
            environment: environmentJson(world, name),
            wait_timer: waitMinutes,
            wait_timer_started_at:
              waitMinutes === 0 || job?.waitingSince === undefined
                ? null
                : iso(job.waitingSince),
            current_user_can_approve: reviewers.includes(caller.login),
            reviewers: reviewers.map((login) => ({
              type: 'User',
              reviewer: userJson(world.wire, login),
            })),
          };
        }),
      ),
    ),
    {
      ...withRun(`${RUN}/pending_deployments`, (run, request) =>
        decide(world, run, request),
      ),
      method: 'POST',
      access: 'actions:write',
    },
    withRun(`${RUN}/approvals`, (run) =>
      ok(
        run.reviews.map(({ state, comment, actor, environments }) => ({
          state,
          comment,
          user: userJson(world.wire, actor),
          environments: environments.map((name) => ({
            ...environmentJson(world, name),
            created_at: iso(world.wire.since),
            updated_at: iso(world.wire.since),
          })),
        })),
      ),
    ),
  ];
}
