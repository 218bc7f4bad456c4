import type { SqlDialect } from './dialect.ts';

/**
 * Deploys, locks, freezes, notices and the audit chain. What must be single is a unique index: one exclusive deploy per
 * target, one open lock per scope and kind, one open freeze per scope.
 */
export function guardrailTables({ name, prefix, sortable }: SqlDialect) {
  return [
    `create table ${prefix}scopes (key text primary key, version bigint not null)`,
    `create table ${prefix}deploys (
      id ${sortable} primary key,
      version bigint not null,
      state text not null,
      target text not null,
      kind text not null,
      workflow text not null,
      ref text not null,
      sha ${sortable},
      inputs text not null,
      requester_kind text not null,
      requester_id text not null,
      requester_name text not null,
      caller text not null,
      reason text,
      exclusive smallint not null,
      queue text not null,
      needs_confirmation smallint not null,
      lock_on_failure smallint not null,
      config_fingerprint text not null,
      plan text,
      plan_fingerprint text not null,
      confirmed text,
      override text,
      seq bigint,
      claim_seq bigint,
      held text,
      held_until bigint,
      run_id bigint,
      run_url text,
      outcome text,
      code text,
      verdict text,
      verdict_by text,
      verdict_reason text,
      rollback_of text,
      superseded_by text,
      created_at bigint not null,
      queued_at bigint,
      claimed_at bigint,
      expires_at bigint,
      ended_at bigint
    )`,
    `create unique index deploys_active on ${prefix}deploys (target) where exclusive = 1 and state in ('claimed', 'dispatching', 'running')`,
    `create index deploys_waiting on ${prefix}deploys (target, seq) where seq is not null and state in ('awaiting_confirmation', 'queued')`,
    `create index deploys_history on ${prefix}deploys (target, claim_seq) where state = 'ended'`,
    `create index deploys_lapsing on ${prefix}deploys (expires_at) where expires_at is not null and state in ('draft', 'awaiting_confirmation', 'queued')`,
    `create index deploys_created on ${prefix}deploys (created_at, id)`,
    `create index deploys_sha on ${prefix}deploys (sha) where sha is not null`,
    `create table ${prefix}locks (
      id ${sortable} primary key,
      version bigint not null,
      scope text not null,
      kind text not null,
      cause text not null,
      owner_kind text not null,
      owner_id text not null,
      owner_name text not null,
      reason text not null,
      deploy_id text,
      extensions bigint not null,
      created_at bigint not null,
      expires_at bigint,
      released_at bigint,
      released_by text,
      release_cause text
    )`,
    `create unique index locks_open on ${prefix}locks (scope, kind) where released_at is null`,
    `create table ${prefix}freezes (
      id ${sortable} primary key,
      version bigint not null,
      scope text not null,
      reason text not null,
      by_kind text not null,
      by_id text not null,
      by_name text not null,
      starts_at bigint not null,
      ends_at bigint not null,
      ended_at bigint,
      ended_by text,
      created_at bigint not null
    )`,
    `create unique index freezes_open on ${prefix}freezes (scope) where ended_at is null`,
    `create table ${prefix}notices (
      key text primary key,
      kind text not null,
      about text not null,
      recipient_id text,
      detail text not null,
      created_at bigint not null,
      sent_at bigint
    )`,
    `create index notices_due on ${prefix}notices (created_at) where sent_at is null`,
    `create table ${prefix}audit_head (chain text primary key, seq bigint not null, hash text not null, at bigint not null)`,
    `insert into ${prefix}audit_head values ('main', 0, '${'0'.repeat(64)}', 0)`,
    `create table ${prefix}audit (
      seq bigint primary key,
      prev text not null unique,
      hash text not null,
      at bigint not null,
      actor_kind text not null,
      actor_id text not null,
      action text not null,
      target text,
      invocation_id text,
      deploy_id text,
      decision text not null,
      code text,
      rule text,
      config_fingerprint text,
      body text not null
    )`,
    `create table ${prefix}audit_anchors (seq bigint primary key, hash text not null, at bigint not null, signature text)`,
    `create table ${prefix}audit_names (subject text primary key, name text not null)`,
    ...(name === 'sqlite' ? sqliteTriggers : postgresTriggers(prefix)),
  ];
}

const APPEND_ONLY = 'The audit is append-only';

const sqliteTriggers = ['update', 'delete'].map(
  (change) =>
    `create trigger audit_no_${change} before ${change} on audit begin select raise(abort, '${APPEND_ONLY}'); end`,
);

function postgresTriggers(prefix: string): string[] {
  return [
    `create function ${prefix}refuse_audit_change() returns trigger language plpgsql as $$ begin raise exception '${APPEND_ONLY}'; end $$`,
    `create trigger audit_append_only before update or delete on ${prefix}audit for each row execute function ${prefix}refuse_audit_change()`,
    `create trigger audit_no_truncate before truncate on ${prefix}audit for each statement execute function ${prefix}refuse_audit_change()`,
  ];
}
