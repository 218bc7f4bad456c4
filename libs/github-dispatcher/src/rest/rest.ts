import type { Caller } from './http/client.ts';
import type { CallOptions, GitHub, Result, Viewer } from '../github.ts';
import { asId, asObject, asString, parseAll } from '../json.ts';
import * as parse from './parse.ts';
import {
  allPages,
  createMemory,
  done,
  REPO,
  understood,
  type Here,
} from './calls.ts';
import { sendDispatch } from './dispatch.ts';
import { runReads, type Download } from './runs.ts';

export type RestOptions = {
  /** `owner/name` */
  readonly repository: string;
  readonly caller: Caller;
  readonly download: Download;
  readonly viewer: (options: CallOptions) => Promise<Result<Viewer>>;
};

/** The port over GitHub's REST API; HTTP itself is the caller's. */
export function createRestGitHub(options: RestOptions): GitHub {
  const { repository, caller, download, viewer } = options;
  const [owner, repo] = repository.split('/');
  const here: Here = { caller, names: { owner, repo } };
  return {
    repository,
    ...repositoryReads(here),
    ...runReads(here, download),
    ...sendDispatch(caller, here.names),
    ...runVerbs(here),
    async rateLimit(call = {}) {
      const result = await caller.read({ route: '/rate_limit', ...call });
      if (!result.ok && /not enabled/i.test(result.message)) {
        return { ok: true, value: null };
      }
      return understood(result, parseRateLimit);
    },
    viewer: (call = {}) => viewer(call),
  };
}

function repositoryReads({
  caller,
  names,
}: Here): Pick<
  GitHub,
  'getRepository' | 'getWorkflow' | 'listWorkflows' | 'getFileContent'
> {
  const remembered = createMemory(caller);
  return {
    getRepository: (options = {}) =>
      remembered(
        { route: REPO, parameters: names, ...options },
        parse.parseRepository,
      ),
    getWorkflow: (workflow, options = {}) =>
      remembered(
        {
          route: `${REPO}/actions/workflows/{workflow_id}`,
          parameters: { ...names, workflow_id: workflow },
          ...options,
        },
        parse.parseWorkflow,
      ),
    listWorkflows: (options = {}) =>
      allPages(
        caller,
        { route: `${REPO}/actions/workflows`, parameters: names, ...options },
        'workflows',
        parse.parseWorkflow,
      ),
    async getFileContent(path, { ref, ...options } = {}) {
      const encoded = path.split('/').map(encodeURIComponent).join('/');
      const result = await caller.read({
        route: `${REPO}/contents/{+path}`,
        parameters: {
          ...names,
          path: encoded,
          ...(ref === undefined ? {} : { ref }),
        },
        ...options,
      });
      return understood(result, parseFile);
    },
  };
}

function runVerbs({
  caller,
  names,
}: Here): Pick<
  GitHub,
  | 'cancelRun'
  | 'forceCancelRun'
  | 'rerun'
  | 'rerunFailedJobs'
  | 'listPendingDeployments'
  | 'reviewPendingDeployments'
> {
  const about = (action: string, runId: number) => ({
    route: `${REPO}/actions/runs/{run_id}/${action}`,
    parameters: { ...names, run_id: runId },
  });
  const post =
    (action: string) =>
    async (runId: number, options: CallOptions = {}) =>
      done(await caller.write({ ...about(action, runId), ...options }));
  return {
    cancelRun: post('cancel'),
    forceCancelRun: post('force-cancel'),
    rerun: post('rerun'),
    rerunFailedJobs: post('rerun-failed-jobs'),
    async listPendingDeployments(runId, options = {}) {
      const call = about('pending_deployments', runId);
      const result = await caller.read({ ...call, ...options });
      return understood(result, (data) =>
        parseAll(data, parse.parsePendingDeployment),
      );
    },
    async reviewPendingDeployments(runId, review, options = {}) {
      const { route, parameters } = about('pending_deployments', runId);
      const { environmentIds, state, comment } = review;
      const body = { environment_ids: environmentIds, state, comment };
      return done(
        await caller.write({
          route,
          parameters: { ...parameters, ...body },
          ...options,
        }),
      );
    },
  };
}

function parseFile(data: unknown): string | undefined {
  const content = asString(asObject(data)?.['content']);
  return content === undefined
    ? undefined
    : Buffer.from(content, 'base64').toString('utf8');
}

function parseRateLimit(data: unknown) {
  const core = asObject(asObject(asObject(data)?.['resources'])?.['core']);
  const limit = asId(core?.['limit']);
  const remaining = asId(core?.['remaining']);
  const reset = asId(core?.['reset']);
  if (limit === undefined || remaining === undefined || reset === undefined) {
    return undefined;
  }
  return { limit, remaining, resetAt: new Date(reset * 1000) };
}
