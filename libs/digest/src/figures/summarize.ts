import type { Attempt } from '../attempts/attempt.ts';
import { requesterOf } from '../attempts/requester.ts';
import { byEnd, type TimedAttempt, timelineOf } from '../attempts/timeline.ts';
import { type Instant, toIso, toMillis } from '../time/instant.ts';
import type { Window } from '../time/window.ts';
import { bucketsOf } from './buckets.ts';
import { changeBetween } from './change.ts';
import type { Coverage } from './coverage.ts';
import { deployFigures } from './deploys.ts';
import type { Digest, Silent, WorkflowDigest } from './digest.ts';
import { jobFigures, mostFailing, slowestJobs } from './jobs.ts';
import { likelyDefaultBranch } from './lanes.ts';
import { slowestAmong, stripOf } from './links.ts';
import { asKnownAt, endedIn, scopeOf } from './period.ts';
import { endsOf } from './quality.ts';
import { type Row, rowsOf, type WorkflowFacts } from './rows.ts';
import { sharesOf } from './shares.ts';
import { silentByHistory, silentBySchedule } from './silence.ts';
import { figuresOf, tally } from './tally.ts';
import { timeLimitOf } from './time-limit.ts';
import { coveredBy, knownFrom, uncertaintyOf } from './uncertainty.ts';
import { weeksBefore } from './weeks.ts';
import { oldestFirst, totalCourse, workflowCourse } from './workflow.ts';

export interface SummarizeOptions {
  readonly window: Window;
  /** The window to compare with; its attempts must be among `attempts`. */
  readonly previous?: Window | undefined;
  readonly now: Instant;
  /** The workflows that have a row even if nothing ran, and what else is known of them. */
  readonly workflows?: readonly WorkflowFacts[] | undefined;
  /** The times of which every attempt is known. Absent: both windows, and what is before them from the first attempt on. */
  readonly coverage?: readonly Coverage[] | undefined;
  /** Any other reason why attempts are missing. */
  readonly partial?: string | undefined;
  /** Attempts are missing because GitHub's rate limit is used up until then. */
  readonly rateLimitedUntil?: Instant | null | undefined;
  /** The branch on which red and green are judged. By default the likeliest of those seen. */
  readonly defaultBranch?: string | undefined;
}

/**
 * The figures of a window. Attempts from before it are used for the comparison, red streaks, recovery, flaky commits,
 * silence, the strip and the twelve weeks, so pass as much history as there is.
 *
 * Pure: neither the order of `attempts` nor copies of one attempt make a difference.
 */
