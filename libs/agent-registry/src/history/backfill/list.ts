import {
  listRuns,
  type Failure,
  type ListRunsResult as Listed,
} from '@yardmaster/github-dispatcher';
import { missingRanges, type Range } from '../coverage.ts';
import { sightingOf } from '../sighting.ts';
import type { Budget } from './budget.ts';
import type { BackfillOptions } from './options.ts';

/** The search behind GitHub's lists learns of a run within this time, milliseconds. */
const SEARCH_LAG = 120_000;
/** Longer spans are listed in parts, the newest first, so that an interrupted back-fill has gained something. */
const LONGEST_SPAN = 7 * 86_400_000;
/** A span that may fit on one page of the newest runs. */
const NEWEST_SPAN = 86_400_000;
const PAGE = 100;

/** Whether every range is listed now. The newest page may hold runs from before the range: they are kept as well. */
export async function listMissing(
  options: BackfillOptions,
  budget: Budget,
  problem: (failure: Failure) => void,
): Promise<boolean> {
  const { history, repository, workflow, now, signal } = options;
  const covered = (await history.coverage(repository)).filter(
    (one) => one.workflow === null || one.workflow === workflow,
  );
  const wanted = {
    from: options.range.from,
    to: Math.min(options.range.to, now),
  };
  let whole = true;
  for (const range of parts(missingRanges(wanted, covered))) {
    const list =
      (await listNewest(options, budget, range)) ??
      (await listRuns(budget, {
        ...(workflow === null ? {} : { workflow }),
        from: new Date(range.from),
        to: new Date(range.to),
        ...(signal === undefined ? {} : { signal }),
      }));
    if (list.kind === 'failed') {
      problem(list.failure);
      return false;
    }
    await history.record(
      list.runs.map((run) => sightingOf(repository, run, 'read')),
      // What happened while nothing watched is the past, even if it ended a minute ago.
      null,
    );
    if (list.partial) whole = false;
    else
      await history.addCoverage({
        repository,
        workflow,
        how: 'list',
        from: range.from,
        to: Math.min(range.to, now - SEARCH_LAG),
      });
    if (budget.exhausted()) return false;
  }
  return whole;
}

/** One page of the newest runs is enough if it reaches back beyond the range, which usually is since the last look. */
async function listNewest(
  { workflow, now, signal }: BackfillOptions,
  budget: Budget,
  { from, to }: Range,
): Promise<Listed | undefined> {
  if (to < now || now - from > NEWEST_SPAN) return undefined;
  const page = await budget.listRunsPage({
    ...(workflow === null ? {} : { workflow }),
    ...(signal === undefined ? {} : { signal }),
    perPage: PAGE,
  });
  if (!page.ok) return { kind: 'failed', failure: page };
  if (!page.value.modified) return undefined;
  const { runs } = page.value.value;
  const reaches =
    runs.length < PAGE || runs.some((run) => run.createdAt.getTime() < from);
  return reaches ? { kind: 'listed', runs, partial: false } : undefined;
}

function parts(ranges: readonly Range[]): readonly Range[] {
  return ranges
    .flatMap(({ from, to }) => {
      const count = Math.ceil((to - from) / LONGEST_SPAN);
      return Array.from({ length: count }, (_, index) => ({
        from: from + index * LONGEST_SPAN,
        to: Math.min(to, from + (index + 1) * LONGEST_SPAN),
      }));
    })
    .toReversed();
}
