import type { CallOptions, Failure, GitHub } from '../github.ts';
import type { Run } from '../run/run.ts';

/** How sure it is that a run is the one a dispatch started. */
export type Identity = 'exact' | 'correlated' | 'probable';

export type RunReference = { readonly id: number; readonly url: string };

/** What is needed to look for the run of a dispatch, now or after a restart; plain JSON. */
export type Search = {
  /** File name or id; absent for `repository_dispatch`, which may start several workflows. */
  readonly workflow?: string | number;
  readonly event: 'workflow_dispatch' | 'repository_dispatch';
  readonly correlationId: string;
  /** Branch or tag; absent for `repository_dispatch`, which always runs on the default branch. */
  readonly ref?: string;
  /** ISO 8601; GitHub's clock where it answered. */
  readonly dispatchedAt: string;
  /** GitHub said yes. False: the answer was lost, and nothing but the id proves a run. */
  readonly accepted: boolean;
  /** Does the workflow put the id into its `run-name`? Unset: not known, the list of its runs tells. */
  readonly echo?: boolean;
};

export type LocateResult =
  | {
      readonly kind: 'found';
      readonly run: Run;
      readonly identity: Exclude<Identity, 'exact'>;
    }
  /** Not there yet. `candidates` may be ours and prove nothing. */
  | { readonly kind: 'none'; readonly candidates: readonly RunReference[] }
  | { readonly kind: 'several'; readonly candidates: readonly RunReference[] }
  | { readonly kind: 'failed'; readonly failure: Failure };

export type LocateOptions = CallOptions & {
  /**
   * Take a single candidate without the id as `probable`, where GitHub accepted the dispatch and the workflow
   * does not echo ids. Default false: the run that carries the id may still appear.
   */
  readonly settle?: boolean;
};

/** Runs are stamped in whole seconds, and may be stamped just before the answer is. */
const TOLERANCE_MS = 2_000;
/** Without an answer there is only our own clock, which may be wrong. */
const OWN_CLOCK_TOLERANCE_MS = 300_000;
const PAGE = 100;
const MAX_PAGES = 5;
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;

/**
 * One look for the run of a dispatch, repeatable at any time. Reads the list without filters: filtered lists
 * come from a search index that lags. Newest never wins; a run is ours by the id in its name, or it is said not to be sure.
 */
export async function locate(
  github: GitHub,
  search: Search,
  options: LocateOptions = {},
): Promise<LocateResult> {
  const listed = await runsSince(github, search, options);
  if (!listed.ok) return { kind: 'failed', failure: listed };
  const runs = listed.runs.filter((run) => run.event === search.event);

  const named = runs.filter((run) => carries(run, search.correlationId));
  const [first] = named;
  if (first !== undefined) {
    return named.length === 1
      ? { kind: 'found', run: first, identity: 'correlated' }
      : { kind: 'several', candidates: named.map(reference) };
  }

  const candidates = runs.filter((run) => mayBeOurs(run, search));
  const echoes = search.echo ?? runs.some((run) => UUID.test(run.displayTitle));
  if (!options.settle || echoes || !search.accepted)
    return { kind: 'none', candidates: candidates.map(reference) };
  const [only] = candidates;
  if (only === undefined) return { kind: 'none', candidates: [] };
  return candidates.length === 1
    ? { kind: 'found', run: only, identity: 'probable' }
    : { kind: 'several', candidates: candidates.map(reference) };
}

function since({ dispatchedAt, accepted }: Search): number {
  return (
    Date.parse(dispatchedAt) -
    (accepted ? TOLERANCE_MS : OWN_CLOCK_TOLERANCE_MS)
  );
}

async function runsSince(
  github: GitHub,
  search: Search,
  { signal }: LocateOptions,
): Promise<{ readonly ok: true; readonly runs: readonly Run[] } | Failure> {
  const runs = new Map<number, Run>();
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const result = await github.listRunsPage({
      perPage: PAGE,
      page,
      ...(search.workflow === undefined ? {} : { workflow: search.workflow }),
      ...(signal === undefined ? {} : { signal }),
    });
    if (!result.ok) return result;
    if (!result.value.modified) break;
    const found = result.value.value.runs;
    for (const run of found) runs.set(run.id, run);
    const oldest = found.at(-1);
    if (
      found.length < PAGE ||
      oldest === undefined ||
      oldest.createdAt.getTime() < since(search)
    )
      break;
  }
  return { ok: true, runs: [...runs.values()] };
}

/** `name` too: older Enterprise Servers put the run-name there. */
function carries(run: Run, correlationId: string): boolean {
  const id = correlationId.toLowerCase();
  return [run.displayTitle, run.name ?? ''].some((text) =>
    text.toLowerCase().includes(id),
  );
}

function mayBeOurs(run: Run, search: Search): boolean {
  return (
    run.createdAt.getTime() >= since(search) &&
    (search.ref === undefined || run.headBranch === bareRef(search.ref))
  );
}

/** `refs/heads/main` and `main` are the same to GitHub. */
export function bareRef(ref: string): string {
  return ref.replace(/^refs\/(heads|tags)\//, '');
}

function reference({ id, url }: Run): RunReference {
  return { id, url };
}
