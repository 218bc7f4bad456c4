import {
  firstFailure,
  mergeSnapshot,
  snapshotOf,
  type GitHub,
  type Snapshot,
} from '@yardmaster/github-dispatcher';
import type { JsonObject } from '../report/report.ts';

/** Lines of the log that are kept; a Discord embed has room for about 3,500 characters of them. */
const LINES = 15;

/** The first failed step with the last lines of its log, as it is stored; null where GitHub would not say. */
export async function failureDetail(
  github: GitHub,
  { run, jobs, jobsComplete }: Snapshot,
  secrets: readonly string[],
): Promise<JsonObject | null> {
  const failure = await firstFailure(github, run, {
    maxLines: LINES,
    secrets,
    ...(jobsComplete ? { jobs } : {}),
  });
  if (failure.kind !== 'found') return null;
  const { job, step, lines } = failure;
  return {
    failedStep: step === undefined ? job.name : `${job.name} › ${step.name}`,
    log: lines.join('\n'),
  };
}

/**
 * A conclusion that came by webhook may have come without its jobs, or before theirs. They are asked for where the
 * report needs them: to show any at all, and to tell whether a cancelled run ever began.
 */
export async function withJobs(
  github: GitHub,
  snapshot: Snapshot,
): Promise<Snapshot> {
  const { run, jobs, jobsComplete } = snapshot;
  if (jobsComplete || (jobs.length > 0 && run.conclusion === 'success'))
    return snapshot;
  const listed = await github.listJobs(run.id, run.attempt);
  if (!listed.ok || !listed.value.modified) return snapshot;
  return mergeSnapshot(
    snapshot,
    snapshotOf(run, { jobs: listed.value.value, jobsComplete: true }),
  );
}
