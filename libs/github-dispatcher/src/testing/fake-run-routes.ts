import type { HttpResponse } from '../rest/http/response.ts';
import type { Json } from '../json.ts';
import { REPO } from '../rest/calls.ts';
import { deploymentJson, pendingDeploymentJson } from './deployment-json.ts';
import type { FakeAnswers, FakeRoutes } from './fake-answer.ts';
import type { FakeRepository } from './fake-repository.ts';
import type { FakeAttempt, FakeRun } from './fake-run.ts';
import { jobJson, runJson } from './run-json.ts';

const RUN = `${REPO}/actions/runs/{run_id}`;

/** The routes about one run: its attempts, jobs and logs, cancelling, re-running and approving. */
export function createRunRoutes(
  repository: FakeRepository,
  { answer, refusal, notFound }: FakeAnswers,
): FakeRoutes {
  const { name, logs } = repository;

  /** Of the attempt that the parameters name, or else of the latest. */
  const about =
    (
      use: (
        run: FakeRun,
        attempt: FakeAttempt,
        parameters: Json,
      ) => HttpResponse,
    ) =>
    (parameters: Json): HttpResponse => {
      const { run_id: id, attempt_number: number } = parameters;
      const run = repository.findRun(id);
      const attempt = run?.attempts.find((item) =>
        number === undefined
          ? item === run.attempts.at(-1)
          : item.number === number,
      );
      return run === undefined || attempt === undefined
        ? notFound()
        : use(run, attempt, parameters);
    };

  const tell = about((run, attempt) =>
    answer(200, runJson(name, run, attempt)),
  );
  const cancel = about((run, attempt) => {
    if (attempt.status === 'completed')
      return refusal(409, 'Cannot cancel a workflow run that is completed.');
    repository.update(run.id, { status: 'completed', conclusion: 'cancelled' });
    return answer(202, {});
  });
  const rerun = about((run, attempt) => {
    if (attempt.status !== 'completed')
      return refusal(403, 'This workflow is already running');
    repository.rerun(run.id);
    return answer(201, {});
  });

  return {
    [`GET ${RUN}`]: tell,
    [`GET ${RUN}/attempts/{attempt_number}`]: tell,
    [`GET ${RUN}/attempts/{attempt_number}/jobs`]: about(
      (run, attempt, { per_page: size, page = 1 }) => {
        const start = (Number(page) - 1) * Number(size);
        const jobs = attempt.jobs.slice(start, start + Number(size));
        return answer(200, {
          total_count: attempt.jobs.length,
          jobs: jobs.map((job) => jobJson(name, run, attempt, job)),
        });
      },
    ),
    [`GET ${REPO}/actions/jobs/{job_id}/logs`]: ({ job_id: id }) =>
      logs.has(Number(id))
        ? answer(302, '', { location: `https://logs.invalid/${String(id)}` })
        : notFound(),
    [`POST ${RUN}/cancel`]: cancel,
    [`POST ${RUN}/force-cancel`]: cancel,
    [`POST ${RUN}/rerun`]: rerun,
    [`POST ${RUN}/rerun-failed-jobs`]: rerun,
    [`GET ${RUN}/pending_deployments`]: about((run, attempt) =>
      answer(
        200,
        attempt.status === 'waiting'
          ? [pendingDeploymentJson(name, 'production', run.actor)]
          : [],
      ),
    ),
    [`POST ${RUN}/pending_deployments`]: about((run, attempt, { state }) => {
      if (attempt.status !== 'waiting')
        return refusal(
          422,
          'There are no pending deployment requests to approve or reject',
        );
      repository.update(
        run.id,
        state === 'approved'
          ? { status: 'in_progress' }
          : { status: 'completed', conclusion: 'failure' },
      );
      return answer(200, [deploymentJson(name, run)]);
    }),
  };
}
