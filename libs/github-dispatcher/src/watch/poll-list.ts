import type { Failure, GitHub } from '../github.ts';
import type { PollCall } from './events.ts';
import type { Run } from '../run/run.ts';
import { snapshotOf } from '../run/snapshot.ts';
import type { WatchedRun } from './watched-run.ts';

/** GitHub serves no list beyond its 1,000 newest entries. */
const MAX_PAGES = 10;

type Page = {
  readonly etag: string | undefined;
  readonly runs: readonly Run[];
};

export type ListOutcome =
  | {
      readonly kind: 'read';
      /** Their state was on the page. */
      readonly seen: ReadonlySet<number>;
      /** The list does not hold these: read them one by one. */
      readonly beyond: readonly WatchedRun[];
    }
  | { readonly kind: 'failed'; readonly failure: Failure };

/**
 * Reads many runs with one call: each call is one page of the repository's unfiltered list, conditional, and the
 * calls cycle through as many pages as the watched runs reach back. The cost does not depend on their number.
 */
export function createListPoller(github: GitHub) {
  const pages = new Map<number, Page>();
  let next = 1;
  /** Runs from this id on belonged to the pages before. */
  let newest = Infinity;

  return async function pollList(
    watched: ReadonlyMap<number, WatchedRun>,
    due: readonly WatchedRun[],
    { onResponse, ...call }: PollCall,
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
    onResponse();
    const page = result.value.modified
      ? { etag: result.value.etag, runs: result.value.value.runs }
      : (known ?? { etag: undefined, runs: [] });
    const readAt = result.value.modified ? result.value.readAt : undefined;
    pages.set(number, page);
    // Also if nothing was modified: a run may be watched only since then.
    for (const run of page.runs)
      watched
        .get(run.id)
        ?.absorb(snapshotOf(run, readAt === undefined ? {} : { readAt }));
    const ids = page.runs.map((run) => run.id);
    const seen = new Set(ids);
    // Ids grow with time, so the smallest one shows how far back the page reaches.
    const reach = ids.length < 100 ? 0 : Math.min(...ids);
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
