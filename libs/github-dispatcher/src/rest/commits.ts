import type { Checks, Comparison, Deployment, GitHub } from '../github.ts';
import {
  asArray,
  asDate,
  asId,
  asObject,
  asString,
  parseAll,
  type Json,
} from '../json.ts';
import { parseResponse, REPO, type RepositoryContext } from './calls.ts';

const MAX_NAMES = 10;
const FAILED: ReadonlySet<unknown> = new Set([
  'failure',
  'error',
  'timed_out',
  'startup_failure',
  'action_required',
]);

/**
 * Commits: what a ref names, what lies between two, whether their checks passed, where they were deployed.
 * @see https://docs.github.com/en/rest/commits/commits
 * @see https://docs.github.com/en/rest/checks/runs#list-check-runs-for-a-git-reference
 * @see https://docs.github.com/en/rest/deployments/deployments
 */
export function commitReads({
  client,
  names,
}: RepositoryContext): Pick<
  GitHub,
  'resolveCommit' | 'compareCommits' | 'getChecks' | 'listDeployments'
> {
  return {
    async resolveCommit(ref, options = {}) {
      const result = await client.read({
        route: `${REPO}/commits/{ref}`,
        parameters: { ...names, ref },
        headers: { accept: 'application/vnd.github.sha' },
        acceptsText: true,
        ...options,
      });
      // For a ref it cannot resolve GitHub answers 422 as well: "No commit found for SHA".
      if (!result.ok && result.reason === 'invalid')
        return { ...result, reason: 'not_found' };
      return parseResponse(result, (data) => {
        const sha = asString(data)?.trim();
        return sha !== undefined && /^[0-9a-f]{40,64}$/.test(sha)
          ? { sha }
          : undefined;
      });
    },

    async compareCommits(base, head, options = {}) {
      const result = await client.read({
        route: `${REPO}/compare/{basehead}`,
        parameters: { ...names, basehead: `${base}...${head}` },
        ...options,
      });
      return parseResponse(result, parseComparison);
    },

    async getChecks(sha, options = {}) {
      const [runs, statuses] = await Promise.all([
        client.read({
          route: `${REPO}/commits/{ref}/check-runs`,
          parameters: { ...names, ref: sha, filter: 'latest', per_page: 100 },
          ...options,
        }),
        client.read({
          route: `${REPO}/commits/{ref}/status`,
          parameters: { ...names, ref: sha, per_page: 100 },
          ...options,
        }),
      ]);
      const checked = parseResponse(runs, (data) =>
        parseAll(asObject(data)?.['check_runs'], parseCheckRun),
      );
      if (!checked.ok) return checked;
      const reported = parseResponse(statuses, (data) =>
        parseAll(asObject(data)?.['statuses'], parseCommitStatus),
      );
      if (!reported.ok) return reported;
      return {
        ok: true,
        value: summarize([...checked.value, ...reported.value]),
      };
    },

    async listDeployments(environment, { limit = 10, ...options } = {}) {
      const listed = parseResponse(
        await client.read({
          route: `${REPO}/deployments`,
          parameters: { ...names, environment, per_page: limit },
          ...options,
        }),
        (data) => parseAll(data, parseDeployment),
      );
      if (!listed.ok) return listed;
      const deployments: Deployment[] = [];
      for (const { id, ...deployment } of listed.value) {
        const newest = await client.read({
          route: `${REPO}/deployments/{deployment_id}/statuses`,
          parameters: { ...names, deployment_id: id, per_page: 1 },
          ...options,
        });
        if (!newest.ok) return newest;
        const [status] = asArray(newest.value.data) ?? [];
        const state = asString(asObject(status)?.['state']) ?? 'pending';
        deployments.push({ ...deployment, state });
      }
      return { ok: true, value: deployments };
    },
  };
}

type Check = {
  readonly name: string;
  readonly state: 'success' | 'pending' | 'failure';
};

function summarize(checks: readonly Check[]): Checks {
  const namesOf = (state: Check['state']) =>
    checks.filter((check) => check.state === state).map(({ name }) => name);
  const [failing, pending] = [namesOf('failure'), namesOf('pending')];
  const state =
    checks.length === 0
      ? 'none'
      : failing.length > 0
        ? 'failure'
        : pending.length > 0
          ? 'pending'
          : 'success';
  return {
    state,
    failing: failing.slice(0, MAX_NAMES),
    pending: pending.slice(0, MAX_NAMES),
    total: checks.length,
  };
}

function parseCheckRun(value: unknown): Check | undefined {
  const json = asObject(value);
  const name = asString(json?.['name']);
  if (json === undefined || name === undefined) return undefined;
  if (json['status'] !== 'completed') return { name, state: 'pending' };
  return {
    name,
    state: FAILED.has(json['conclusion']) ? 'failure' : 'success',
  };
}

function parseCommitStatus(value: unknown): Check | undefined {
  const json = asObject(value);
  const name = asString(json?.['context']);
  const state = asString(json?.['state']);
  if (name === undefined || state === undefined) return undefined;
  if (state === 'success' || state === 'pending') return { name, state };
  return { name, state: 'failure' };
}

const COMPARISONS = ['ahead', 'behind', 'diverged', 'identical'] as const;

function parseComparison(data: unknown): Comparison | undefined {
  const json = asObject(data);
  const status = COMPARISONS.find((word) => word === json?.['status']);
  const mergeBase = asString(asObject(json?.['merge_base_commit'])?.['sha']);
  const commits = parseAll(json?.['commits'], parseCommit);
  if (
    json === undefined ||
    status === undefined ||
    mergeBase === undefined ||
    commits === undefined
  )
    return undefined;
  return {
    status,
    aheadBy: asId(json['ahead_by']) ?? 0,
    behindBy: asId(json['behind_by']) ?? 0,
    totalCommits: asId(json['total_commits']) ?? commits.length,
    mergeBase,
    url: asString(json['html_url']) ?? '',
    commits,
  };
}

function parseCommit(
  value: unknown,
): Comparison['commits'][number] | undefined {
  const json = asObject(value);
  const sha = asString(json?.['sha']);
  if (json === undefined || sha === undefined) return undefined;
  const commit: Json = asObject(json['commit']) ?? {};
  const [subject = ''] = (asString(commit['message']) ?? '').split('\n');
  const author =
    asString(asObject(json['author'])?.['login']) ??
    asString(asObject(commit['author'])?.['name']) ??
    '';
  return { sha, subject, author };
}

function parseDeployment(
  value: unknown,
): (Omit<Deployment, 'state'> & { readonly id: number }) | undefined {
  const json = asObject(value);
  const id = asId(json?.['id']);
  const sha = asString(json?.['sha']);
  const createdAt = asDate(json?.['created_at']);
  if (id === undefined || sha === undefined || createdAt === undefined)
    return undefined;
  return {
    id,
    sha,
    createdAt,
    ref: asString(json?.['ref']) ?? '',
    creator: asString(asObject(json?.['creator'])?.['login']) ?? null,
  };
}
