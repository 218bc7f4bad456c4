import type { Answer } from './answer.ts';
import { sendDispatch } from './rest-dispatch.ts';
import type { Caller } from './caller.ts';
import type {
  CallOptions,
  Failure,
  Fetched,
  GitHub,
  Result,
  Viewer,
} from './github.ts';
import { asId, asObject, asString, parseAll } from './json.ts';
import * as parse from './parse.ts';
import type { Job } from './run.ts';

export type RestOptions = {
  /** `owner/name` */
  readonly repository: string;
  readonly caller: Caller;
  /** Reads the tail of a log from a signed link. */
  readonly download: (
    url: string,
    options: CallOptions & { readonly maxBytes: number },
  ) => Promise<Result<string>>;
  readonly viewer: (options: CallOptions) => Promise<Result<Viewer>>;
};

const REPO = '/repos/{owner}/{repo}';
const RUN = `${REPO}/actions/runs/{run_id}`;
const MAX_LOG_BYTES = 1024 * 1024;
/** 256 jobs per matrix, a few matrices: beyond this a list is taken as endless. */
const MAX_PAGES = 30;

/** The port over GitHub's REST API; HTTP itself is `caller`'s. */
export function createRestGitHub({
  repository,
  caller,
  download,
  viewer,
}: RestOptions): GitHub {
  const [owner, repo] = repository.split('/');
  const here = { owner, repo };
  const remembered = rememberLast(caller);
  const post = async (
    action: string,
    runId: number,
    options: CallOptions = {},
    body: object = {},
  ) =>
    done(
      await caller.write({
        route: `${RUN}/${action}`,
        parameters: { ...here, run_id: runId, ...body },
        ...options,
      }),
    );

  return {
    repository,
    getRepository: (options = {}) =>
      remembered(
        { route: REPO, parameters: here, ...options },
        parse.parseRepository,
      ),
    getWorkflow: (workflow, options = {}) =>
      remembered(
        {
          route: `${REPO}/actions/workflows/{workflow_id}`,
          parameters: { ...here, workflow_id: workflow },
          ...options,
        },
        parse.parseWorkflow,
      ),
    listWorkflows: (options = {}) =>
      allPages(
        caller,
        { route: `${REPO}/actions/workflows`, parameters: here, ...options },
        'workflows',
        parse.parseWorkflow,
      ),
    ...sendDispatch(caller, here),
    getRun: (runId, options = {}) =>
      caller.fetch(
        {
          route: RUN,
          parameters: { ...here, run_id: runId, exclude_pull_requests: true },
          ...options,
        },
        parse.parseRun,
      ),
    getRunAttempt: (runId, attempt, options = {}) =>
      caller.fetch(
        {
          route: `${RUN}/attempts/{attempt_number}`,
          parameters: {
            ...here,
            run_id: runId,
            attempt_number: attempt,
            exclude_pull_requests: true,
          },
          ...options,
        },
        parse.parseRun,
      ),
    listRunsPage({
      signal,
      etag,
      workflow,
      headSha,
      perPage = 100,
      page = 1,
      ...filters
    } = {}) {
      return caller.fetch(
        {
          route:
            workflow === undefined
              ? `${REPO}/actions/runs`
              : `${REPO}/actions/workflows/{workflow_id}/runs`,
          parameters: {
            ...here,
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
    async listJobs(runId, attempt, options = {}) {
      const call = {
        route: `${RUN}/attempts/{attempt_number}/jobs`,
        parameters: {
          ...here,
          run_id: runId,
          attempt_number: attempt,
          per_page: 100,
        },
        ...options,
      };
      const first = await caller.fetch(call, parseJobsPage);
      if (!first.ok || !first.value.modified) return onlyJobs(first);
      if (first.value.value.total <= first.value.value.jobs.length)
        return onlyJobs(first);
      // The tag of the first page says nothing of the others, so a long list is never answered from it.
      const { etag: _etag, ...rest } = call as typeof call & { etag?: string };
      const all = await allPages(caller, rest, 'jobs', parse.parseJob);
      return all.ok
        ? { ok: true, value: { modified: true, value: all.value } }
        : all;
    },
    async getJobLog(jobId, { maxBytes = MAX_LOG_BYTES, ...options } = {}) {
      const result = await caller.read({
        route: `${REPO}/actions/jobs/{job_id}/logs`,
        parameters: { ...here, job_id: jobId },
        redirect: 'manual',
        ...options,
      });
      if (!result.ok) return result;
      const location = result.value.headers['location'];
      if (location !== undefined)
        return download(location, { maxBytes, ...options });
      const text = asString(result.value.data);
      return text === undefined
        ? senseless()
        : { ok: true, value: text.slice(-maxBytes) };
    },
    cancelRun: (runId, options) => post('cancel', runId, options),
    forceCancelRun: (runId, options) => post('force-cancel', runId, options),
    rerun: (runId, options) => post('rerun', runId, options),
    rerunFailedJobs: (runId, options) =>
      post('rerun-failed-jobs', runId, options),
    async listPendingDeployments(runId, options = {}) {
      const result = await caller.read({
        route: `${RUN}/pending_deployments`,
        parameters: { ...here, run_id: runId },
        ...options,
      });
      return understood(result, (data) =>
        parseAll(data, parse.parsePendingDeployment),
      );
    },
    reviewPendingDeployments: (runId, review, options) =>
      post('pending_deployments', runId, options, {
        environment_ids: review.environmentIds,
        state: review.state,
        comment: review.comment,
      }),
    async getFileContent(path, { ref, ...options } = {}) {
      const encoded = path.split('/').map(encodeURIComponent).join('/');
      const result = await caller.read({
        route: `${REPO}/contents/{+path}`,
        parameters: {
          ...here,
          path: encoded,
          ...(ref === undefined ? {} : { ref }),
        },
        ...options,
      });
      return understood(result, (data) => {
        const content = asString(asObject(data)?.['content']);
        return content === undefined
          ? undefined
          : Buffer.from(content, 'base64').toString('utf8');
      });
    },
    async rateLimit(options = {}) {
      const result = await caller.read({ route: '/rate_limit', ...options });
      return understood(result, (data) => {
        const core = asObject(
          asObject(asObject(data)?.['resources'])?.['core'],
        );
        const [limit, remaining, reset] = [
          asId(core?.['limit']),
          asId(core?.['remaining']),
          asId(core?.['reset']),
        ];
        if (
          limit === undefined ||
          remaining === undefined ||
          reset === undefined
        )
          return undefined;
        return { limit, remaining, resetAt: new Date(reset * 1000) };
      });
    },
    viewer: (options = {}) => viewer(options),
  };
}

type JobsPage = { readonly total: number; readonly jobs: readonly Job[] };

function parseJobsPage(data: unknown): JobsPage | undefined {
  const jobs = parseAll(asObject(data)?.['jobs'], parse.parseJob);
  return (
    jobs && {
      total: asId(asObject(data)?.['total_count']) ?? jobs.length,
      jobs,
    }
  );
}

function onlyJobs(
  result: Result<Fetched<JobsPage>>,
): Result<Fetched<readonly Job[]>> {
  if (!result.ok || !result.value.modified)
    return result as Result<{ readonly modified: false }>;
  return {
    ok: true,
    value: { ...result.value, value: result.value.value.jobs },
  };
}

type Call = Parameters<Caller['read']>[0];

/** Repeats the question about a thing that hardly changes with its ETag: GitHub charges nothing for "the same". */
function rememberLast(caller: Caller) {
  const last = new Map<
    string,
    { readonly etag: string; readonly value: unknown }
  >();
  return async <T>(
    call: Call,
    read: (data: unknown) => T | undefined,
  ): Promise<Result<T>> => {
    const key = JSON.stringify([call.route, call.parameters]);
    const known = last.get(key);
    const result = await caller.fetch(
      { ...call, ...(known === undefined ? {} : { etag: known.etag }) },
      read,
    );
    if (!result.ok) return result;
    if (!result.value.modified) return { ok: true, value: known?.value as T };
    const { value, etag } = result.value;
    if (etag !== undefined && last.size < 100) last.set(key, { etag, value });
    return { ok: true, value };
  };
}

async function allPages<T>(
  caller: Caller,
  call: Call,
  member: string,
  read: (item: unknown) => T | undefined,
): Promise<Result<readonly T[]>> {
  const items: T[] = [];
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const result = await caller.read({
      ...call,
      parameters: { ...call.parameters, per_page: 100, page },
    });
    if (!result.ok) return result;
    const found = parseAll(asObject(result.value.data)?.[member], read);
    if (found === undefined) return senseless(result.value.status);
    items.push(...found);
    if (found.length < 100) break;
  }
  return { ok: true, value: items };
}

function done(result: Result<Answer>): Result<void> {
  return result.ok ? { ok: true, value: undefined } : result;
}

function understood<T>(
  result: Result<Answer>,
  read: (data: unknown) => T | undefined,
): Result<T> {
  if (!result.ok) return result;
  const value = read(result.value.data);
  return value === undefined
    ? senseless(result.value.status)
    : { ok: true, value };
}

function senseless(status?: number): Failure {
  const message = 'GitHub sent an answer of an unknown form.';
  return {
    ok: false,
    reason: 'unexpected',
    message,
    definite: false,
    ...(status === undefined ? {} : { status }),
  };
}
