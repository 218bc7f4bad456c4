import type { CallOptions, Failure, GitHub } from './github.ts';
import type { WatchedRun } from './watched-run.ts';

/** GitHub serves no list beyond its 1,000 newest entries. */
const MAX_PAGES = 10;

type Page = {
  readonly etag: string | undefined;
  readonly ids: readonly number[];
};

export type ListOutcome =
  | {
      readonly kind: 'read';
      /** Their state was on the page. */
      readonly seen: ReadonlySet<number>;
      /** The list will not tell of these: look at them one by one. */
      readonly beyond: readonly WatchedRun[];
    }
  | { readonly kind: 'failed'; readonly failure: Failure };

/**
 * Reads many runs with one call: each call is one page of the repository's unfiltered list, conditional, and the
 * calls go round through as many pages as the watched runs reach back. The cost does not depend on their number.
 */
export function createListPoller(github: GitHub) {
  const pages = new Map<number, Page>();
  let next = 1;
  /** Runs from this id on belonged to the pages before. */
  let newest = Infinity;

  return async function pollList(
    watched: ReadonlyMap<number, WatchedRun>,
    due: readonly WatchedRun[],
    call: CallOptions,
  ): Promise<ListOutcome> {
    const number = next;
    const known = pages.get(number);
    const etag = known?.etag;
    const result = await github.listRunsPage({
      ...call,
      perPage: 100,
      page: number,
      ...(etag === undefined ? {} : { etag }),
    });
    if (!result.ok) return { kind: 'failed', failure: result };
    let page = known ?? { etag: undefined, ids: [] };
    if (result.value.modified) {
      const { runs } = result.value.value;
      page = { etag: result.value.etag, ids: runs.map((run) => run.id) };
      pages.set(number, page);
      for (const run of runs) watched.get(run.id)?.absorbRun(run);
    }
    const seen = new Set(page.ids);
    // Ids grow with time, so the smallest one tells how far back the page reaches.
    const reach = page.ids.length < 100 ? 0 : Math.min(...page.ids);
    const last = number >= MAX_PAGES;
    const beyond = due.filter(
      ({ runId }) =>
        !seen.has(runId) && runId < newest && (runId >= reach || last),
    );
    const goOn = !last && due.some(({ runId }) => runId < reach);
    next = goOn ? number + 1 : 1;
    newest = goOn ? reach : Infinity;
    return { kind: 'read', seen, beyond };
  };
}
