import type { Coverage } from './coverage.ts';
import type {
  AttemptKey,
  AttemptRecord,
  AttemptSighting,
  JobRecord,
} from './attempt.ts';

/** Which attempts to read. Those that match any of the given conditions are found. */
export interface AttemptQuery {
  readonly repository: string;
  /** Ended in the span. */
  readonly ended?: { readonly from: number; readonly to: number } | undefined;
  /** Their finished state was recorded, as it happened, in the span. */
  readonly recorded?:
    { readonly from: number; readonly to: number } | undefined;
  /** Not finished. */
  readonly running?: boolean | undefined;
  /** Attach the jobs of attempts that ended at or after this time, and of running ones. */
  readonly jobsFrom?: number | undefined;
}

/** An attempt with its jobs; null if they were not asked for or never read. */
export interface AttemptWithJobs extends AttemptRecord {
  readonly jobs: readonly JobRecord[] | null;
}

/** Which finished attempts are comparable. */
export interface SampleQuery {
  readonly repository: string;
  /** `.github/workflows/deploy.yml` */
  readonly workflowPath: string;
  /** `client/production`; null for runs that deploy nothing. */
  readonly target: string | null;
  /** Ended before this time, at the latest; and since when. */
  readonly before: number;
  readonly since: number;
  /** At most this many, the newest first. */
  readonly limit: number;
}

/**
 * The durable store of attempts and jobs, of every run. States converge in whatever order they arrive; a write
 * that has resolved outlives the process. Times are milliseconds since the epoch.
 */
export interface History {
  /**
   * Adds looks at attempts and their jobs, several of one attempt too, all or none.
   * @param seenAt now, if the looks show the present; null for a back-fill of the past.
   */
  record(
    sightings: readonly AttemptSighting[],
    seenAt: number | null,
  ): Promise<void>;
  /** GitHub no longer knows the run; what is known of it stays. */
  markDeleted(repository: string, runId: number, at: number): Promise<void>;
  find(key: AttemptKey): Promise<AttemptWithJobs | null>;
  /** By end, running ones last; then by run and attempt. */
  list(query: AttemptQuery): Promise<readonly AttemptWithJobs[]>;
  /** Successful attempts with all their jobs, newest end first. */
  samples(query: SampleQuery): Promise<readonly AttemptWithJobs[]>;
  /** Which of these attempts are known to be finished. */
  finished(keys: readonly AttemptKey[]): Promise<readonly AttemptKey[]>;
  addCoverage(coverage: Coverage): Promise<void>;
  /** Joined, by workflow and start. */
  coverage(repository: string): Promise<readonly Coverage[]>;
  /** Forgets attempts that ended, or were last updated, before this time, and what was covered before it. */
  prune(before: number): Promise<void>;
}