export function summarize(
  attempts: Iterable<Attempt>,
  options: SummarizeOptions,
): Digest {
  const { window, workflows: facts = [] } = options;
  const scope = scopeOf(options);
  const { current, asOf, complete } = scope;
  const known = asKnownAt(timelineOf(attempts), current.end).toSorted(byEnd);
  const finished = known.filter(({ end }) => end !== null);
  const ended = finished.filter((one) => endedIn(one, current));
  const running = known.filter(({ end }) => end === null);

  const defaultBranch = options.defaultBranch ?? likelyDefaultBranch(known);
  const rows = rowsOf(known, facts);
  const courses = rows.map((row) => workflowCourse(row, scope, defaultBranch));
  const uncertainty = uncertaintyOf(options, rows, scope);
  const isCovered = coveredBy(options, known, scope);

  const workflows = courses
    .map(({ row, ...one }): WorkflowDigest => {
      return {
        workflow: row.name,
        workflowId: row.id,
        workflowPath: row.path,
        ...figuresOf(one.after.tally, one.course),
        change: changeBetween([one], uncertainty.noChange, !complete),
        latest: one.latest,
        openRed: one.openRed[0] ?? null,
        strip: stripOf(one.finished, (attempt) => endedIn(attempt, current)),
        weeks: weeksBefore(current.end, one.finished, (week) =>
          isCovered(week, row),
        ),
      };
    })
    .filter(
      (row) =>
        row.attempts.total + row.attempts.running > 0 ||
        row.openRed ||
        isNamed(row, facts),
    )
    .sort(redThenBusy);
  const jobs = courses.flatMap((one) => jobFigures(one.row.name, one.ended));
  const openRed = courses.flatMap((one) => one.openRed).sort(oldestFirst);
  const fromOf = knownFrom(options, known, scope);
  const silent = uncertainty.isPartial
    ? []
    : rows.flatMap((row) => silentOf(row, asOf, fromOf(row)) ?? []);
  const total = figuresOf(
    tally([...ended, ...running]),
    totalCourse(courses.map(({ course }) => course)),
  );
  const { gaps, rerunsUnseen, rateLimitedUntil } = uncertainty;
  const quality = { ...endsOf(ended), gaps, rerunsUnseen, rateLimitedUntil };
  return {
    window,
    asOf: toIso(asOf),
    complete,
    previous: options.previous ?? null,
    partial: options.partial || null,
    defaultBranch,
    total,
    change: changeBetween(courses, uncertainty.noChange, !complete),
    workflows,
    buckets: bucketsOf(window, asOf, ended),
    weeks: weeksBefore(current.end, finished, (week) =>
      rows.every((row) => isCovered(week, row)),
    ),
    openRed,
    silent,
    timeLimits: courses.flatMap(
      (one) => timeLimitOf(one.row.name, one.ended) ?? [],
    ),
    slowest: slowestAmong(courses.flatMap((one) => one.slowest)),
    failingJobs: mostFailing(jobs),
    slowestJobs: slowestJobs(jobs),
    flakyCandidates: courses
      .flatMap(({ flaky }) => flaky)
      .sort((a, b) => b.lostMs - a.lostMs || (a.url < b.url ? -1 : 1)),
    deploys: deployFigures(finished, (one) => endedIn(one, current), {
      start: current.start,
      end: asOf,
    }),
    corrections: courses.flatMap((one) => one.corrections),
    byRequester: sharesOf([...ended, ...running], requesterOf),
    byBranch: sharesOf([...ended, ...running], ({ branch }) => branch),
    quality,
    allGreen:
      total.attempts.success > 0 &&
      total.attempts.failure + openRed.length + silent.length === 0 &&
      !uncertainty.isPartial &&
      quality.missingAttempts === 0,
  };
}

function isNamed(
  { workflow, workflowId }: WorkflowDigest,
  facts: readonly WorkflowFacts[],
): boolean {
  return facts.some(({ name, id }) =>
    id == null ? name === workflow : id === workflowId,
  );
}

function redThenBusy(a: WorkflowDigest, b: WorkflowDigest): number {
  return (
    Number(b.openRed !== null) - Number(a.openRed !== null) ||
    b.attempts.total - a.attempts.total ||
    (a.workflow < b.workflow ? -1 : 1)
  );
}

/** Older attempts do not make a habit clearer. */
const HABIT = 200;

function silentOf(row: Row, asOf: number, from: number): Silent | null {
  const scheduled = createdAt(
    row.attempts.filter(({ source }) => source.event === 'schedule'),
  );
  if (row.schedules.length > 0)
    return silentBySchedule(row.name, row.schedules, scheduled, {
      asOf,
      knownFrom: from,
    });
  return silentByHistory(
    row.name,
    scheduled.length > 0 ? scheduled : createdAt(row.attempts.slice(-HABIT)),
    asOf,
  );
}

/** When the runs were created, each once. */
function createdAt(attempts: readonly TimedAttempt[]): number[] {
  const first = attempts.filter(({ source }) => source.attempt === 1);
  const rerun = attempts.filter(({ source }) => source.attempt > 1);
  const known = new Set(
    rerun.length === 0 ? [] : first.map(({ source }) => source.runId),
  );
  const others = new Map(
    rerun
      .filter(({ source }) => !known.has(source.runId))
      .map((one) => [one.source.runId, one] as const),
  );
  return [...first, ...others.values()]
    .map(({ source }) => toMillis(source.createdAt))
    .sort((a, b) => a - b);
}
