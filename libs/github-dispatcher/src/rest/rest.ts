import type { GitHubClient } from './http/client.ts';
import type { CallOptions, GitHub, Result, Viewer } from '../github.ts';
import { asId, asObject, asString } from '../json.ts';
import * as parse from './parse.ts';
import {
  allPages,
  createEtagCache,
  done,
  REPO,
  parseResponse,
  type RepositoryContext,
} from './calls.ts';
import { sendDispatch } from './dispatch.ts';
import { commitReads } from './commits.ts';
import { runReads, type Download } from './runs.ts';
import { waitingReads } from './waiting.ts';

export type RestOptions = {
  /** `owner/name` */
  readonly repository: string;
  readonly client: GitHubClient;
  readonly download: Download;
  readonly viewer: (options: CallOptions) => Promise<Result<Viewer>>;
};

/** The port on GitHub's REST API. */
export function createRestGitHub(options: RestOptions): GitHub {
  const { repository, client, download, viewer } = options;
  const [owner, repo] = repository.split('/');
  const context: RepositoryContext = { client, names: { owner, repo } };
  return {
    repository,
    ...repositoryReads(context),
    ...runReads(context, download),
    ...commitReads(context),
    ...waitingReads(context),
    ...sendDispatch(client, context.names),
    ...runVerbs(context),
    async rateLimit(call = {}) {
      const result = await client.read({ route: '/rate_limit', ...call });
      if (!result.ok && /not enabled/i.test(result.message)) {
        return { ok: true, value: null };
      }
      return parseResponse(result, parseRateLimit);
    },
    viewer: (call = {}) => viewer(call),
    observed: async () => client.observed(),
  };
}

function repositoryReads({
  client,
  names,
}: RepositoryContext): Pick<
  GitHub,
  'getRepository' | 'getWorkflow' | 'listWorkflows' | 'getFileContent'
> {
  const remembered = createEtagCache(client);
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
        client,
        { route: `${REPO}/actions/workflows`, parameters: names, ...options },
        'workflows',
        parse.parseWorkflow,
      ),
    async getFileContent(path, { ref, ...options } = {}) {
      const encoded = path.split('/').map(encodeURIComponent).join('/');
      const result = await client.read({
        route: `${REPO}/contents/{+path}`,
        parameters: {
          ...names,
          path: encoded,
          ...(ref === undefined ? {} : { ref }),
        },
        ...options,
      });
      return parseResponse(result, parseFile);
    },
  };
}

function runVerbs({
  client,
  names,
}: RepositoryContext): Pick<
  GitHub,
  | 'cancelRun'
  | 'forceCancelRun'
  | 'rerun'
  | 'rerunFailedJobs'
  | 'reviewPendingDeployments'
> {
  const about = (action: string, runId: number) => ({
    route: `${REPO}/actions/runs/{run_id}/${action}`,
    parameters: { ...names, run_id: runId },
  });
  const post =
    (action: string) =>
    async (runId: number, options: CallOptions = {}) =>
      asImpossible(
        done(await client.write({ ...about(action, runId), ...options })),
      );
  return {
    cancelRun: post('cancel'),
    forceCancelRun: post('force-cancel'),
    rerun: post('rerun'),
    rerunFailedJobs: post('rerun-failed-jobs'),
    async reviewPendingDeployments(runId, review, options = {}) {
      const { route, parameters } = about('pending_deployments', runId);
      const { environmentIds, state, comment } = review;
      const body = { environment_ids: environmentIds, state, comment };
      return done(
        await client.write({
          route,
          parameters: { ...parameters, ...body },
          ...options,
        }),
      );
    },
  };
}

/**
 * GitHub answers 403 as well if a run cannot be re-run (it is in progress, or older than 30 days) or cancelled. If a
 * permission is missing, GitHub names it.
 * @see https://docs.github.com/en/actions/managing-workflow-runs/re-running-workflows-and-jobs
 */
function asImpossible(result: Result<void>): Result<void> {
  if (result.ok || result.reason !== 'forbidden') return result;
  const isAboutRights =
    result.permission !== undefined ||
    /\bresource not accessible\b|\bmust have\b|\bpermission/i.test(
      result.message,
    );
  return isAboutRights ? result : { ...result, reason: 'conflict' };
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
