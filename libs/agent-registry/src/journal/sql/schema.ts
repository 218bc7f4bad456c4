import type { Kysely } from 'kysely';
import type { Follow } from '../follow.ts';
import type { Invocation } from '../invocation.ts';
import type { SqlDialect } from './dialect.ts';
import { guardrailTables } from './guardrail-tables.ts';
import { historyTables } from './history-tables.ts';

/**
 * The rows, one property per column (`snake_case` in the database). Times are integers of milliseconds, truth values 0
 * and 1, JSON is text: the same on both databases, so that one set of queries reads and writes both.
 */
export interface JournalTables {
  invocations: InvocationRow;
  follows: FollowRow;
  leases: { name: string; owner: string; until: number };
  deliveries: { id: string; at: number };
  digests: { key: string; at: number };
}

export type JournalDatabase = Kysely<JournalTables>;

export type InvocationRow = Omit<
  Invocation,
  'requester' | 'input' | 'replyTo'
> & {
  requesterId: string;
  requesterName: string;
  input: string;
  /** Without the token, which has columns of its own so that it can be erased by time. */
  address: string | null;
  token: string | null;
  tokenExpiresAt: number | null;
};

export type FollowRow = Omit<
  Follow,
  'wait' | 'timedOut' | 'search' | 'snapshot' | 'outcomeDetail'
> & {
  wait: number;
  timedOut: number;
  search: string | null;
  snapshot: string | null;
  outcomeDetail: string | null;
};

/** Statements per step, in order. */
export type Migrations = readonly ((dialect: SqlDialect) => string[])[];

/**
 * The steps from an empty database to the present one; step n leads to version n. Steps are only ever added: a journal
 * of any earlier version is led forward by those it lacks.
 */
export const MIGRATIONS: Migrations = [
  ({ prefix, sortable }) => [
    `create table ${prefix}invocations (
      id ${sortable} primary key,
      surface text not null,
      external_id text,
      command text not null,
      requester_id text not null,
      requester_name text not null,
      guild_id text,
      channel_id text,
      input text not null,
      decision text not null,
      outcome text,
      detail text,
      run_id bigint,
      run_url text,
      created_at bigint not null,
      finished_at bigint,
      address text,
      token text,
      token_expires_at bigint
    )`,
    `create unique index invocations_external on ${prefix}invocations (surface, external_id) where external_id is not null`,
    `create index invocations_created on ${prefix}invocations (created_at, id)`,
    `create index invocations_run on ${prefix}invocations (run_id) where run_id is not null`,
    `create index invocations_open on ${prefix}invocations (created_at) where outcome is null and decision = 'accepted'`,
    `create index invocations_token on ${prefix}invocations (token_expires_at) where token is not null`,
    `create table ${prefix}follows (
      id ${sortable} primary key,
      version bigint not null,
      stage text not null,
      wait smallint not null,
      title text not null,
      workflow text not null,
      ref text,
      dispatched_at bigint not null,
      identity text,
      run_id bigint,
      run_url text,
      attempt bigint not null,
      search text,
      snapshot text,
      outcome text,
      outcome_detail text,
      deadline_at bigint not null,
      timed_out smallint not null,
      shown text,
      shown_at bigint,
      notice text not null,
      notice_at bigint,
      failures bigint not null,
      trouble_since bigint,
      lease_owner text,
      lease_until bigint,
      next_at bigint not null,
      created_at bigint not null
    )`,
    `create index follows_due on ${prefix}follows (next_at) where stage <> 'closed'`,
    `create index follows_run on ${prefix}follows (run_id) where stage <> 'closed'`,
    `create table ${prefix}leases (name text primary key, owner text not null, until bigint not null)`,
    `create table ${prefix}deliveries (id text primary key, at bigint not null)`,
    `create index deliveries_at on ${prefix}deliveries (at)`,
    `create table ${prefix}digests (key text primary key, at bigint not null)`,
  ],
  guardrailTables,
  historyTables,
  ({ prefix }) => [
    `alter table ${prefix}follows add column retry_at bigint`,
    `alter table ${prefix}follows add column trouble text`,
    `alter table ${prefix}follows add column undelivered text`,
    `create index follows_undelivered on ${prefix}follows (created_at) where undelivered is not null`,
  ],
];
