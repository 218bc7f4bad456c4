import {
  created,
  ok,
  type ApiResponse,
  notFound,
  problem,
} from '../api/response.ts';
import { paginate } from '../api/pagination.ts';
import type { ApiRequest, Route } from '../api/route.ts';
import {
  type AttemptRecord,
  isOver,
  type JobRecord,
  latest,
  type RunRecord,
} from '../runs/run.ts';
import { jobJson } from '../wire/job.ts';
import { findJob, type World } from '../world/world.ts';
import { reading, readingRun } from './reading.ts';

const REPO = '/repos/{owner}/{repo}';

/** The jobs of an attempt, or those of a list that lags behind. */
function visibleJobs(
  world: World,
  run: RunRecord,
  { number, jobs }: AttemptRecord,
): readonly JobRecord[] {
  const frozen = world.frozenJobs.get(run.id);
  if (frozen === undefined || frozen.attempt !== number || frozen.reads <= 0)
    return jobs;
  frozen.reads -= 1;
  return frozen.jobs;
}

const NO_PLACE = {
  path: '.github',
  start_line: 1,
  end_line: 1,
  start_column: null,
  end_column: null,
  annotation_level: 'failure',
  title: '',
  raw_details: '',
};

/** What GitHub notes on a job: why it was cancelled, or how its failed step ended. */
function annotations(world: World, run: RunRecord, job: JobRecord) {
  const { cancelledBy } = run.attempts[job.attempt - 1] ?? latest(run);
  const message =
    job.conclusion === 'failure'
      ? 'Process completed with exit code 1.'
      : job.conclusion !== 'cancelled' || cancelledBy === undefined
        ? undefined
        : cancelledBy.kind === 'person'
          ? `The run was canceled by @${cancelledBy.login}.`
          : `Canceling since a higher priority waiting request for '${cancelledBy.group}' exists`;
  const { html, repository } = world.wire;
  return message === undefined
    ? []
    : [
        {
          ...NO_PLACE,
          message,
          blob_href: `${html}/${repository}/blob/${run.sha}/.github`,
        },
      ];
}

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
          : visibleJobs(world, run, latest(run)),
      ),
    ),
    withRun(
      `${REPO}/actions/runs/{run_id}/attempts/{attempt_number}/jobs`,
      (run, request) => {
        const attempt =
          run.attempts[Number(request.params['attempt_number']) - 1];
        return attempt === undefined
          ? notFound()
          : listJobs(world, request, run, visibleJobs(world, run, attempt));
      },
    ),
    {
      // A job's id is its check run's.
      ...reading(({ check_run_id: id }) => findJob(world, id))(
        `${REPO}/check-runs/{check_run_id}/annotations`,
        ({ run, job }) => ok(annotations(world, run, job)),
      ),
      access: 'checks:read',
    },
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
