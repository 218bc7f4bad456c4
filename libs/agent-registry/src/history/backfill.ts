import {
  listRuns,
  type Failure,
  type ListRunsResult as Listed,
} from '@yardmaster/github-dispatcher';
import { isFinished, type AttemptKey } from './attempt.ts';
import { createBudget, type Budget, type HistorySource } from './budget.ts';
import { missingRanges, type Range } from './coverage.ts';
import type { AttemptWithJobs, History } from './history.ts';
import { jobRecordOf, sightingOf } from './sighting.ts';

export interface BackfillOptions {
  readonly history: History;
  readonly source: HistorySource;
  /** `owner/name` */
  readonly repository: string;
  /** A workflow's file, whose runs alone are listed; null: those of every workflow. */
  readonly workflow: string | null;
  /** Which runs to know, by when they were created. */
  readonly range: Range;
  /** Read the jobs of attempts that ended at or after this time, as far as the budget goes; without it none. */
  readonly jobsFrom?: number | undefined;
  /** Calls to spend at most. */
  readonly calls: number;
  /** Calls of this hour that are left to deploys: the back-fill stops before it touches them. */
  readonly reserve: number;
  readonly now: number;
  readonly signal?: AbortSignal | undefined;
}

export interface BackfillResult {
  /** Every run of the range is known, every attempt of it, and the end of all that have one. */
  readonly complete: boolean;
  readonly calls: number;
  /** Why it is not complete. `rate_limited`: too few calls are left in this hour. */
  readonly reason: 'budget' | 'rate_limited' | 'failed' | 'partial' | null;
  /** When calls are available again. */
  readonly retryAt: number | null;
  /** Finished attempts whose jobs are still unknown. */
  readonly jobsMissing: number;
}

/** The search behind GitHub's lists learns of a run within this time, milliseconds. */
const SEARCH_LAG = 120_000;
/** Longer spans are listed in parts, the newest first, so that an interrupted back-fill has gained something. */
const LONGEST_SPAN = 7 * 86_400_000;
/** A span that may fit on one page of the newest runs. */
const NEWEST_SPAN = 86_400_000;
const PAGE = 100;
const AT_ONCE = 4;

/**
 * Reads from GitHub what the history lacks of a span: lists of the ranges that nothing covers, attempts before the last
 * of runs that were re-run, the ends of attempts that were running when they were seen, and jobs. What it has read is
 * kept whether or not it gets to the end.
 */
export async function backfill(
  options: BackfillOptions,
): Promise<BackfillResult> {
  const { source, signal } = options;
  const limit = await source.rateLimit(signal === undefined ? {} : { signal });
  const left =
    limit.ok && limit.value !== null
      ? Math.max(0, limit.value.remaining - options.reserve)
      : options.calls;
  const budget = createBudget(source, Math.min(options.calls, left));
  const failures: Failure[] = [];
  const problem = (failure: Failure) => void failures.push(failure);

  const listed = await listMissing(options, budget, problem);
  const read = await readAttempts(options, budget, problem);
  const jobsMissing = await readJobs(options, budget, problem);

  const open = await openAttempts(options);
  // What GitHub just called running has no end yet.
  const complete = listed && open.every((key) => read.has(keyOf(key)));
  const failed = failures.find(({ reason }) => reason !== 'aborted');
  return {
    complete,
    calls: budget.spent(),
    reason: complete ? null : reasonOf(),
    retryAt: retryAt(),
    jobsMissing,
  };

  function reasonOf(): BackfillResult['reason'] {
    if (failed !== undefined)
      return failed.reason === 'rate_limited' ? 'rate_limited' : 'failed';
    if (!budget.exhausted()) return 'partial';
    return left < options.calls ? 'rate_limited' : 'budget';
  }

  function retryAt(): number | null {
    if (failed?.retryAt !== undefined) return failed.retryAt.getTime();
    return reasonIsLimit() && limit.ok
      ? (limit.value?.resetAt.getTime() ?? null)
      : null;
  }

  function reasonIsLimit(): boolean {
    return !complete && reasonOf() === 'rate_limited';
  }
}

