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

/** What a conclusion adds to the name of its outcome: `timed_out` is a failure, and more than that. */
const MORE: Readonly<Record<Conclusion | 'unknown', string>> = {
  success: '',
  failure: '',
  cancelled: '',
  timed_out: ' (timed out)',
  action_required: '',
  neutral: ' (neutral)',
  skipped: '',
  stale: ' (stale)',
  startup_failure: ' (could not start)',
  unknown: '',
};

/** How a run stands, in words. */
export function runWord(run: Run): string {
  const { conclusion } = run;
  if (!isFinal(run) || conclusion === null) return PHASE_WORDS[run.status];
  return `${OUTCOME_WORDS[outcomeOf(conclusion)].word}${MORE[conclusion]}`;
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
