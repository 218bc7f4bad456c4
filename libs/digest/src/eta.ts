import type { Attempt, Job } from './attempts/attempt.ts';
import { outcomeOf } from './attempts/outcome.ts';
import { timingOf } from './attempts/timing.ts';
import { durationStats, P95_MINIMUM } from './figures/statistics.ts';
import { type Instant, toMillis, toMillisOrNull } from './time/instant.ts';
import { formatDuration, plural } from './wording/format.ts';

/** How long a workflow usually runs, without waiting for runners and approvals. */
export interface Estimate {
  /** The successful runs behind it. */
  readonly n: number;
  readonly usualMs: number;
  /** Null below 20 runs. */
  readonly p95Ms: number | null;
}

/** Fewer successes than this give no estimate. */
export const ESTIMATE_MINIMUM = 5;
/** Older runs say little about the next one. */
const NEWEST = 50;

/** The execution time of a successful attempt, to estimate the next: without queue and approval if jobs are known. */
export function executionMs(attempt: Attempt): number | null {
  if (outcomeOf(attempt) !== 'success') return null;
  const { split, totalMs } = timingOf(attempt, null);
  return split?.executionMs ?? totalMs;
}

/**
 * The estimate from the execution times of successes of the same workflow and target; null below 5.
 *
 * @param samples milliseconds, newest first; the newest 50 count
 */
export function estimateOf(samples: readonly number[]): Estimate | null {
  const { n, p50Ms, p95Ms } = durationStats(samples.slice(0, NEWEST));
  return n < ESTIMATE_MINIMUM || p50Ms === null
    ? null
    : { n, usualMs: p50Ms, p95Ms };
}

/** `usually 4m (20 runs)`. */
export function estimatePhrase({ usualMs, n }: Estimate): string {
  return `usually ${formatDuration(usualMs)} (${plural(n, 'run')})`;
}

export interface Lateness {
  /** How much longer than its p95 the run has been executing. */
  readonly lateMs: number;
  /** The job that takes longer than usual; null if no job can be named. */
  readonly job: string | null;
}

/**
 * Whether a run takes longer than its p95, from 20 samples on. Only time in which a job runs counts, so a run that
 * waits for a runner or an approval is not late.
 *
 * @param jobSamples the execution times of successful jobs by name, milliseconds
 */
export function latenessOf(options: {
  readonly jobs: readonly Job[];
  readonly now: Instant;
  readonly estimate: Estimate;
  readonly jobSamples?: ReadonlyMap<string, readonly number[]> | undefined;
}): Lateness | null {
  const { jobs, estimate, jobSamples } = options;
  const now = toMillis(options.now);
  if (estimate.p95Ms === null) return null;
  const spans = jobs.flatMap((job) => spanOf(job, now) ?? []);
  const lateMs = unionMs(spans) - estimate.p95Ms;
  if (lateMs <= 0) return null;
  const [late] = spans
    .filter(({ running }) => running)
    .map(({ name, from, to }) => ({
      name,
      overMs: to - from - jobLimitMs(jobSamples?.get(name) ?? []),
    }))
    .toSorted((a, b) => b.overMs - a.overMs);
  return { lateMs, job: late && late.overMs > 0 ? late.name : null };
}

interface Span {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly running: boolean;
}

function spanOf(job: Job, now: number): Span | null {
  const from = toMillisOrNull(job.startedAt);
  if (from === null || job.conclusion === 'skipped') return null;
  const to = toMillisOrNull(job.completedAt);
  return {
    name: job.name,
    from,
    to: Math.max(from, to ?? now),
    running: to === null,
  };
}

/** The p95 of a job with enough samples, else its longest; 0 for a job never seen. */
function jobLimitMs(samples: readonly number[]): number {
  const { n, p95Ms, maxMs } = durationStats(samples);
  return n < P95_MINIMUM ? (maxMs ?? 0) : (p95Ms ?? 0);
}

/** The time in which at least one job runs. */
function unionMs(spans: readonly Span[]): number {
  let sum = 0;
  let until = Number.NEGATIVE_INFINITY;
  for (const { from, to } of spans.toSorted((a, b) => a.from - b.from)) {
    sum += Math.max(0, to - Math.max(from, until));
    until = Math.max(until, to);
  }
  return sum;
}