/** Whether every range is listed now. The newest page may hold runs from before the range: they are kept as well. */
async function listMissing(
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

/** Attempts whose end is unknown: those last seen running, and those before the last of a run that were never seen. */
async function openAttempts(
  options: BackfillOptions,
): Promise<readonly AttemptKey[]> {
  const { history, repository, range } = options;
  const known = await history.list({
    repository,
    ended: { from: range.from, to: Number.MAX_SAFE_INTEGER },
    running: true,
  });
  const wanted = known.filter((one) => concerns(one, options));
  const earlier = wanted.flatMap(({ runId, attempt }) =>
    Array.from({ length: attempt - 1 }, (_, index) => ({
      repository,
      runId,
      attempt: index + 1,
    })),
  );
  const finished = new Set((await history.finished(earlier)).map(keyOf));
  const open = [
    ...earlier.filter((key) => !finished.has(keyOf(key))),
    ...wanted.filter(({ state }) => !isFinished(state)),
  ];
  return [...new Map(open.map((key) => [keyOf(key), key])).values()];
}

function concerns(
  { workflowPath, createdAt, deletedAt }: AttemptWithJobs,
  { workflow, range }: BackfillOptions,
): boolean {
  return (
    deletedAt === null &&
    (createdAt === null || createdAt < range.to) &&
    (workflow === null || workflowPath?.endsWith(`/${workflow}`) === true)
  );
}

/**
 * Reads the open attempts; returns the keys of those that GitHub answered for. One that is not found is looked for a
 * second time: only if the repository can be read and the run is still not there, it was deleted.
 */
async function readAttempts(
  options: BackfillOptions,
  budget: Budget,
  problem: (failure: Failure) => void,
): Promise<ReadonlySet<string>> {
  const { history, repository, now, signal } = options;
  const read = new Set<string>();
  const look = async (
    keys: readonly AttemptKey[],
    notFound: (key: AttemptKey, failure: Failure) => Promise<void>,
  ) =>
    inGroups(keys, async (key) => {
      const got = await budget.getRunAttempt(
        key.runId,
        key.attempt,
        signal === undefined ? {} : { signal },
      );
      if (!got.ok)
        return got.reason === 'not_found' ? notFound(key, got) : problem(got);
      read.add(keyOf(key));
      if (got.value.modified)
        await history.record(
          [sightingOf(repository, got.value.value, 'read')],
          null,
        );
    });

  const missing: AttemptKey[] = [];
  await look(await openAttempts(options), async (key) => {
    missing.push(key);
  });
  await look(missing, async (key, failure) => {
    if (budget.hasRead()) await history.markDeleted(repository, key.runId, now);
    else problem(failure);
  });
  return read;
}

/** Reads jobs, those of failures first, then the newest; returns how many attempts still lack theirs. */
async function readJobs(
  options: BackfillOptions,
  budget: Budget,
  problem: (failure: Failure) => void,
): Promise<number> {
  const { history, repository, jobsFrom, now, signal } = options;
  if (jobsFrom === undefined) return 0;
  const attempts = await history.list({
    repository,
    ended: { from: jobsFrom, to: now },
  });
  const lacking = attempts
    .filter((one) => !one.jobsSeen && concerns(one, options))
    .toReversed()
    .toSorted((one, other) => priority(one) - priority(other));
  let read = 0;
  await inGroups(lacking, async (key) => {
    const jobs = await budget.listJobs(
      key.runId,
      key.attempt,
      signal === undefined ? {} : { signal },
    );
    if (!jobs.ok) return problem(jobs);
    if (!jobs.value.modified) return;
    await history.recordJobs(key, jobs.value.value.map(jobRecordOf), {
      whole: true,
      seenAt: null,
    });
    read += 1;
  });
  return lacking.length - read;
}

function priority({ state }: AttemptWithJobs): number {
  return state?.conclusion === 'success' ? 1 : 0;
}

async function inGroups<Item>(
  items: readonly Item[],
  run: (item: Item) => Promise<void>,
): Promise<void> {
  for (let at = 0; at < items.length; at += AT_ONCE)
    await Promise.all(items.slice(at, at + AT_ONCE).map(run));
}

function keyOf({ runId, attempt }: AttemptKey): string {
  return `${runId} ${attempt}`;
}
