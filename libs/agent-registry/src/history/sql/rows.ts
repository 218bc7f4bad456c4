import { withoutNul } from '../../journal/sql/rows.ts';
import {
  endOf,
  type AttemptDeploy,
  type AttemptKey,
  type AttemptRecord,
  type JobRecord,
} from '../attempt.ts';

/** The rows, one property per column (`snake_case` in the database); created by `journal/sql/history-tables.ts`. */
export interface HistoryTables {
  historyAttempts: AttemptRow;
  historyJobs: JobRow;
  historyCoverage: CoverageRow;
}

export interface AttemptRow extends Omit<
  AttemptRecord,
  'state' | 'ends' | 'jobsSeen' | 'deploy'
> {
  readonly version: number;
  readonly deployTarget: string | null;
  readonly deployKind: string | null;
  readonly status: string | null;
  readonly conclusion: string | null;
  readonly updatedAt: number | null;
  readonly endByJobs: number | null;
  readonly endByWebhook: number | null;
  readonly endByUpdate: number | null;
  /** The end by its most reliable source; null while the attempt is unfinished. */
  readonly endedAt: number | null;
  readonly jobsSeen: number;
}

export interface JobRow extends AttemptKey, Omit<JobRecord, 'failedSteps'> {
  /** JSON. */
  readonly failedSteps: string;
}

export interface CoverageRow {
  readonly repository: string;
  /** Empty for every workflow. */
  readonly workflow: string;
  readonly how: string;
  readonly fromAt: number;
  readonly toAt: number;
}

export function toAttempt(row: AttemptRow): AttemptRecord {
  const {
    version: _version,
    endedAt: _endedAt,
    deployTarget,
    deployKind,
    status,
    conclusion,
    updatedAt,
    endByJobs,
    endByWebhook,
    endByUpdate,
    jobsSeen,
    ...rest
  } = row;
  return {
    ...rest,
    deploy:
      deployTarget === null || deployKind === null
        ? null
        : { target: deployTarget, kind: deployKind as AttemptDeploy['kind'] },
    state:
      status === null || updatedAt === null
        ? null
        : { status, conclusion, updatedAt },
    ends: {
      ...(endByJobs === null ? {} : { jobs: endByJobs }),
      ...(endByWebhook === null ? {} : { webhook: endByWebhook }),
      ...(endByUpdate === null ? {} : { updated_at: endByUpdate }),
    },
    jobsSeen: jobsSeen !== 0,
  };
}

export function toAttemptRow(
  record: AttemptRecord,
  version: number,
): AttemptRow {
  const { state, ends, jobsSeen, deploy, ...rest } = record;
  return withoutNul({
    ...rest,
    version,
    deployTarget: deploy?.target ?? null,
    deployKind: deploy?.kind ?? null,
    status: state?.status ?? null,
    conclusion: state?.conclusion ?? null,
    updatedAt: state?.updatedAt ?? null,
    endByJobs: ends.jobs ?? null,
    endByWebhook: ends.webhook ?? null,
    endByUpdate: ends.updated_at ?? null,
    endedAt: endOf(record)?.at ?? null,
    jobsSeen: Number(jobsSeen),
  });
}

export function toJob(row: JobRow): JobRecord {
  const { repository: _, runId: _run, attempt: _attempt, ...job } = row;
  return { ...job, failedSteps: JSON.parse(row.failedSteps) as string[] };
}

export function toJobRow(key: AttemptKey, job: JobRecord): JobRow {
  const { repository, runId, attempt } = key;
  return withoutNul({
    repository,
    runId,
    attempt,
    ...job,
    failedSteps: JSON.stringify(job.failedSteps),
  });
}
