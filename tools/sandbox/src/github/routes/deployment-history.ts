import { paginate } from '../api/pagination.ts';
import { notFound, ok } from '../api/response.ts';
import type { Route } from '../api/route.ts';
import { nodeId } from '../ids.ts';
import type { JobRecord, RunRecord } from '../runs/run.ts';
import { iso } from '../wire/context.ts';
import { runPage } from '../wire/run.ts';
import { userJson } from '../wire/user.ts';
import type { World } from '../world/world.ts';

const DEPLOYMENTS = '/repos/{owner}/{repo}/deployments';

/** What GitHub records for a job with an `environment`. */
interface Deployment {
  readonly id: number;
  readonly run: RunRecord;
  readonly job: JobRecord;
  readonly environment: string;
}

/** Newest first. A job that was skipped deployed nothing. */
function allDeployments(world: World): readonly Deployment[] {
  return [...world.engine.runs.values()]
    .flatMap((run) =>
      run.attempts.flatMap(({ jobs }) =>
        jobs.flatMap((job): Deployment[] => {
          const environment = job.environment ?? job.definition.environment;
          return environment === undefined || job.conclusion === 'skipped'
            ? []
            : [{ id: job.id + 3_000_000_000, run, job, environment }];
        }),
      ),
    )
    .toSorted((a, b) => b.job.createdAt - a.job.createdAt || b.id - a.id);
}

function endState({ conclusion }: JobRecord): string {
  if (conclusion === 'success' || conclusion === 'neutral') return 'success';
  return conclusion === 'cancelled' ? 'error' : 'failure';
}

/** The states a deployment went through, newest first. A later success makes an earlier one inactive. */
function statesOf(
  deployment: Deployment,
  all: readonly Deployment[],
): readonly { readonly state: string; readonly at: number }[] {
  const { job, environment } = deployment;
  const { createdAt, startedAt, completedAt } = job;
  const later = all.findLast(
    (other) =>
      other.id > deployment.id &&
      other.environment === environment &&
      other.job.conclusion === 'success',
  );
  const ended = completedAt === null ? undefined : endState(job);
  return [
    { state: job.status === 'waiting' ? 'pending' : 'queued', at: createdAt },
    ...(startedAt === null ? [] : [{ state: 'in_progress', at: startedAt }]),
    ...(completedAt === null || ended === undefined
      ? []
      : [{ state: ended, at: completedAt }]),
    ...(ended === 'success' && later !== undefined
      ? [{ state: 'inactive', at: later.job.completedAt ?? 0 }]
      : []),
  ].toReversed();
}

function deploymentJson(
  world: World,
  { id, run, job, environment }: Deployment,
) {
  const { wire } = world;
  const repo = `${wire.api}/repos/${wire.repository}`;
  return {
    url: `${repo}/deployments/${id}`,
    id,
    node_id: nodeId('DE', id),
    sha: run.sha,
    ref: run.branch,
    task: 'deploy',
    payload: {},
    original_environment: environment,
    environment,
    description: null,
    creator: userJson(wire, run.actor),
    created_at: iso(job.createdAt),
    updated_at: iso(job.completedAt ?? job.startedAt ?? job.createdAt),
    statuses_url: `${repo}/deployments/${id}/statuses`,
    repository_url: repo,
    transient_environment: false,
    production_environment: environment === 'production',
    performed_via_github_app: null,
  };
}

/** https://docs.github.com/rest/deployments/deployments, as far as workflow jobs make them. */
export function deploymentHistoryRoutes(world: World): Route[] {
  const { wire } = world;
  const withDeployment = (
    path: string,
    handle: (one: Deployment, all: readonly Deployment[]) => unknown,
  ): Route => ({
    method: 'GET',
    path: `${DEPLOYMENTS}/{deployment_id}${path}`,
    access: 'deployments:read',
    handle: ({ params }) => {
      const all = allDeployments(world);
      const one = all.find(({ id }) => String(id) === params['deployment_id']);
      return one === undefined ? notFound() : ok(handle(one, all));
    },
  });
  return [
    {
      method: 'GET',
      path: DEPLOYMENTS,
      access: 'deployments:read',
      handle: (request) => {
        const is = (key: string, value: string) =>
          (request.query.get(key) ?? value) === value;
        const found = allDeployments(world).filter(
          ({ run, environment }) =>
            is('environment', environment) &&
            is('sha', run.sha) &&
            is('ref', run.branch) &&
            is('task', 'deploy'),
        );
        return paginate(request, wire.api, found, (page) =>
          page.map((one) => deploymentJson(world, one)),
        );
      },
    },
    withDeployment('', (one) => deploymentJson(world, one)),
    withDeployment('/statuses', (one, all) =>
      statesOf(one, all).map(({ state, at }, index, states) => {
        const { url, repository_url } = deploymentJson(world, one);
        const id = one.id * 10 + states.length - index;
        const page = `${runPage(wire, one.run)}/job/${one.job.id}`;
        return {
          url: `${url}/statuses/${id}`,
          id,
          node_id: nodeId('DES', id),
          state,
          creator: userJson(wire, one.run.actor),
          description: '',
          environment: one.environment,
          target_url: page,
          created_at: iso(at),
          updated_at: iso(at),
          deployment_url: url,
          repository_url,
          log_url: page,
          performed_via_github_app: null,
        };
      }),
    ),
  ];
}
