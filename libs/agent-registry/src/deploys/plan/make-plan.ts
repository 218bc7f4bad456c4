import type { Target } from '../../policy/target.ts';
import type { CommitFacts, Comparison, FactsFailure } from './commit-facts.ts';
import type {
  DeployInputs,
  DeployKind,
  Plan,
  PlanBase,
  PlanCommit,
  ShipMode,
} from './plan.ts';

export interface PlanRequest {
  readonly target: Target;
  readonly kind: DeployKind;
  readonly workflow: string;
  /** What was asked for: a branch, a tag or a commit. */
  readonly ref: string;
  /** Already decided (a rollback, a confirmed plan); else the ref is looked up. */
  readonly sha?: string | undefined;
  readonly mode: ShipMode;
  readonly inputs: DeployInputs;
  /** What is live, as far as it is known. */
  readonly base: PlanBase | null;
}

export const SHOWN_COMMITS = 10;
const SUBJECT_LENGTH = 72;
/** `Merge pull request #12 from …`, or `… (#12)` of a squash. */
const PULL_REQUEST = /^Merge pull request #(\d+) |\(#(\d+)\)$/;

/** Looks up what a deploy would do. The reads run beside each other; failing checks and lists do not stop a plan. */
export async function makePlan(
  facts: CommitFacts,
  request: PlanRequest,
): Promise<{ readonly kind: 'planned'; readonly plan: Plan } | FactsFailure> {
  const found =
    request.sha === undefined
      ? await facts.resolve(request.ref)
      : { kind: 'commit' as const, sha: request.sha };
  if (found.kind === 'failed') return found;
  const { sha } = found;
  const { base } = request;
  const [forward, checks] = await Promise.all([
    base === null || base.sha === sha ? null : facts.compare(base.sha, sha),
    facts.checks(sha),
  ]);
  if (forward?.kind === 'failed') return forward;
  const isLosing = forward?.kind === 'compared' && forward.behind > 0;
  const backward =
    isLosing && base !== null ? await facts.compare(sha, base.sha) : null;
  const lost = backward?.kind === 'compared' ? backward : null;
  return {
    kind: 'planned',
    plan: buildPlan({ ...request, sha }, forward, lost, checks),
  };
}

/** The plan of what was looked up. Pure. */
export function buildPlan(
  request: PlanRequest & { readonly sha: string },
  forward: Comparison | { readonly kind: 'unknown_base' } | null,
  lost: Comparison | null,
  checks: Plan['checks'],
): Plan {
  const { base, ...asked } = request;
  const compared = forward?.kind === 'compared' ? forward : null;
  const commits = compared?.commits ?? [];
  return {
    ...asked,
    base,
    relation: relationOf(base, forward),
    ahead: compared?.ahead ?? 0,
    behind: compared?.behind ?? 0,
    authors: new Set(commits.map(({ author }) => author)).size,
    pullRequests: countPullRequests(commits),
    partial: commits.length < (compared?.ahead ?? 0),
    commits: commits.slice(0, SHOWN_COMMITS).map(shorten),
    lost: (lost?.commits ?? []).slice(0, SHOWN_COMMITS).map(shorten),
    compareUrl: compared?.url ?? null,
    checks,
  };
}

function relationOf(
  base: PlanBase | null,
  forward: Comparison | { readonly kind: 'unknown_base' } | null,
): Plan['relation'] {
  if (base === null) return 'first';
  if (forward === null) return 'identical';
  return forward.kind === 'compared' ? forward.relation : 'unknown_base';
}

/** The numbers that merge and squash commits carry in their subjects; a rebased pull request leaves none. */
export function countPullRequests(commits: readonly PlanCommit[]): number {
  const numbers = commits.map(({ subject }) => {
    const match = PULL_REQUEST.exec(subject.trim());
    return match?.[1] ?? match?.[2];
  });
  return new Set(numbers.filter((number) => number !== undefined)).size;
}

function shorten({ sha, subject, author }: PlanCommit): PlanCommit {
  const line = subject.split('\n', 1)[0]?.trim().toWellFormed() ?? '';
  const letters = [...line];
  return {
    sha,
    subject:
      letters.length > SUBJECT_LENGTH
        ? `${letters.slice(0, SUBJECT_LENGTH - 1).join('')}…`
        : line,
    author,
  };
}
