import { malformedResponse } from './http/response.ts';
import type {
  CallOptions,
  Failure,
  Fetched,
  GitHub,
  Result,
} from '../github.ts';
import { asId, asObject, asString, parseAll } from '../json.ts';
import * as parse from './parse.ts';
import { allPages, REPO, type RepositoryContext } from './calls.ts';
import type { Job } from '../run/run.ts';

type RunReads = Pick<
  GitHub,
  'getRun' | 'getRunAttempt' | 'listRunsPage' | 'listJobs' | 'getJobLog'
>;

/** Reads the tail of a log from a signed link. */
export type Download = (
  url: string,
  options: CallOptions & { readonly maxBytes: number },
) => Promise<Result<string>>;

const RUN = `${REPO}/actions/runs/{run_id}`;
const MAX_LOG_BYTES = 1024 * 1024;

/**
 * Runs, jobs and logs.
 * @see https://docs.github.com/en/rest/actions/workflow-runs
 * @see https://docs.github.com/en/rest/actions/workflow-jobs
 */
export function runReads(
  { client, names }: RepositoryContext,
  download: Download,
): RunReads {
  /** For servers without the attempts' own list: the jobs of the latest attempt, if that is the one asked for. */
  async function listLatestJobs(
    runId: number,
    attempt: number,
    options: CallOptions,
    missing: Failure,
  ): Promise<Result<Fetched<readonly Job[]>>> {
    const all = await allPages(
      client,
      {
        route: `${RUN}/jobs`,
        parameters: {
          ...names,
          run_id: runId,
          filter: 'latest',
          per_page: 100,
        },
        ...options,
      },
      'jobs',
      (value) => {
        const job = parse.parseJob(value);
        const of = asId(asObject(value)?.['run_attempt']) ?? attempt;
        return job && { job, of };
      },
    );
    if (!all.ok) return missing;
    return all.value.every(({ of }) => of === attempt)
      ? modified(all.value.map(({ job }) => job))
      : missing;
  }

  return {
    getRun: (runId, options = {}) =>
      client.fetch(
        {
          route: RUN,
          parameters: { ...names, run_id: runId, exclude_pull_requests: true },
          ...options,
        },
        parse.parseRun,
      ),
    getRunAttempt: (runId, attempt, options = {}) =>
      client.fetch(
        {
          route: `${RUN}/attempts/{attempt_number}`,
          parameters: {
            ...names,
            run_id: runId,
            attempt_number: attempt,
            exclude_pull_requests: true,
          },
          ...options,
        },
        parse.parseRun,
      ),
    listRunsPage(query = {}) {
      const {
        signal,
        etag,
        workflow,
        headSha,
        perPage = 100,
        page = 1,
        ...filters
      } = query;
      return client.fetch(
        {
          route:
            workflow === undefined
              ? `${REPO}/actions/runs`
              : `${REPO}/actions/workflows/{workflow_id}/runs`,
          parameters: {
            ...names,
            ...filters,
            ...(workflow === undefined ? {} : { workflow_id: workflow }),
            ...(headSha === undefined ? {} : { head_sha: headSha }),
            exclude_pull_requests: true,
            per_page: perPage,
            page,
          },
          ...(signal === undefined ? {} : { signal }),
          ...(etag === undefined ? {} : { etag }),
        },
        parse.parseRunsPage,
      );
    },
    async listJobs(runId, attempt, { etag, ...options } = {}) {
      const call = {
        route: `${RUN}/attempts/{attempt_number}/jobs`,
        parameters: {
          ...names,
          run_id: runId,
          attempt_number: attempt,
          per_page: 100,
        },
        ...options,
      };
      const first = await client.fetch(
        { ...call, ...(etag === undefined ? {} : { etag }) },
        parseJobsPage,
      );
      if (!first.ok)
        return first.reason === 'not_found'
          ? listLatestJobs(runId, attempt, options, first)
          : first;
      if (!first.value.modified) return { ok: true, value: first.value };
      const { total, jobs } = first.value.value;
      if (total <= jobs.length) return modified(jobs, first.value.etag);
      // The tag of the first page says nothing of the others, so a long list has none.
      const all = await allPages(client, call, 'jobs', parse.parseJob);
      return all.ok ? modified(all.value) : all;
    },
    async getJobLog(jobId, { maxBytes = MAX_LOG_BYTES, ...options } = {}) {
      const result = await client.read({
        route: `${REPO}/actions/jobs/{job_id}/logs`,
        parameters: { ...names, job_id: jobId },
        redirect: 'manual',
        ...options,
      });
      if (!result.ok) return result;
      const location = result.value.headers['location'];
      if (location !== undefined) {
        return download(location, { maxBytes, ...options });
      }
      const text = asString(result.value.data);
      return text === undefined
        ? malformedResponse(result.value.status)
        : { ok: true, value: text.slice(-maxBytes) };
    },
  };
}

function modified(
  value: readonly Job[],
  etag?: string,
): Result<Fetched<readonly Job[]>> {
  return {
    ok: true,
    value: { modified: true, value, ...(etag === undefined ? {} : { etag }) },
  };
}

function parseJobsPage(data: unknown) {
  const json = asObject(data);
  const jobs = parseAll(json?.['jobs'], parse.parseJob);
  return jobs && { total: asId(json?.['total_count']) ?? jobs.length, jobs };
}
