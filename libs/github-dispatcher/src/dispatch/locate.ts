import type { CallOptions, Failure, GitHub } from '../github.ts';
import type { Run } from '../run/run.ts';
import {
  carriesId,
  earliestCreation,
  couldBeRunOf,
  type Identity,
  type Search,
} from './identity.ts';

export type RunReference = { readonly id: number; readonly url: string };

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
   * Take a single candidate without the id as `probable`, if GitHub accepted the dispatch and the workflow does not
   * echo ids. Default false: the run that carries the id may still appear.
   */
  readonly settle?: boolean;
};

const PAGE = 100;
const MAX_PAGES = 5;
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;

/**
 * Looks once for the run of a dispatch; repeatable at any time. Reads the list without filters, because filtered lists
 * come from a search index that lags. Of the runs that fit the dispatch, the one whose name carries the id is it; the
 * newest never wins.
 */
export async function locate(
  github: GitHub,
  search: Search,
  options: LocateOptions = {},
): Promise<LocateResult> {
  const listed = await runsSince(github, search, options);
  if (!listed.ok) return { kind: 'failed', failure: listed };
  const candidates = listed.runs.filter((run) => couldBeRunOf(run, search));
  const named = await createdByUs(
    github,
    candidates.filter((run) => carriesId(run, search.correlationId)),
    search,
    options,
  );
  const [first] = named;
  if (first !== undefined) {
    return named.length === 1
      ? { kind: 'found', run: first, identity: 'correlated' }
      : { kind: 'several', candidates: named.map(reference) };
  }

  const echoes =
    search.echo ??
    listed.runs.some(
      (run) => run.event === search.event && UUID.test(run.displayTitle),
    );
  if (!options.settle || echoes || !search.accepted)
    return { kind: 'none', candidates: candidates.map(reference) };
  const [only] = candidates;
  if (only === undefined) return { kind: 'none', candidates: [] };
  return candidates.length === 1
    ? { kind: 'found', run: only, identity: 'probable' }
    : { kind: 'several', candidates: candidates.map(reference) };
}

/** After a lost response the id in a name is all there is: the run must have been created by these credentials, too. */
async function createdByUs(
  github: GitHub,
  runs: readonly Run[],
  search: Search,
  { signal }: LocateOptions,
): Promise<readonly Run[]> {
  if (search.accepted || search.actor !== undefined || runs.length === 0)
    return runs;
  const viewer = await github.viewer(signal === undefined ? {} : { signal });
  if (!viewer.ok) return runs;
  const actor = viewer.value.login;
  return runs.filter((run) => couldBeRunOf(run, { ...search, actor }));
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
      oldest.createdAt.getTime() < earliestCreation(search)
    )
      break;
  }
  return { ok: true, runs: [...runs.values()] };
}

function reference({ id, url }: Run): RunReference {
  return { id, url };
}
