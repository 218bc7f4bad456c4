import { paginate } from '../api/pagination.ts';
import { type ApiResponse, notFound, ok, problem } from '../api/response.ts';
import type { ApiRequest, Route } from '../api/route.ts';
import type { LocalCommit } from '../commits/commit-graph.ts';
import { checkRunJson, commitJson, statusJson } from '../wire/commit.ts';
import { minimalRepositoryJson } from '../wire/repository.ts';
import type { World } from '../world/world.ts';

const COMMITS = '/repos/{owner}/{repo}/commits';

function unknownCommit(ref: string): ApiResponse {
  return problem(422, `No commit found for SHA: ${ref}`, {
    docs: '/commits/commits#get-a-commit',
  });
}

/** https://docs.github.com/rest/commits/commits#compare-two-commits */
function compare(world: World, request: ApiRequest): ApiResponse {
  const { wire, graph } = world;
  const basehead = request.params['basehead'] ?? '';
  const [base, head] = basehead
    .split('...')
    .map((ref) => graph.resolve(ref.split(':').at(-1) ?? ''));
  if (base === undefined || head === undefined) return notFound();
  const comparison = graph.compare(base, head);
  if (comparison === undefined)
    return problem(404, `No common ancestor between ${basehead}.`);
  const url = `${wire.api}/repos/${wire.repository}/compare/${basehead}`;
  const page = `${wire.html}/${wire.repository}/compare`;
  const owner = wire.repository.split('/')[0] ?? '';
  return paginate(
    request,
    wire.api,
    comparison.ahead,
    (commits) => ({
      url,
      html_url: `${page}/${basehead}`,
      permalink_url: `${page}/${owner}:${base.sha.slice(0, 7)}...${owner}:${head.sha.slice(0, 7)}`,
      diff_url: `${page}/${basehead}.diff`,
      patch_url: `${page}/${basehead}.patch`,
      base_commit: commitJson(wire, base),
      merge_base_commit: commitJson(wire, comparison.mergeBase),
      status: comparison.status,
      ahead_by: comparison.ahead.length,
      behind_by: comparison.behind.length,
      total_commits: comparison.ahead.length,
      commits: commits.map((commit) => commitJson(wire, commit)),
      files: [],
    }),
    { size: 250, most: 250 },
  );
}

function combinedState(states: readonly string[]): string {
  if (states.some((state) => state === 'failure' || state === 'error'))
    return 'failure';
  return states.length === 0 || states.includes('pending')
    ? 'pending'
    : 'success';
}

/** Commits, how they compare, and the checks on them. */
export function commitRoutes(world: World): Route[] {
  const { wire, graph, checks } = world;
  const withCommit = (
    path: string,
    access: Route['access'],
    handle: (commit: LocalCommit, request: ApiRequest) => ApiResponse,
  ): Route => ({
    method: 'GET',
    path: `${COMMITS}/{ref}${path}`,
    access,
    handle: (request) => {
      const ref = request.params['ref'] ?? '';
      const commit = graph.resolve(ref);
      return commit === undefined
        ? unknownCommit(ref)
        : handle(commit, request);
    },
  });
  return [
    {
      method: 'GET',
      path: COMMITS,
      access: 'contents:read',
      handle: (request) => {
        const ref = request.query.get('sha') ?? wire.defaultBranch;
        const commit = graph.resolve(ref);
        if (commit === undefined) return notFound();
        return paginate(request, wire.api, graph.history(commit), (page) =>
          page.map((one) => commitJson(wire, one)),
        );
      },
    },
    withCommit('', 'contents:read', (commit, { headers }) =>
      /\bsha\b/.test(headers['accept'] ?? '')
        ? {
            status: 200,
            text: commit.sha,
            headers: {
              'content-type': 'application/vnd.github.sha; charset=utf-8',
            },
          }
        : ok(commitJson(wire, commit)),
    ),
    withCommit('/check-runs', 'checks:read', ({ sha }, request) => {
      const all = checks.checksOf(sha);
      return paginate(request, wire.api, all, (page) => ({
        total_count: all.length,
        check_runs: page.map((check) => checkRunJson(wire, sha, check)),
      }));
    }),
    withCommit('/status', 'statuses:read', ({ sha }) => {
      const all = checks.statusesOf(sha);
      const url = `${wire.api}/repos/${wire.repository}/commits/${sha}`;
      return ok({
        state: combinedState(all.map(({ value }) => value.state)),
        statuses: all.map((status) => statusJson(wire, sha, status)),
        sha,
        total_count: all.length,
        repository: minimalRepositoryJson(wire),
        commit_url: url,
        url: `${url}/status`,
      });
    }),
    {
      method: 'GET',
      path: '/repos/{owner}/{repo}/compare/{basehead}',
      access: 'contents:read',
      handle: (request) => compare(world, request),
    },
  ];
}
