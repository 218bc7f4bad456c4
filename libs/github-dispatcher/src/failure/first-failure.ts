import type { CallOptions, Failure, GitHub } from '../github.ts';
import { redactSecrets } from '../redaction/redact-secrets.ts';
import { outcomeOf, type Job, type Run, type Step } from '../run/run.ts';
import { sectionsOf } from './attribution.ts';
import { createLogScan, type LogEntry, type LogSection } from './log-scan.ts';
import { neutralizeMarkers } from './markers.ts';

/**
 * What the excerpt is. `attributed`: printed by the failed step (or, if no step failed, by the job). `unattributed`:
 * the end of the job's log; which step printed it is unknown. `missing`: GitHub has no log (404), which may be
 * temporary. `expired`: GitHub deleted it. `unreadable`: see `logFailure`.
 */
export const LOG_STATES = [
  'attributed',
  'unattributed',
  'missing',
  'expired',
  'unreadable',
] as const;
export type LogState = (typeof LOG_STATES)[number];

export type FirstFailure =
  | {
      readonly kind: 'found';
      /** The failed job that ended first; that does not make it the cause of the others. */
      readonly job: Job;
      /** Absent if the job failed outside of a step: no runner, a time limit. */
      readonly step: Step | undefined;
      /** All failed jobs, in the order in which they ended. */
      readonly failedJobs: readonly Job[];
      readonly log: LogState;
      readonly logFailure?: Failure;
      /** The end of what the step printed, its first error included: plain text, redacted. */
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
  /** All jobs of the attempt, if they are known already (a snapshot's): saves a call. */
  readonly jobs?: readonly Job[];
};

/**
 * The job that failed first, its first failed step and the last lines that step printed. Two calls: jobs and log. The
 * log is read as a stream; only what is shown is kept.
 * @see https://docs.github.com/en/rest/actions/workflow-jobs#download-job-logs-for-a-workflow-run
 */
export async function firstFailure(
  github: GitHub,
  run: Pick<Run, 'id' | 'attempt'>,
  options: FirstFailureOptions = {},
): Promise<FirstFailure> {
  const { signal } = options;
  const call = signal === undefined ? {} : { signal };
  const listed = await jobsOf(github, run, options);
  if (!listed.ok) return { kind: 'failed', failure: listed };
  const failedJobs = listed.jobs
    .filter(hasFailed)
    .toSorted((a, b) => endOf(a) - endOf(b) || a.id - b.id);
  const [job] = failedJobs;
  if (job === undefined) return { kind: 'none' };
  const step = job.steps
    .toSorted((a, b) => a.number - b.number)
    .find(hasFailed);
  const found = { kind: 'found', job, step, failedJobs } as const;
  const scanned = await github.scanJobLog(job.id, createLogScan, call);
  if (!scanned.ok)
    return {
      ...found,
      log: stateOf(scanned),
      logFailure: scanned,
      lines: [],
    };
  return { ...found, ...excerptOf(scanned.value, job, step, options) };
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

function stateOf({ reason }: Failure): LogState {
  if (reason === 'gone') return 'expired';
  return reason === 'not_found' ? 'missing' : 'unreadable';
}

function hasFailed({ conclusion }: Job | Step): boolean {
  return conclusion !== null && outcomeOf(conclusion) === 'failed';
}

function endOf({ completedAt }: Job): number {
  return completedAt?.getTime() ?? Infinity;
}

function excerptOf(
  sections: readonly LogSection[],
  job: Job,
  step: Step | undefined,
  options: FirstFailureOptions,
): { readonly log: LogState; readonly lines: readonly string[] } {
  const { maxLines = 20, maxCharacters = 300, secrets } = options;
  const own = step === undefined ? sections : sectionsOf(sections, job, step);
  const shown = own ?? sections;
  // Redacted as one text, before lines are cut: a secret may span lines, and half of one has no form.
  const toLines = (entries: readonly LogEntry[]) =>
    redactSecrets(entries.map(({ text }) => text).join('\n'), secrets)
      .split('\n')
      .map((line) => cut(neutralizeMarkers(line), maxCharacters))
      .filter((line) => line.trim() !== '');
  const lines = toLines(entriesUntilError(shown, maxLines)).slice(-maxLines);
  const error = shown.find(({ firstError }) => firstError)?.firstError;
  const [first] = error === undefined ? [] : toLines([error]);
  return {
    log: own === undefined ? 'unattributed' : 'attributed',
    lines:
      first === undefined || lines.includes(first)
        ? lines
        : [first, ...lines.slice(1 - maxLines)],
  };
}

/** The last entries up to the last error, or the last ones if there is no error. */
function entriesUntilError(
  sections: readonly LogSection[],
  max: number,
): readonly LogEntry[] {
  const lastError = sections.findLastIndex(
    ({ untilError }) => untilError.length > 0,
  );
  const entries = sections.flatMap(({ untilError, afterError }, index) => {
    if (lastError === -1 || index < lastError)
      return [...untilError, ...afterError];
    return index === lastError ? untilError : [];
  });
  return entries.slice(-max);
}

function cut(line: string, maxCharacters: number): string {
  return line.length <= maxCharacters
    ? line
    : `${line.slice(0, maxCharacters - 1)}…`;
}
