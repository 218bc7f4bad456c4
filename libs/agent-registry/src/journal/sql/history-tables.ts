import type { SqlDialect } from './dialect.ts';

/** Attempts of runs, their jobs, and the spans of which every attempt is known. */
export function historyTables({ prefix, sortable }: SqlDialect): string[] {
  return [
    `create table ${prefix}history_attempts (
      repository ${sortable} not null,
      run_id bigint not null,
      attempt bigint not null,
      version bigint not null,
      run_number bigint,
      workflow_id bigint,
      workflow_path ${sortable},
      workflow_name text,
      title text,
      event text,
      branch text,
      sha text,
      committed_at bigint,
      actor text,
      url text,
      created_at bigint,
      started_at bigint,
      requester text,
      deploy_target ${sortable},
      deploy_kind text,
      status text,
      conclusion text,
      updated_at bigint,
      end_by_jobs bigint,
      end_by_webhook bigint,
      end_by_update bigint,
      ended_at bigint,
      jobs_seen smallint not null,
      approval_wait_ms bigint,
      deleted_at bigint,
      recorded_at bigint,
      primary key (repository, run_id, attempt)
    )`,
    `create index history_ended on ${prefix}history_attempts (repository, ended_at) where ended_at is not null`,
    `create index history_running on ${prefix}history_attempts (repository, created_at) where ended_at is null`,
    `create index history_recorded on ${prefix}history_attempts (repository, recorded_at) where recorded_at is not null`,
    `create index history_samples on ${prefix}history_attempts (repository, workflow_path, deploy_target, ended_at) where conclusion = 'success' and jobs_seen = 1`,
    `create table ${prefix}history_jobs (
      repository ${sortable} not null,
      run_id bigint not null,
      attempt bigint not null,
      id bigint not null,
      name text not null,
      status text not null,
      conclusion text,
      created_at bigint,
      started_at bigint,
      completed_at bigint,
      failed_steps text not null,
      primary key (repository, run_id, attempt, id)
    )`,
    `create table ${prefix}history_coverage (
      repository ${sortable} not null,
      workflow ${sortable} not null,
      how text not null,
      from_at bigint not null,
      to_at bigint not null
    )`,
    `create index history_coverage_of on ${prefix}history_coverage (repository, workflow, how, from_at)`,
  ];
}
