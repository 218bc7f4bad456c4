import { createAttempt, type Attempt } from './attempt.ts';
import type { PendingDeployment } from '../run/pending-deployment.ts';
import { isFinal, type Job, type Run } from '../run/run.ts';
import { mergeSnapshot, snapshotOf, type Snapshot } from '../run/snapshot.ts';
import type { WatchEvent, WatchListener, WatchOptions } from './events.ts';

type Subscription = {
  readonly listener: WatchListener;
  readonly attempt: number | undefined;
  readonly wantsJobs: boolean;
  sent: string;
};

/** One run with everybody who watches it. Merges news and tells each subscriber what changed for them. */
export type WatchedRun = ReturnType<typeof createWatchedRun>;

export function createWatchedRun(
  runId: number,
  onListenerError: (error: unknown) => void,
) {
  const attempts = new Map<number, Attempt>();
  const subscriptions = new Set<Subscription>();

  function attemptOf(number: number): Attempt {
    const known = attempts.get(number);
    if (known !== undefined) return known;
    const fresh = createAttempt();
    attempts.set(number, fresh);
    return fresh;
  }

  function latest(): number | undefined {
    const seen = [...attempts]
      .filter(([, attempt]) => attempt.snapshot !== undefined)
      .map(([number]) => number);
    return seen.length === 0 ? undefined : Math.max(...seen);
  }

  function targetOf({ attempt }: Subscription): Attempt | undefined {
    const number = attempt ?? latest();
    return number === undefined ? undefined : attempts.get(number);
  }

  /** After the conclusion the jobs are listed once: when asked for, and to tell whether a cancelled run ever began. */
  function lacksJobs(
    subscription: Subscription,
    { snapshot, jobsGivenUp }: Attempt,
  ): boolean {
    if (
      snapshot === undefined ||
      !isFinal(snapshot.run) ||
      snapshot.jobsComplete ||
      jobsGivenUp
    )
      return false;
    return subscription.wantsJobs || snapshot.run.conclusion === 'cancelled';
  }

  function isSettled(subscription: Subscription): boolean {
    const target = targetOf(subscription);
    return (
      target?.snapshot !== undefined &&
      isFinal(target.snapshot.run) &&
      !lacksJobs(subscription, target)
    );
  }

  function send(subscription: Subscription, event: WatchEvent): void {
    try {
      subscription.listener(event);
    } catch (error) {
      onListenerError(error);
    }
  }

  function tell(): void {
    for (const subscription of subscriptions) {
      const target = targetOf(subscription);
      if (target?.snapshot === undefined || lacksJobs(subscription, target))
        continue;
      const text = JSON.stringify(target.snapshot);
      if (text === subscription.sent) continue;
      subscription.sent = text;
      send(subscription, { kind: 'snapshot', snapshot: target.snapshot });
    }
  }

  function absorb(next: Snapshot): void {
    const attempt = attemptOf(next.run.attempt);
    const merged =
      attempt.snapshot === undefined
        ? next
        : mergeSnapshot(attempt.snapshot, next);
    attempt.snapshot =
      attempt.early.length === 0
        ? merged
        : mergeSnapshot(
            merged,
            snapshotOf(merged.run, { jobs: attempt.early }),
          );
    attempt.early = [];
  }

  return {
    runId,
    subscribe(listener: WatchListener, options: WatchOptions): () => void {
      const wantsJobs = options.detail === 'jobs';
      const subscription = {
        listener,
        attempt: options.attempt,
        wantsJobs,
        sent: '',
      };
      if (options.known !== undefined) absorb(options.known);
      subscriptions.add(subscription);
      tell();
      return () => subscriptions.delete(subscription);
    },
    isWatched: () => subscriptions.size > 0,
    /** Somebody still waits for news. */
    isOpen: () =>
      [...subscriptions].some((subscription) => !isSettled(subscription)),
    isKnown: () => latest() !== undefined,
    wantsJobs: () =>
      [...subscriptions].some((item) => item.wantsJobs && !isSettled(item)),
    /** The conclusions are known; only their jobs are still to be listed. */
    awaitsOnlyDetails(): boolean {
      let open = 0;
      for (const subscription of subscriptions) {
        if (isSettled(subscription)) continue;
        const target = targetOf(subscription);
        if (target === undefined || !lacksJobs(subscription, target))
          return false;
        open += 1;
      }
      return open > 0;
    },
    etag: () => attempts.get(latest() ?? 0)?.etag,
    setEtag(attempt: number, etag: string | undefined) {
      attemptOf(attempt).etag = etag;
    },
    attempt: (number: number) => attempts.get(number),
    snapshots: () =>
      [...attempts.values()].flatMap(({ snapshot }) =>
        snapshot === undefined ? [] : [snapshot],
      ),
    /** Older attempts that somebody follows and whose end GitHub's newest record no longer tells. */
    unfinishedOldAttempts(): readonly number[] {
      const newest = latest() ?? 0;
      const wanted = [...subscriptions]
        .filter((item) => !isSettled(item))
        .map(({ attempt }) => attempt ?? newest);
      return [...new Set(wanted)].filter((attempt) => attempt < newest);
    },
    /** Attempts whose jobs should be listed now: to tell their end, and on `progress` while they run. */
    attemptsInNeedOfJobs(progress: boolean): readonly number[] {
      const needed = [...subscriptions].flatMap((subscription) => {
        const target = targetOf(subscription);
        if (target?.snapshot === undefined || isSettled(subscription))
          return [];
        return (progress && subscription.wantsJobs) ||
          lacksJobs(subscription, target)
          ? [target.snapshot.run.attempt]
          : [];
      });
      return [...new Set(needed)];
    },
    /** Every job seen has ended: the run should end any moment. */
    allJobsEnded(): boolean {
      const jobs = attempts.get(latest() ?? 0)?.snapshot?.jobs ?? [];
      return jobs.length > 0 && jobs.every(isFinal);
    },
    /** The run, or one of its jobs, waits for a review or has just done so: no webhook tells that of the run itself. */
    approvalInPlay(): boolean {
      const snapshot = attempts.get(latest() ?? 0)?.snapshot;
      if (snapshot === undefined || isFinal(snapshot.run)) return false;
      const words = [snapshot.run, ...snapshot.jobs].map(
        ({ status }) => status,
      );
      return words.includes('waiting');
    },
    absorbRun(run: Run) {
      absorb(snapshotOf(run));
      tell();
    },
    absorbJobs(number: number, jobs: readonly Job[], complete = false) {
      const attempt = attemptOf(number);
      if (attempt.snapshot === undefined)
        attempt.early = [...attempt.early, ...jobs];
      else
        absorb(
          snapshotOf(attempt.snapshot.run, { jobs, jobsComplete: complete }),
        );
      tell();
    },
    absorbApprovals(
      run: Run,
      pendingApprovals: readonly PendingDeployment[],
      approvalsReadAt: Date,
    ) {
      absorb(snapshotOf(run, { pendingApprovals, approvalsReadAt }));
      tell();
    },
    giveUpJobs(number: number) {
      attemptOf(number).jobsGivenUp = true;
      tell();
    },
    broadcast(event: WatchEvent) {
      for (const subscription of subscriptions)
        if (!isSettled(subscription)) send(subscription, event);
    },
  };
}
