import type { PlanChecks, PlanCommit } from './plan.ts';

/** Why GitHub could not say it. `unavailable`: it may be asked again. */
export type FactsFailure = {
  readonly kind: 'failed';
  readonly reason: 'unknown_ref' | 'unavailable';
  readonly message: string;
};

/** Two commits compared; `commits` are those of `head` that `base` lacks, newest first, at most 250. */
export interface Comparison {
  readonly kind: 'compared';
  readonly relation: 'ahead' | 'behind' | 'diverged' | 'identical';
  readonly ahead: number;
  readonly behind: number;
  readonly commits: readonly PlanCommit[];
  readonly url: string;
}

/** PORT. What a plan asks of the repository. The adapter is the GitHub port of one repository; tests use a graph. */
export interface CommitFacts {
  /** The commit that a branch, tag or commit id names now. */
  resolve(
    ref: string,
  ): Promise<{ readonly kind: 'commit'; readonly sha: string } | FactsFailure>;
  /** `unknown_base`: one of the commits is not in the repository (a force push, another network). */
  compare(
    base: string,
    head: string,
  ): Promise<Comparison | { readonly kind: 'unknown_base' } | FactsFailure>;
  checks(sha: string): Promise<PlanChecks>;
}
