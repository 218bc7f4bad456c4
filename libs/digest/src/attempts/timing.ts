import { toMillis, toMillisOrNull } from '../time/instant.ts';
import type { Attempt, EndSource, Job } from './attempt.ts';
import { outcomeOf } from './outcome.ts';

/** When one attempt began and ended. Milliseconds; null is "not known". */
export interface Timing {
  readonly start: number;
  /** Null while it runs. */
  readonly end: number | null;
  readonly endFrom: EndSource | null;
  readonly totalMs: number | null;
  /** Null if the jobs are not known. */
  readonly split: Split | null;
}

/** Where the time of an attempt went. Queue, approval and execution add up to the total. */
export interface Split {
  readonly queueMs: number;
  readonly approvalMs: number | null;
  readonly executionMs: number;
}

/** One job that ran in this attempt, placed in time. */
export interface JobSpan {
  readonly job: Job;
  readonly from: number;
  readonly to: number;
}

/** GitHub ends a run after 35 days: https://docs.github.com/en/actions/reference/limits */
const LONGEST_RUN_MS = 35 * 86_400_000;

/** `updated_at` of an attempt that was re-run is the moment of the re-run, give or take a second. */
const RERUN_SLACK_MS = 2000;

/** @param nextStart when the next attempt of the run began, if there is one */
export function timingOf(attempt: Attempt, nextStart: number | null): Timing {
  const ownStart = toMillisOrNull(attempt.startedAt);
  // On a re-run `createdAt` is the first attempt's: without its own start the attempt has no known length.
  const start = ownStart ?? toMillis(attempt.createdAt);
  const startKnown = ownStart !== null || attempt.attempt <= 1;
  if (outcomeOf(attempt) === 'running') return untimed(start, null, null);
  const spans =
    startKnown && attempt.jobs ? jobSpans(attempt.jobs, start) : null;
  const settled = toMillisOrNull(attempt.endedAt);
  if (settled !== null) {
    const from = attempt.endKnownBy ?? 'webhook';
    return from === 'guess' || !startKnown || !isLength(settled - start)
      ? untimed(start, settled, from)
      : timed(attempt, start, settled, from, spans);
  }
  if (spans && spans.length > 0) {
    const end = Math.max(...spans.map(({ to }) => to));
    return timed(attempt, start, end, 'jobs', spans);
  }
  const updated = toMillis(attempt.updatedAt);
  if (nextStart !== null && updated > nextStart - RERUN_SLACK_MS)
    return untimed(start, Math.max(start, nextStart), 'guess');
  if (!startKnown) return untimed(updated, updated, 'guess');
  if (!isLength(updated - start)) return untimed(start, start, 'guess');
  return timed(attempt, start, updated, 'updated_at', null);
}

function isLength(ms: number): boolean {
  return ms >= 0 && ms <= LONGEST_RUN_MS;
}

function untimed(
  start: number,
  end: number | null,
  endFrom: EndSource | null,
): Timing {
  return { start, end, endFrom, totalMs: null, split: null };
}

function timed(
  { approvalWaitMs }: Attempt,
  start: number,
  end: number,
  endFrom: EndSource,
  spans: readonly JobSpan[] | null,
): Timing {
  const totalMs = end - start;
  if (spans === null || spans.length === 0)
    return { start, end, endFrom, totalMs, split: null };
  const executionMs = Math.min(totalMs, coveredMs(spans, start));
  const waitMs = totalMs - executionMs;
  const approvalMs =
    approvalWaitMs == null
      ? null
      : Math.min(Math.max(0, approvalWaitMs), waitMs);
  const split = {
    queueMs: waitMs - (approvalMs ?? 0),
    approvalMs,
    executionMs,
  };
  return { start, end, endFrom, totalMs, split };
}

/** The time in which at least one job ran. Jobs side by side count once. */
function coveredMs(spans: readonly JobSpan[], start: number): number {
  let covered = 0;
  let until = start;
  for (const { from, to } of spans) {
    covered += Math.max(0, to - Math.max(from, until));
    until = Math.max(until, to);
  }
  return covered;
}

/**
 * The jobs that ran in this attempt, by start. "Re-run failed jobs" lists the untouched jobs again with their old
 * times, so a job that began before the attempt is left out, and so is a skipped one. Null if a job has no end: the
 * list was read too early.
 */
export function jobSpans(
  jobs: readonly Job[],
  start: number,
): readonly JobSpan[] | null {
  const spans: JobSpan[] = [];
  for (const job of jobs) {
    if (job.conclusion === 'skipped') continue;
    const from = toMillisOrNull(job.startedAt);
    if (from !== null && from < start) continue;
    const to = toMillisOrNull(job.completedAt);
    if (to === null) return null;
    // Cancelled before a runner picked it up: it has an end and no start.
    spans.push({ job, from: Math.min(from ?? to, to), to });
  }
  return spans.sort((a, b) => a.from - b.from);
}
