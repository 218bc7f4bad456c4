import type { Clock } from '../clock.ts';
import type { CallOptions, Failure, GitHub } from '../github.ts';
import { isFinal } from '../run/run.ts';
import { snapshotOf, type ConcurrencyWait } from '../run/snapshot.ts';
import type { Attempt } from './attempt.ts';
import type { PollCall } from './events.ts';
import type { WatchedRun } from './watched-run.ts';

export type PollOutcome =
  | { readonly kind: 'read' }
  /** GitHub shows the repository, but not the run. */
  | { readonly kind: 'missing' }
  | { readonly kind: 'failed'; readonly failure: Failure };

const READ: PollOutcome = { kind: 'read' };

/** Reads the newest record of one run, conditionally. */
export async function pollRun(
  github: GitHub,
  watched: WatchedRun,
  { onResponse, ...call }: PollCall,
): Promise<PollOutcome> {
  const etag = watched.latest()?.etag;
  const result = await github.getRun(watched.runId, {
    ...call,
    ...(etag === undefined ? {} : { etag }),
  });
  if (!result.ok && result.reason !== 'not_found')
    return { kind: 'failed', failure: result };
  if (!result.ok) return missingOrHidden(github, { onResponse, ...call });
  onResponse();
  if (result.value.modified) {
    const { value: run, readAt } = result.value;
    watched.absorb(snapshotOf(run, readAt === undefined ? {} : { readAt }));
    watched.attempt(run.attempt).etag = result.value.etag;
  }
  return READ;
}

/** GitHub answers 404 for what it does not show as well. Only if it shows the repository, the run itself is missing. */
async function missingOrHidden(
  github: GitHub,
  { onResponse, ...call }: PollCall,
): Promise<PollOutcome> {
  const repository = await github.getRepository(call);
  if (repository.ok) {
    onResponse();
    return { kind: 'missing' };
  }
  const message =
    repository.reason === 'not_found'
      ? `GitHub does not show ${github.repository} to these credentials (HTTP 404).`
      : repository.message;
  return { kind: 'failed', failure: { ...repository, message } };
}

/** What else the subscribers need, once the run itself is known: older attempts, jobs, what it waits for, why it was cancelled. */
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
      watched.absorb(snapshotOf(result.value.value));
    if (!result.ok && isTemporary(result))
      return { kind: 'failed', failure: result };
  }
  for (const attempt of watched.attemptsInNeedOfJobs(progress)) {
    const failure = await pollJobs(github, watched, attempt, call);
    if (failure !== undefined && isTemporary(failure))
      return { kind: 'failed', failure };
  }
  for (const attempt of watched.attemptsInNeedOfCause()) {
    const failure = await readCause(github, watched, attempt, call);
    if (failure !== undefined) return { kind: 'failed', failure };
  }
  const latest = watched.latest();
  return latest === undefined
    ? READ
    : readWait(github, watched, latest, { ...call, clock });
}

/** A missing permission for a detail is no reason to stop reading the run. */
function isTemporary({ reason }: Failure): boolean {
  return reason === 'rate_limited' || reason === 'unavailable';
}

async function pollJobs(
  github: GitHub,
  watched: WatchedRun,
  attempt: Attempt,
  call: CallOptions,
): Promise<Failure | undefined> {
  const run = attempt.snapshot?.run;
  if (run === undefined) return undefined;
  const final = isFinal(run);
  const etag = attempt.jobsEtag;
  const result = await github.listJobs(watched.runId, attempt.number, {
    ...call,
    ...(etag === undefined ? {} : { etag }),
  });
  if (!result.ok) return result;
  if (result.value.modified) {
    attempt.jobsEtag = result.value.etag;
    const jobs = result.value.value;
    attempt.isJobListBehind = !jobs.every(isFinal);
    // The list may lag behind the run's conclusion.
    watched.absorbJobs(attempt.number, jobs, final && !attempt.isJobListBehind);
  } else if (final && !attempt.isJobListBehind) {
    watched.absorbJobs(attempt.number, [], true);
  }
  return undefined;
}

/** GitHub's own sentence on the job of a run whose place a newer one took. */
const SUPERSEDED = /^canceling since a higher priority waiting request for /i;

/**
 * Why a run was cancelled before anything ran. A person may have done it, so that a newer run took its place is said
 * only with evidence: GitHub's annotation, or a newer run in the group this one was seen waiting in.
 */
async function readCause(
  github: GitHub,
  watched: WatchedRun,
  attempt: Attempt,
  call: CallOptions,
): Promise<Failure | undefined> {
  const [job] = attempt.snapshot?.jobs ?? [];
  if (job !== undefined) {
    const result = await github.listAnnotations(job.id, call);
    if (!result.ok && isTemporary(result)) return result;
    if (result.ok && result.value.some((message) => SUPERSEDED.test(message)))
      watched.addFacts(attempt, { superseded: true });
  }
  const { waitedIn } = attempt;
  if (attempt.snapshot?.superseded === false && waitedIn !== undefined) {
    const result = await github.listConcurrencyMembers(waitedIn, call);
    if (!result.ok && isTemporary(result)) return result;
    if (result.ok && result.value.some(({ runId }) => runId > watched.runId))
      watched.addFacts(attempt, { superseded: true });
  }
  watched.causeRead(attempt);
  return undefined;
}

/** What holds a run, read once for each time that its record changes. */
async function readWait(
  github: GitHub,
  watched: WatchedRun,
  attempt: Attempt,
  { clock, ...call }: CallOptions & { readonly clock: Clock },
): Promise<PollOutcome> {
  const { snapshot } = attempt;
  if (snapshot === undefined || snapshot.waitReadAt !== undefined) return READ;
  const waitReadAt = new Date(clock.now());
  if (snapshot.phase === 'waiting') {
    const result = await github.listPendingDeployments(snapshot.run.id, call);
    if (!result.ok && isTemporary(result))
      return { kind: 'failed', failure: result };
    // A token that may not see them still follows the run.
    const pendingApprovals = result.ok ? result.value : [];
    watched.addFacts(attempt, { pendingApprovals, waitReadAt });
  }
  if (snapshot.phase === 'pending') {
    const result = await readConcurrency(github, snapshot.run.id, call);
    if (result !== undefined && 'reason' in result)
      return { kind: 'failed', failure: result };
    attempt.waitedIn = result?.group ?? attempt.waitedIn;
    watched.addFacts(attempt, {
      waitReadAt,
      ...(result === undefined ? {} : { concurrency: result }),
    });
  }
  return READ;
}

async function readConcurrency(
  github: GitHub,
  runId: number,
  call: CallOptions,
): Promise<ConcurrencyWait | Failure | undefined> {
  const positions = await github.listConcurrencyPositions(runId, call);
  if (!positions.ok) return isTemporary(positions) ? positions : undefined;
  const waiting = positions.value.find(({ position }) => position > 0);
  if (waiting === undefined) return undefined;
  const { group } = waiting;
  const members = await github.listConcurrencyMembers(group, {
    ...call,
    aheadOfRun: runId,
  });
  if (!members.ok && isTemporary(members)) return members;
  const behind = members.ok
    ? members.value
        .filter((member) => member.runId !== runId)
        .map(({ runId: id, name, url }) => ({ runId: id, name, url }))
    : [];
  return { group, behind };
}
