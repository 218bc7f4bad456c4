import type { CallOptions, Failure, GitHub } from './github.ts';
import type { Run } from './run.ts';

/** How sure it is that a run is the one this dispatch started. */
export type Identity = 'exact' | 'correlated' | 'probable';

export type RunReference = { readonly id: number; readonly url: string };

/** What is needed to look for the run again later; plain JSON. */
export type Search = {
  readonly workflow: string | number;
  readonly event: 'workflow_dispatch' | 'repository_dispatch';
  readonly correlationId: string;
  /** Absent for `repository_dispatch`, which always runs on the default branch. */
  readonly ref?: string;
  /** ISO 8601, GitHub's clock where it answered. */
  readonly dispatchedAt: string;
  /** GitHub said yes. False: the answer was lost, and nothing but the id proves a run. */
  readonly accepted: boolean;
  readonly echo?: boolean;
};

export type LocateResult =
  | {
      readonly kind: 'found';
      readonly run: Run;
      readonly identity: Exclude<Identity, 'exact'>;
    }
  /** Not there yet. `candidates`: runs that may be ours but prove nothing. */
  | { readonly kind: 'none' }
  | { readonly kind: 'several'; readonly candidates: readonly RunReference[] }
  | { readonly kind: 'failed'; readonly failure: Failure };

export type LocateOptions = CallOptions & {
  /** Take a single candidate without the id as `probable`. Default false: the run with the id may still appear. */
  readonly settle?: boolean;
};

/** One look at the unfiltered run list (filtered ones are stale) for the run of a dispatch. Repeatable. */
export async function locate(
  _github: GitHub,
  _search: Search,
  _options: LocateOptions = {},
): Promise<LocateResult> {
  throw new Error('not written yet');
}
