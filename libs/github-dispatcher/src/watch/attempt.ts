import type { Job } from '../run/run.ts';
import type { Snapshot } from '../run/snapshot.ts';

/** What is known of one attempt, and how the next question about it is made conditional. */
export type Attempt = {
  snapshot: Snapshot | undefined;
  /** Told by webhooks before the run itself was. */
  early: readonly Job[];
  etag: string | undefined;
  jobsEtag: string | undefined;
  /** The job list could not be read after the conclusion: the conclusion is told without it. */
  jobsGivenUp: boolean;
  /** The last job list showed jobs that had not ended. */
  jobsLagging: boolean;
  /** Lists read after the conclusion that still lagged. */
  jobLooks: number;
};

export function createAttempt(): Attempt {
  return {
    snapshot: undefined,
    early: [],
    etag: undefined,
    jobsEtag: undefined,
    jobsGivenUp: false,
    jobsLagging: true,
    jobLooks: 0,
  };
}
