import type { Clock } from '../clock.ts';
import type { CallOptions, Failure, GitHub } from '../github.ts';
import { isFinal } from '../run/run.ts';
import type { PollCall } from './events.ts';
import type { WatchedRun } from './watched-run.ts';

export type PollOutcome =
  | { readonly kind: 'read' }
  | { readonly kind: 'gone' }
  | { readonly kind: 'failed'; readonly failure: Failure };

const READ: PollOutcome = { kind: 'read' };

/** Asks for the newest record of one run, conditionally. */
export async function pollRun(
  github: GitHub,
  watched: WatchedRun,
  { onAnswer, ...call }: PollCall,
): Promise<PollOutcome> {
  const etag = watched.etag();
  const result = await github.getRun(watched.runId, {
    ...call,
    ...(etag === undefined ? {} : { etag }),
  });
  if (!result.ok && result.reason !== 'not_found') {
    return { kind: 'failed', failure: result };
  }
  onAnswer();
  if (!result.ok) return { kind: 'gone' };
  if (result.value.modified) {
    watched.absorbRun(result.value.value);
    watched.setEtag(result.value.value.attempt, result.value.etag);
  }
  return READ;
}

/** What else the subscribers need, once the run itself is known: older attempts, jobs, approvals. */
export async function pollDetails(
  github: GitHub,
  watched: WatchedRun,
  options: CallOptions & {
    readonly clock: Clock;
    /** Jobs of a running run too. */
    readonly progress: boolean;
  },
): Promise<PollOutcome> {
  const { clock, progress, ...call } = options;
  for (const attempt of watched.unfinishedOldAttempts()) {
    const result = await github.getRunAttempt(watched.runId, attempt, call);
    if (result.ok && result.value.modified)
      watched.absorbRun(result.value.value);
    if (!result.ok && isPassing(result))
      return { kind: 'failed', failure: result };
  }
  for (const attempt of watched.attemptsInNeedOfJobs(progress)) {
    const failure = await pollJobs(github, watched, attempt, call);
    if (failure !== undefined && isPassing(failure))
      return { kind: 'failed', failure };
  }
  for (const { run, phase, approvalsReadAt } of watched.snapshots()) {
    if (phase !== 'waiting' || approvalsReadAt !== undefined) continue;
    const result = await github.listPendingDeployments(run.id, call);
    if (!result.ok && isPassing(result))
      return { kind: 'failed', failure: result };
    // A token without the right to see them still follows the run.
    const pending = result.ok ? result.value : [];
    watched.absorbApprovals(run, pending, new Date(clock.now()));
  }
  return READ;
}

/** Missing rights to a detail are no reason to stop asking for the run. */
function isPassing({ reason }: Failure): boolean {
  return reason === 'rate_limited' || reason === 'unavailable';
}

async function pollJobs(
  github: GitHub,
  watched: WatchedRun,
  number: number,
  call: CallOptions,
): Promise<Failure | undefined> {
  const attempt = watched.attempt(number);
  const run = attempt?.snapshot?.run;
  if (attempt === undefined || run === undefined) return undefined;
  const final = isFinal(run);
  const etag = attempt.jobsEtag;
  const result = await github.listJobs(watched.runId, number, {
    ...call,
    ...(etag === undefined ? {} : { etag }),
  });
  if (!result.ok) {
    // The conclusion is worth more than its details.
    if (final) watched.giveUpJobs(number);
    return result;
  }
  if (result.value.modified) {
    attempt.jobsEtag = result.value.etag;
    const jobs = result.value.value;
    attempt.jobsLagging = !jobs.every(isFinal);
    watched.absorbJobs(number, jobs, final && !attempt.jobsLagging);
  } else if (final && !attempt.jobsLagging) {
    watched.absorbJobs(number, [], true);
  }
  // The list may lag behind the run's conclusion; a few looks, then the conclusion is told with what there is.
  if (final && attempt.jobsLagging) {
    attempt.jobLooks += 1;
    if (attempt.jobLooks >= MAX_JOB_LOOKS) watched.giveUpJobs(number);
  }
  return undefined;
}

const MAX_JOB_LOOKS = 3;
