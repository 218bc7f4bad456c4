import type { Failure } from '@yardmaster/github-dispatcher';
import type { AttemptWithJobs } from '../history.ts';
import { jobRecordOf } from '../sighting.ts';
import type { Budget } from './budget.ts';
import { concerns, inGroups, type BackfillOptions } from './options.ts';

/** Reads jobs, those of failures first, then the newest; returns how many attempts still lack theirs. */
export async function readJobs(
  options: BackfillOptions,
  budget: Budget,
  problem: (failure: Failure) => void,
): Promise<number> {
  const { history, repository, jobsFrom, now, signal } = options;
  if (jobsFrom === undefined) return 0;
  const attempts = await history.list({
    repository,
    ended: { from: jobsFrom, to: now },
  });
  const lacking = attempts
    .filter((one) => !one.jobsSeen && concerns(one, options))
    .toReversed()
    .toSorted((one, other) => priority(one) - priority(other));
  let read = 0;
  await inGroups(lacking, async (key) => {
    const jobs = await budget.listJobs(
      key.runId,
      key.attempt,
      signal === undefined ? {} : { signal },
    );
    if (!jobs.ok) return problem(jobs);
    if (!jobs.value.modified) return;
    await history.record(
      [
        {
          repository,
          runId: key.runId,
          attempt: key.attempt,
          jobs: jobs.value.value.map(jobRecordOf),
          jobsWhole: true,
        },
      ],
      null,
    );
    read += 1;
  });
  return lacking.length - read;
}

function priority({ state }: AttemptWithJobs): number {
  return state?.conclusion === 'success' ? 1 : 0;
}
