import { isFinal, type Job } from '../run/run.ts';
import { snapshotOf, type Snapshot } from '../run/snapshot.ts';
import { Attempt } from './attempt.ts';
import type { WatchEvent, WatchListener, WatchOptions } from './events.ts';

type Subscription = {
  readonly listener: WatchListener;
  readonly attempt: number | undefined;
  readonly wantsJobs: boolean;
  sent: string;
};

/** One run with everything that watches it. Merges what is seen and sends each subscriber what changed for it. */
export class WatchedRun {
  readonly runId: number;
  readonly #onListenerError: (error: unknown) => void;
  readonly #attempts = new Map<number, Attempt>();
  readonly #subscriptions = new Set<Subscription>();

  constructor(runId: number, onListenerError: (error: unknown) => void) {
    this.runId = runId;
    this.#onListenerError = onListenerError;
  }

  subscribe(listener: WatchListener, options: WatchOptions): () => void {
    const subscription = {
      listener,
      attempt: options.attempt,
      wantsJobs: options.detail === 'jobs',
      sent: '',
    };
    if (options.known !== undefined)
      this.attempt(options.known.run.attempt).merge(options.known);
    this.#subscriptions.add(subscription);
    this.#notify();
    return () => this.#subscriptions.delete(subscription);
  }

  isWatched(): boolean {
    return this.#subscriptions.size > 0;
  }

  /** A subscriber still waits for a change. */
  isOpen(): boolean {
    return this.#open().length > 0;
  }

  isKnown(): boolean {
    return this.latest() !== undefined;
  }

  wantsJobs(): boolean {
    return this.#open().some(({ wantsJobs }) => wantsJobs);
  }

  /** The conclusions are known; only their details are still to be read. */
  awaitsOnlyDetails(): boolean {
    const open = this.#open();
    return (
      open.length > 0 &&
      open.every((subscription) => this.#targetOf(subscription)?.isFinal())
    );
  }

  attempt(number: number): Attempt {
    const known = this.#attempts.get(number);
    if (known !== undefined) return known;
    const fresh = new Attempt(number);
    this.#attempts.set(number, fresh);
    return fresh;
  }

  latest(): Attempt | undefined {
    return [...this.#attempts.values()]
      .filter(({ snapshot }) => snapshot !== undefined)
      .toSorted((a, b) => b.number - a.number)[0];
  }

  snapshots(): readonly Snapshot[] {
    return [...this.#attempts.values()].flatMap(({ snapshot }) =>
      snapshot === undefined ? [] : [snapshot],
    );
  }

  /** Older attempts that are watched, and whose end GitHub's newest record does not show. */
  unfinishedOldAttempts(): readonly number[] {
    const newest = this.latest()?.number ?? 0;
    const wanted = this.#open().map(({ attempt }) => attempt ?? newest);
    return [...new Set(wanted)].filter(
      (attempt) => attempt < newest && !this.attempt(attempt).isFinal(),
    );
  }

  /** Attempts whose jobs should be listed now: after their end, and with `progress` while they run. */
  attemptsInNeedOfJobs(progress: boolean): readonly Attempt[] {
    const needed = this.#open().flatMap((subscription) => {
      const target = this.#targetOf(subscription);
      if (target?.snapshot === undefined || target.snapshot.jobsComplete)
        return [];
      return (progress && subscription.wantsJobs) ||
        target.needsDetails(subscription.wantsJobs)
        ? [target]
        : [];
    });
    return [...new Set(needed)];
  }

  /** Attempts that were cancelled before anything ran, as long as it is not known why. */
  attemptsInNeedOfCause(): readonly Attempt[] {
    return [...this.#attempts.values()].filter(
      (attempt) =>
        attempt.snapshot?.jobsComplete === true && attempt.needsDetails(false),
    );
  }

  /** Every job seen has ended: the run should end any moment. */
  allJobsEnded(): boolean {
    const jobs = this.latest()?.snapshot?.jobs ?? [];
    return jobs.length > 0 && jobs.every(isFinal);
  }

  /** The run, or one of its jobs, waits for a protection rule: no webhook of the run itself reports that it continues. */
  isHeld(): boolean {
    const snapshot = this.latest()?.snapshot;
    if (snapshot === undefined || isFinal(snapshot.run)) return false;
    return [snapshot.run, ...snapshot.jobs].some(
      ({ status }) => status === 'waiting',
    );
  }

  isInProgress(): boolean {
    return this.latest()?.snapshot?.phase === 'in_progress';
  }

  absorb(snapshot: Snapshot): void {
    this.attempt(snapshot.run.attempt).merge(snapshot);
    this.#notify();
  }

  absorbJobs(number: number, jobs: readonly Job[], complete = false): void {
    this.attempt(number).mergeJobs(jobs, complete);
    this.#notify();
  }

  /** More facts about an attempt that is known. */
  addFacts(
    { number, snapshot }: Attempt,
    facts: Parameters<typeof snapshotOf>[1],
  ): void {
    if (snapshot !== undefined)
      this.attempt(number).merge(snapshotOf(snapshot.run, facts));
    this.#notify();
  }

  causeRead(attempt: Attempt): void {
    attempt.isCauseRead = true;
    this.#notify();
  }

  giveUpDetails(): void {
    for (const attempt of this.#attempts.values())
      if (attempt.isFinal()) attempt.areDetailsGivenUp = true;
    this.#notify();
  }

  broadcast(event: WatchEvent): void {
    for (const subscription of this.#open()) this.#send(subscription, event);
  }

  #targetOf({ attempt }: Subscription): Attempt | undefined {
    return attempt === undefined ? this.latest() : this.#attempts.get(attempt);
  }

  #open(): readonly Subscription[] {
    return [...this.#subscriptions].filter((subscription) => {
      const target = this.#targetOf(subscription);
      return !target?.isFinal() || target.needsDetails(subscription.wantsJobs);
    });
  }

  #send(subscription: Subscription, event: WatchEvent): void {
    try {
      subscription.listener(event);
    } catch (error) {
      this.#onListenerError(error);
    }
  }

  #notify(): void {
    for (const subscription of this.#subscriptions) {
      const target = this.#targetOf(subscription);
      const snapshot = target?.snapshot;
      if (target === undefined || snapshot === undefined) continue;
      const detailsDue = target.needsDetails(subscription.wantsJobs);
      const text = JSON.stringify([snapshot, detailsDue], withoutReadTimes);
      if (text === subscription.sent) continue;
      subscription.sent = text;
      this.#send(subscription, { kind: 'snapshot', snapshot, detailsDue });
    }
  }
}

/** Having read the same once more is no change. */
function withoutReadTimes(name: string, value: unknown): unknown {
  return name === 'readAt' || name === 'waitReadAt' ? undefined : value;
}
