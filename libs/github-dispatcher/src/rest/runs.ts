import type {
  CallOptions,
  Failure,
  Fetched,
  GitHub,
  LogScan,
  Result,
} from '../github.ts';
import { asId, asObject, asString, parseAll } from '../json.ts';
import * as parse from './parse.ts';
import { allPages, REPO, type RepositoryContext } from './calls.ts';
import type { Job } from '../run/run.ts';
import { createTailScan } from './http/download.ts';
import { malformedResponse } from './http/response.ts';

type RunReads = Pick<
  GitHub,
  | 'getRun'
  | 'getRunAttempt'
  | 'listRunsPage'
  | 'listJobs'
  | 'getJobLog'
  | 'scanJobLog'
>;

/** Reads a text from a signed link through a scan; a new one for each try. */
export type Download = <T>(
  url: string,
  createScan: () => LogScan<T>,
  options: CallOptions,
) => Promise<Result<T>>;

const RUN = `${REPO}/actions/runs/{run_id}`;
const MAX_LOG_CHARACTERS = 1024 * 1024;

/**
 * Runs, jobs and logs.
 * @see https://docs.github.com/en/rest/actions/workflow-runs
 * @see https://docs.github.com/en/rest/actions/workflow-jobs
 */
export function runReads(
  { client, names }: RepositoryContext,
  download: Download,
): RunReads {
  /** For servers without a list for each attempt: the jobs of the latest attempt, if that is the one. */
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
          etag,
          ...(signal === undefined ? {} : { signal }),
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
      const first = await client.fetch({ ...call, etag }, parseJobsPage);
      if (!first.ok)
        return first.reason === 'not_found'
          ? listLatestJobs(runId, attempt, options, first)
          : first;
      if (!first.value.modified) return { ok: true, value: first.value };
      const { total, jobs } = first.value.value;
      if (total <= jobs.length)
        return { ok: true, value: { ...first.value, value: jobs } };
      // The ETag of the first page does not cover the others, so a long list has none.
      const all = await allPages(client, call, 'jobs', parse.parseJob);
      return all.ok ? modified(all.value) : all;
    },
    getJobLog: (
      jobId,
      { maxCharacters = MAX_LOG_CHARACTERS, ...options } = {},
    ) => scanJobLog(jobId, () => createTailScan(maxCharacters), options),
    scanJobLog: (jobId, createScan, options = {}) =>
      scanJobLog(jobId, createScan, options),
  };

  async function scanJobLog<T>(
    jobId: number,
    createScan: () => LogScan<T>,
    options: CallOptions,
  ): Promise<Result<T>> {
    const result = await client.read({
      route: `${REPO}/actions/jobs/{job_id}/logs`,
      parameters: { ...names, job_id: jobId },
      acceptsRedirect: true,
      acceptsText: true,
      ...options,
    });
    if (!result.ok) return result;
    const location = result.value.headers['location'];
    if (location !== undefined) return download(location, createScan, options);
    const text = asString(result.value.data);
    if (text === undefined) return malformedResponse(result.value);
    const scan = createScan();
    scan.push(text);
    return { ok: true, value: scan.finish() };
  }
}

function modified(value: readonly Job[]): Result<Fetched<readonly Job[]>> {
  return { ok: true, value: { modified: true, value } };
}

function parseJobsPage(data: unknown) {
  const json = asObject(data);
  const jobs = parseAll(json?.['jobs'], parse.parseJob);
  return jobs && { total: asId(json?.['total_count']) ?? jobs.length, jobs };
}
