import {
  created,
  ok,
  type ApiResponse,
  notFound,
  problem,
} from '../api/response.ts';
import { paginate } from '../api/pagination.ts';
import type { ApiRequest, Route } from '../api/route.ts';
import { isOver, type JobRecord, latest, type RunRecord } from '../runs/run.ts';
import { jobJson } from '../wire/job.ts';
import { findJob, type World } from '../world/world.ts';
import { reading, readingRun } from './reading.ts';

const REPO = '/repos/{owner}/{repo}';

function listJobs(
  world: World,
  request: ApiRequest,
  run: RunRecord,
  jobs: readonly JobRecord[],
): ApiResponse {
  return paginate(request, world.wire.api, jobs, (page) => ({
    total_count: jobs.length,
    jobs: page.map((job) => jobJson(world.wire, run, job)),
  }));
}

/** The jobs that need `job`, directly or by way of others, and itself. */
function withDependants(run: RunRecord, name: string): Set<string> {
  const names = new Set([name]);
  for (const job of run.workflow.jobs) {
    if (job.needs?.some((needed) => names.has(needed)) === true) {
      names.add(job.name);
    }
  }
  return names;
}

export function jobRoutes(world: World): Route[] {
  const withRun = readingRun(world);
  const withJob = reading(({ job_id: id }) => findJob(world, id));
  return [
    withRun(`${REPO}/actions/runs/{run_id}/jobs`, (run, request) =>
      listJobs(
        world,
        request,
        run,
        request.query.get('filter') === 'all'
          ? run.attempts.flatMap(({ jobs }) => jobs)
          : latest(run).jobs,
      ),
    ),
    withRun(
      `${REPO}/actions/runs/{run_id}/attempts/{attempt_number}/jobs`,
      (run, request) => {
        const attempt =
          run.attempts[Number(request.params['attempt_number']) - 1];
        return attempt === undefined
          ? notFound()
          : listJobs(world, request, run, attempt.jobs);
      },
    ),
    withJob(`${REPO}/actions/jobs/{job_id}`, ({ run, job }) =>
      ok(jobJson(world.wire, run, job)),
    ),
    withJob(`${REPO}/actions/jobs/{job_id}/logs`, ({ job }) => {
      const text = world.logs.textOf(job);
      return text === undefined
        ? notFound()
        : { status: 302, headers: { location: world.logs.link(text) } };
    }),
    {
      ...withJob(
        `${REPO}/actions/jobs/{job_id}/rerun`,
        ({ run, job }, request) => {
          if (!isOver(run)) {
            return problem(403, 'This workflow is already running');
          }
          const again = withDependants(run, job.definition.name);
          world.engine.rerun(
            run,
            request.caller.login,
            ({ definition }) => !again.has(definition.name),
          );
          return created;
        },
      ),
      method: 'POST',
      access: 'actions:write',
    },
  ];
}
