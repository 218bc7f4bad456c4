import type { Snapshot } from '@yardmaster/github-dispatcher';
import type { AttemptDeploy, AttemptSighting } from './attempt.ts';
import { jobRecordOf, sightingOf } from './sighting.ts';

/** What a follow has seen of its run at the end, with who asked for it and what it deployed. */
export function followedRun(
  repository: string,
  { run, jobs }: Snapshot,
  facts: {
    readonly requester: string;
    readonly deploy: AttemptDeploy | null;
  },
): AttemptSighting {
  return {
    ...sightingOf(repository, run, 'read'),
    ...facts,
    jobs: jobs.map(jobRecordOf),
    // A follow reads the jobs once more when the run has ended.
    jobsWhole: jobs.length > 0,
  };
}
