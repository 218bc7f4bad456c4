import { toMillis } from './instant.ts';
import type { DigestJob, DigestRun, Outcome } from './run.ts';

/** When one attempt began and ended. Milliseconds; null is "not known". */
export interface Timing {
  readonly start: number;
  /** Null while it runs. */
  readonly end: number | null;
  /**
   * `jobs`: the last job's completion. `updated_at`: the run's last change, the best GitHub's list of runs offers.
   * `guess`: neither can be true, so the attempt is placed in time but its duration is not used.
   */
  readonly endFrom: 'jobs' | 'updated_at' | 'guess' | null;
  readonly totalMs: number | null;
  /** Null where the jobs are not known. */
  readonly split: Split | null;
}

/** Where the time of an attempt went. */
export interface Split {
  readonly queueMs: number;
  readonly approvalMs: number | null;
  readonly executionMs: number;
  /** The jobs' times added up: what runners were busy for. */
  readonly jobMs: number;
}

/** GitHub ends a run after 35 days: https://docs.github.com/en/actions/reference/limits */
const LONGEST_RUN = 35 * 86_400_000;

/** `updated_at` of an attempt that was re-run is the moment of the re-run, give or take a second. */
const RERUN_SLACK = 2000;

/**
 * @param created `createdAt` of the run
 * @param ownStart `startedAt` of the attempt, where it is given
 * @param nextStart when the next attempt of the run began, where there is one
 */
export function timingOf(
  run: DigestRun,
  created: number,
  ownStart: number | null,
  outcome: Outcome,
  nextStart: number | null,
): Timing {
  // On a re-run `createdAt` is the first attempt's: without its own start the attempt has no known length.
  const start = ownStart ?? created;
  const startKnown = ownStart !== null || run.attempt <= 1;
  if (outcome === 'running') return untimed(start, null, null);
  if (run.jobs && startKnown) {
    const timing = timingOfJobs(run, run.jobs, start);
    if (timing) return timing;
  }
  const updated = toMillis(run.updatedAt);
  if (nextStart !== null && updated > nextStart - RERUN_SLACK) {
    return untimed(start, Math.max(start, nextStart), 'guess');
  }
  if (!startKnown) return untimed(updated, updated, 'guess');
  if (updated - start > LONGEST_RUN || updated < start) {
    return untimed(start, start, 'guess');
  }
  return untimed(start, updated, 'updated_at', updated - start);
}

function untimed(
  start: number,
  end: number | null,
  endFrom: Timing['endFrom'],
  totalMs: number | null = null,
): Timing {
  return { start, end, endFrom, totalMs, split: null };
}

/**
 * Execution is the time in which at least one job ran; the rest of the attempt was waiting, of which approval is what
 * the caller knows and queue is what is left. The three add up to the total.
 */
function timingOfJobs(
  run: DigestRun,
  jobs: readonly DigestJob[],
  start: number,
): Timing | null {
  const spans = spansOf(jobs, start);
  if (!spans || spans.length === 0) return null;
  let end = start;
  let executionMs = 0;
  let jobMs = 0;
  for (const [from, to] of spans) {
    jobMs += to - from;
    executionMs += Math.max(0, to - Math.max(from, end));
    end = Math.max(end, to);
  }
  const totalMs = end - start;
  const waitMs = totalMs - executionMs;
  const known = run.approvalWaitMs ?? null;
  const approvalMs = known === null ? null : clamp(known, waitMs);
  const queueMs = waitMs - (approvalMs ?? 0);
  const split = { queueMs, approvalMs, executionMs, jobMs };
  return { start, end, endFrom: 'jobs', totalMs, split };
}

/**
 * From and to of the jobs that ran in this attempt, by start. "Re-run failed jobs" lists the untouched jobs again with
 * their old times, so what began before the attempt is left out, as are skipped jobs. Null where a job has no end: the
 * list was read too early to be used.
 */
function spansOf(
  jobs: readonly DigestJob[],
  start: number,
): [number, number][] | null {
  const spans: [number, number][] = [];
  for (const job of jobs) {
    if (job.conclusion === 'skipped') continue;
    const from = job.startedAt === null ? null : toMillis(job.startedAt);
    if (from !== null && from < start) continue;
    if (job.completedAt === null) return null;
    // Cancelled before a runner took it: it has an end and no beginning.
    const to = toMillis(job.completedAt);
    spans.push([Math.min(from ?? to, to), to]);
  }
  return spans.sort((a, b) => a[0] - b[0]);
}

function clamp(value: number, highest: number): number {
  return Math.min(Math.max(0, value), highest);
}
