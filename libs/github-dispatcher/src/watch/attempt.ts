import { isFinal, type Job } from '../run/run.ts';
import { mergeSnapshot, snapshotOf, type Snapshot } from '../run/snapshot.ts';

/** What is known of one attempt, and how the next request about it is made conditional. */
export class Attempt {
  readonly number: number;
  etag: string | undefined;
  jobsEtag: string | undefined;
  /** The last job list showed jobs that had not ended. */
  isJobListBehind = true;
  /** Why the run was cancelled was looked up. */
  isCauseRead = false;
  /** The concurrency group it was seen waiting in. */
  waitedIn: string | undefined;
  /** The details could not be read in time. */
  areDetailsGivenUp = false;
  #snapshot: Snapshot | undefined;
  /** Jobs that webhooks brought before the run itself. */
  #early: readonly Job[] = [];

  constructor(number: number) {
    this.number = number;
  }

  get snapshot(): Snapshot | undefined {
    return this.#snapshot;
  }

  merge(next: Snapshot): void {
    const merged =
      this.#snapshot === undefined ? next : mergeSnapshot(this.#snapshot, next);
    this.#snapshot =
      this.#early.length === 0
        ? merged
        : mergeSnapshot(merged, snapshotOf(merged.run, { jobs: this.#early }));
    this.#early = [];
  }

  mergeJobs(jobs: readonly Job[], jobsComplete = false): void {
    if (this.#snapshot === undefined) this.#early = [...this.#early, ...jobs];
    else this.merge(snapshotOf(this.#snapshot.run, { jobs, jobsComplete }));
  }

  isFinal(): boolean {
    return this.#snapshot !== undefined && isFinal(this.#snapshot.run);
  }

  /** After the conclusion: the jobs for those who want them, and the cause of a cancellation. */
  needsDetails(wantsJobs: boolean): boolean {
    const snapshot = this.#snapshot;
    if (snapshot === undefined || !this.isFinal() || this.areDetailsGivenUp)
      return false;
    const isCancelled = snapshot.run.conclusion === 'cancelled';
    if (!snapshot.jobsComplete) return wantsJobs || isCancelled;
    return isCancelled && !this.isCauseRead && hasNothingRun(snapshot);
  }
}

/** No step of any job ran: only then can a newer run have taken the place of this one. */
function hasNothingRun({ jobs }: Snapshot): boolean {
  return jobs.every(({ steps }) =>
    steps.every(
      ({ conclusion, startedAt }) =>
        conclusion === 'skipped' || startedAt === null,
    ),
  );
}
