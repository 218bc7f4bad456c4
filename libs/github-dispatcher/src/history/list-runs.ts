import { mapConcurrent } from '../concurrency.ts';
import type { CallOptions, Failure, GitHub } from '../github.ts';
import type { Run } from '../run/run.ts';

export type ListRunsRequest = CallOptions & {
  /** All workflows without it. */
  readonly workflow?: string | number;
  readonly from: Date;
  /** Inclusive. */
  readonly to: Date;
};

export type ListRunsResult =
  | {
      readonly kind: 'listed';
      /** Newest first, each once. */
      readonly runs: readonly Run[];
      /** Some runs of the window could not be read: figures over these would be wrong. */
      readonly partial: boolean;
    }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** GitHub serves no more than this of a filtered list. */
const CAP = 1_000;
const PAGE = 100;
const SECOND = 1_000;

type Slice = { readonly from: number; readonly to: number };

/**
 * Every run created in a window. The window is halved until no slice reaches GitHub's cap of 1,000, the pages are
 * read a few at a time, and the newest runs, which the search behind the filter indexes late, come from the unfiltered list.
 * @see https://docs.github.com/en/rest/actions/workflow-runs#list-workflow-runs-for-a-workflow
 */
export async function listRuns(
  github: Pick<GitHub, 'listRunsPage'>,
  request: ListRunsRequest,
): Promise<ListRunsResult> {
  const { workflow, signal } = request;
  const common = {
    ...(workflow === undefined ? {} : { workflow }),
    ...(signal === undefined ? {} : { signal }),
    perPage: PAGE,
  };
  const found = new Map<number, Run>();
  let failure: Failure | undefined;
  let partial = false;

  async function read(slice: Slice, page: number): Promise<number | undefined> {
    if (failure !== undefined) return undefined;
    const created = `${iso(slice.from)}..${iso(slice.to)}`;
    const result = await github.listRunsPage({ ...common, created, page });
    if (!result.ok) failure ??= result;
    if (!result.ok || !result.value.modified) return undefined;
    for (const run of result.value.value.runs) found.set(run.id, run);
    return result.value.value.totalCount;
  }

  async function readSlice(slice: Slice): Promise<void> {
    const total = await read(slice, 1);
    if (total === undefined) return;
    if (total >= CAP && slice.to - slice.from >= SECOND) {
      const middle = wholeSecond((slice.from + slice.to) / 2);
      await readSlice({ from: slice.from, to: middle });
      await readSlice({ from: middle + SECOND, to: slice.to });
      return;
    }
    // A single second with more runs than GitHub shows.
    if (total > CAP) partial = true;
    const pages = Math.ceil(Math.min(total, CAP) / PAGE);
    const before = found.size;
    await mapConcurrent(
      Array.from({ length: Math.max(0, pages - 1) }, (_, index) => index + 2),
      async (page) => {
        await read(slice, page);
      },
    );
    const expected = Math.min(total, CAP) - Math.min(total, PAGE);
    if (found.size - before < expected) partial = true;
  }

  async function readNewest(): Promise<void> {
    const result = await github.listRunsPage(common);
    if (!result.ok) failure ??= result;
    if (!result.ok || !result.value.modified) return;
    for (const run of result.value.value.runs) found.set(run.id, run);
  }

  await readSlice({
    from: wholeSecond(request.from.getTime()),
    to: wholeSecond(request.to.getTime()),
  });
  if (failure === undefined) await readNewest();
  const runs = [...found.values()].filter(
    ({ createdAt }) => createdAt >= request.from && createdAt <= request.to,
  );
  if (failure !== undefined) {
    if (runs.length === 0) return { kind: 'failed', failure };
    partial = true;
  }
  return {
    kind: 'listed',
    runs: runs.toSorted((a, b) => b.id - a.id),
    partial,
  };
}

/** GitHub stamps and searches in whole seconds. */
function wholeSecond(ms: number): number {
  return Math.floor(ms / SECOND) * SECOND;
}

function iso(ms: number): string {
  return new Date(ms).toISOString().replace('.000Z', 'Z');
}
