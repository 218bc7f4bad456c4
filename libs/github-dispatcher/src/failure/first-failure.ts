import type { CallOptions, Failure, GitHub } from '../github.ts';
import { parseLog, type LogLine } from './log.ts';
import { outcomeOf, type Job, type Run, type Step } from '../run/run.ts';

export type FirstFailure =
  | {
      readonly kind: 'found';
      readonly job: Job;
      /** Absent where the job failed outside of a step: no runner, a time limit. */
      readonly step: Step | undefined;
      /** The end of the step's log: plain text, neutralised and redacted. Empty where there is no log (any more). */
      readonly lines: readonly string[];
    }
  /** No job failed; with `startup_failure` there is none at all. */
  | { readonly kind: 'none' }
  | { readonly kind: 'failed'; readonly failure: Failure };

export type FirstFailureOptions = CallOptions & {
  /** Default 20. */
  readonly maxLines?: number;
  /** Of one line. Default 300. */
  readonly maxCharacters?: number;
  /** Secrets that may have been printed. */
  readonly secrets?: readonly string[];
  /** Jobs already known, whole (a snapshot's): spares a call. */
  readonly jobs?: readonly Job[];
};

/**
 * The job that failed first, its first failed step and the last lines that step printed. Two calls: jobs and log.
 * @see https://docs.github.com/en/rest/actions/workflow-jobs#download-job-logs-for-a-workflow-run
 */
export async function firstFailure(
  github: GitHub,
  run: Pick<Run, 'id' | 'attempt'>,
  options: FirstFailureOptions = {},
): Promise<FirstFailure> {
  const { maxLines = 20, maxCharacters = 300, secrets, signal } = options;
  const call = signal === undefined ? {} : { signal };
  const listed = await jobsOf(github, run, options);
  if (!listed.ok) return { kind: 'failed', failure: listed };
  const [job] = listed.jobs
    .filter(hasFailed)
    .toSorted((a, b) => endOf(a) - endOf(b) || a.id - b.id);
  if (job === undefined) return { kind: 'none' };
  const step = job.steps
    .toSorted((a, b) => a.number - b.number)
    .find(hasFailed);
  const log = await github.getJobLog(job.id, call);
  const lines = log.ok
    ? excerpt(parseLog(log.value, secrets), step, maxLines)
    : [];
  return {
    kind: 'found',
    job,
    step,
    lines: lines.map((line) => cut(line, maxCharacters)),
  };
}

async function jobsOf(
  github: GitHub,
  run: Pick<Run, 'id' | 'attempt'>,
  { jobs, signal }: FirstFailureOptions,
): Promise<{ readonly ok: true; readonly jobs: readonly Job[] } | Failure> {
  if (jobs !== undefined) return { ok: true, jobs };
  const result = await github.listJobs(
    run.id,
    run.attempt,
    signal === undefined ? {} : { signal },
  );
  if (!result.ok) return result;
  return { ok: true, jobs: result.value.modified ? result.value.value : [] };
}

function hasFailed({ conclusion }: Job | Step): boolean {
  return conclusion !== null && outcomeOf(conclusion) === 'failed';
}

function endOf({ completedAt }: Job): number {
  return completedAt?.getTime() ?? Infinity;
}

/** A job's log names no steps: their times cut it, and the last error mark ends it. */
function excerpt(
  lines: readonly LogLine[],
  step: Step | undefined,
  maxLines: number,
): readonly string[] {
  const within = withinStep(lines, step);
  const printed = (within.length > 0 ? within : lines).filter(
    ({ text }) => text.trim() !== '',
  );
  const lastError = printed.findLastIndex(({ isError }) => isError);
  const upTo = lastError === -1 ? printed : printed.slice(0, lastError + 1);
  return upTo.slice(-maxLines).map(({ text }) => text);
}

function withinStep(
  lines: readonly LogLine[],
  step: Step | undefined,
): readonly LogLine[] {
  const from = step?.startedAt?.getTime();
  const to = step?.completedAt?.getTime();
  if (from === undefined || to === undefined) return [];
  let inside = false;
  return lines.filter(({ at }) => {
    // Step times are whole seconds: everything within the last one belongs to the step.
    if (at !== undefined)
      inside = at.getTime() >= from && at.getTime() < to + 1_000;
    return inside;
  });
}

function cut(line: string, maxCharacters: number): string {
  return line.length <= maxCharacters
    ? line
    : `${line.slice(0, maxCharacters - 1)}…`;
}
