import {
  firstFailure,
  mergeSnapshot,
  snapshotOf,
  type FirstFailure,
  type GitHub,
  type LogState,
  type Snapshot,
} from '@yardmaster/github-dispatcher';
import type { JsonObject } from '../report/report.ts';

/** Lines of the log that are kept; a Discord embed has room for about 3,500 characters of them. */
const LINES = 15;

/** A log that is not there this long after the conclusion does not come, milliseconds. */
const LOG_APPEARS_MS = 60_000;

/** What GitHub adds to a conclusion: jobs, the failed step, its log. */
export interface Details {
  readonly snapshot: Snapshot;
  readonly detail: JsonObject;
  /** Something could not be read now and may be later. */
  readonly due: boolean;
  /** How long it is worth asking for, milliseconds. */
  readonly dueForMs?: number | undefined;
  /** When GitHub allows the next request, milliseconds since the epoch. */
  readonly retryAt?: number | undefined;
}

/** Why there is no log, in the middle of a sentence. */
const LOG_MISSING: Readonly<Record<LogState, string | null>> = {
  attributed: null,
  unattributed: null,
  missing: 'GitHub has no log of it',
  expired: 'its log has expired',
  unreadable: 'its log cannot be read',
};

/** Reads the jobs of a finished attempt, and of a failed one the failed step with the last lines of its log. */
export async function readDetails(
  github: GitHub,
  seen: Snapshot,
  failed: boolean,
  secrets: readonly string[],
  logExcerpt: boolean,
): Promise<Details> {
  const { snapshot, due, retryAt } = await withJobs(github, seen);
  if (!failed || due) return { snapshot, detail: {}, due, retryAt };
  if (!logExcerpt) return { snapshot, detail: stepOf(snapshot), due: false };
  const failure = await firstFailure(github, snapshot.run, {
    maxLines: LINES,
    secrets,
    jobs: snapshot.jobs,
  });
  switch (failure.kind) {
    case 'none':
      return { snapshot, detail: {}, due: false };
    case 'failed':
      return {
        snapshot,
        detail: {},
        due: true,
        retryAt: failure.failure.retryAt?.getTime(),
      };
    case 'found':
      return {
        snapshot,
        detail: detailOf(failure),
        // A log may appear a little later, and be readable after a limit; one that expired does not come back.
        due: failure.log === 'missing' || failure.log === 'unreadable',
        dueForMs: failure.log === 'missing' ? LOG_APPEARS_MS : undefined,
        retryAt: failure.logFailure?.retryAt?.getTime(),
      };
  }
}

/** What the list of jobs alone says of the failure. */
function stepOf({ jobs }: Snapshot): JsonObject {
  const failed = jobs.filter(({ conclusion }) => conclusion === 'failure');
  const [job] = failed;
  if (job === undefined) return {};
  const step = job.steps.find(({ conclusion }) => conclusion === 'failure');
  return {
    failedStep: step === undefined ? job.name : `${job.name} › ${step.name}`,
    failedJobs: failed.map(({ name }) => name),
  };
}

function detailOf(found: Extract<FirstFailure, { kind: 'found' }>): JsonObject {
  const { job, step, failedJobs, log, lines } = found;
  return {
    failedStep: step === undefined ? job.name : `${job.name} › ${step.name}`,
    failedJobs: failedJobs.map(({ name }) => name),
    log: lines.join('\n'),
    logAttributed: log === 'attributed',
    logMissing: LOG_MISSING[log],
  };
}

/** A conclusion that came by webhook may have come without its jobs, or before theirs. */
async function withJobs(
  github: GitHub,
  snapshot: Snapshot,
): Promise<Pick<Details, 'snapshot' | 'due' | 'retryAt'>> {
  const { run, jobs, jobsComplete } = snapshot;
  if (jobsComplete || (jobs.length > 0 && run.conclusion === 'success'))
    return { snapshot, due: false };
  const listed = await github.listJobs(run.id, run.attempt);
  if (!listed.ok)
    // A token without the right to see them does not get it by waiting.
    return listed.reason === 'rate_limited' || listed.reason === 'unavailable'
      ? { snapshot, due: true, retryAt: listed.retryAt?.getTime() }
      : { snapshot, due: false };
  if (!listed.value.modified) return { snapshot, due: false };
  return {
    snapshot: mergeSnapshot(
      snapshot,
      snapshotOf(run, { jobs: listed.value.value, jobsComplete: true }),
    ),
    due: false,
  };
}
