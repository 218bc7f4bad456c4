import { type Attempt, attemptsOf } from './attempt.ts';
import { createBuckets } from './buckets.ts';
import { createQuality, createSlowest, linkOf, stripOf } from './detail.ts';
import type { Digest, Silent, WorkflowDigest } from './digest.ts';
import {
  type Group,
  groupByWorkflow,
  ranIn,
  tallyHistory,
  tallyUp,
} from './group.ts';
import { likelyDefaultBranch, openRedOf } from './history.ts';
import { type Instant, toIso } from './instant.ts';
import { type DigestRun, requesterOf } from './run.ts';
import { type Period, type Scope, scopeOf } from './scope.ts';
import { createShareCounter } from './shares.ts';
import { fellSilent, silentSchedule } from './silent.ts';
import { changeOf, createTally, figuresOf } from './tally.ts';
import type { Window } from './window.ts';

export interface SummarizeOptions {
  readonly window: Window;
  /** The window to compare with; `runs` must then hold its runs too. */
  readonly previous?: Window | undefined;
  readonly now: Instant;
  /** Why the list of runs is not whole. No change is given then, and every rendering says so. */
  readonly partial?: string | boolean | undefined;
  /** Where red and green are told; without it the likeliest of the branches seen. */
  readonly defaultBranch?: string | undefined;
  /** Workflows that get a row even where nothing ran. */
  readonly workflows?: readonly string[] | undefined;
}

/**
 * The figures of a window. Runs from before the window are used for the comparison, open red streaks, recovery,
 * flakiness, silent schedules and the strip, so give as much history as is at hand.
 *
 * Pure: neither the order of `runs` nor several copies of one attempt make a difference.
 */
export function summarize(
  runs: Iterable<DigestRun>,
  options: SummarizeOptions,
): Digest {
  const { window, previous } = options;
  const scope = scopeOf(window, previous, options.now);
  const partial = reasonOf(options.partial);
  const comparable = scope.previous !== null && partial === null;
  const attempts = attemptsOf(runs);
  const defaultBranch = options.defaultBranch ?? likelyDefaultBranch(attempts);
  const totals = { now: createTally(), before: createTally() };
  const requesters = createShareCounter();
  const branches = createShareCounter();
  const buckets = createBuckets(window);
  const slowest = createSlowest();
  const quality = createQuality();
  const onRun = (attempt: Attempt, last: boolean) => {
    buckets.add(attempt, last);
    slowest.add(attempt);
    quality.add(attempt);
    if (!last) return;
    requesters.add(requesterOf(attempt.run), attempt.outcome);
    branches.add(attempt.run.branch ?? null, attempt.outcome);
  };
  const groups = groupByWorkflow(
    attempts,
    options.workflows ?? [],
    scope.end,
    (group, attempt) => tallyUp(group, attempt, totals, scope, onRun),
  );

  const rows = groups.map((group) => {
    const { finished, history } = tallyHistory(
      group,
      totals,
      scope,
      defaultBranch,
    );
    const figures = figuresOf(group.now);
    const row: WorkflowDigest = {
      workflow: group.workflow,
      ...figures,
      change: comparable
        ? changeOf(figuresOf(group.before), figures, !scope.complete)
        : null,
      latest: group.latest && linkOf(group.latest),
      openRed: openRedOf(group.workflow, history, scope.asOf),
      strip: stripOf(finished, scope.current, everythingBefore(scope)),
    };
    return row;
  });
  const named = new Set(options.workflows);
  const workflows = rows
    .filter(
      (row) => row.attempts.total > 0 || row.openRed || named.has(row.workflow),
    )
    .sort(redThenBusy);
  const openRed = workflows.flatMap((row) => row.openRed ?? []);
  const silent = partial === null ? silentOf(groups, scope) : [];
  const total = figuresOf(totals.now);
  return {
    window,
    asOf: toIso(scope.asOf),
    complete: scope.complete,
    previous: previous ?? null,
    partial,
    defaultBranch,
    total,
    change: comparable
      ? changeOf(figuresOf(totals.before), total, !scope.complete)
      : null,
    workflows,
    buckets: buckets.buckets(),
    openRed,
    silent,
    slowest: slowest.links(),
    byRequester: requesters.shares(),
    byBranch: branches.shares(),
    quality: quality.quality(),
    allGreen:
      total.attempts.failure + openRed.length + silent.length === 0 &&
      partial === null,
  };
}

function reasonOf(partial: string | boolean | undefined): string | null {
  if (partial === true) return 'the list of runs was not whole';
  return partial || null;
}

function everythingBefore({ end }: Scope): Period {
  const covers = (millis: number): boolean => millis < end;
  return {
    covers,
    holds: (attempt) => attempt.end !== null && covers(attempt.end),
  };
}

function redThenBusy(a: WorkflowDigest, b: WorkflowDigest): number {
  return (
    Number(b.openRed !== null) - Number(a.openRed !== null) ||
    b.runs.total - a.runs.total ||
    (a.workflow < b.workflow ? -1 : 1)
  );
}

function silentOf(groups: readonly Group[], scope: Scope): Silent[] {
  return groups.flatMap(({ workflow, scheduled, latest, now, before }) => {
    const quiet = silentSchedule(workflow, scheduled, scope.asOf);
    if (quiet) return quiet;
    return latest && scope.complete && !ranIn(now)
      ? (fellSilent(workflow, latest.start, before) ?? [])
      : [];
  });
}
