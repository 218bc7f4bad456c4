import {
  isFinal,
  outcomeOf,
  type Conclusion,
  type Failure,
  type Job,
  type Run,
} from '@yardmaster/github-dispatcher';
import { OUTCOME_WORDS, PHASE_WORDS } from './outcome.ts';
import type { Tone } from './report.ts';

/** Every conclusion by its own name: `timed_out` and `startup_failure` are not "failed". */
export const CONCLUSION_WORDS: Readonly<
  Record<Conclusion | 'unknown', string>
> = {
  success: 'Succeeded',
  failure: 'Failed',
  cancelled: 'Cancelled',
  timed_out: 'Timed out',
  action_required: 'Action required',
  neutral: 'Neutral',
  skipped: 'Skipped',
  stale: 'Stale',
  startup_failure: 'Could not start',
  unknown: 'Unknown conclusion',
};

/** What a conclusion means, if its word leaves it open. */
export const CONCLUSION_SENTENCES: Readonly<
  Partial<Record<Conclusion | 'unknown', string>>
> = {
  timed_out: 'A job ran into its time limit.',
  stale: 'GitHub gave it up because it was not picked up for two weeks.',
  startup_failure:
    'GitHub could not start it: check the workflow file, and what it calls, on the run page.',
};

/** A run as people know it: `#45`; by its id if GitHub did not give its number. */
export function runName({
  id,
  runNumber,
}: Pick<Run, 'id' | 'runNumber'>): string {
  return `#${runNumber ?? id}`;
}

/** How a run stands, in words. */
export function runWord(run: Run): string {
  const { conclusion } = run;
  if (!isFinal(run) || conclusion === null) return PHASE_WORDS[run.status];
  return CONCLUSION_WORDS[conclusion];
}

export function runTone(run: Run): Tone {
  return isFinal(run) && run.conclusion !== null
    ? OUTCOME_WORDS[outcomeOf(run.conclusion)].tone
    : 'progress';
}

/**
 * How long an attempt took, or has been going on; milliseconds. Its end is its last job's, because GitHub changes
 * `updated_at` long afterwards; without jobs that is the best there is.
 */
export function runDuration(
  run: Run,
  jobs: readonly Job[],
  now: number,
): number {
  const ends = jobs.flatMap(({ completedAt }) =>
    completedAt === null ? [] : [completedAt.getTime()],
  );
  const end = !isFinal(run)
    ? now
    : ends.length > 0
      ? Math.max(...ends)
      : run.updatedAt.getTime();
  return Math.max(0, end - run.startedAt.getTime());
}

/** GitHub's refusal in a sentence with what to do. */
export function failureSentence(failure: Failure): string {
  const message = failure.message.replace(/\.?\s*$/, '.');
  return failure.retryAt === undefined
    ? `GitHub: ${message}`
    : `GitHub: ${message} Try again after ${failure.retryAt.toISOString().slice(11, 16)} UTC.`;
}
