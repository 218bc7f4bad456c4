import pg from 'pg';
import { PostgresDialect, sql } from 'kysely';
import type { Journal } from './journal.ts';
import { JournalError } from './journal-error.ts';
import {
  JOURNAL_VERSION,
  MIGRATIONS,
  type JournalDatabase,
} from './journal-schema.ts';
import {
  createJournalDatabase,
  createKyselyJournal,
} from './kysely-journal.ts';

export interface PostgresJournalOptions {
  /** `postgres://user:password@host:port/database` */
  readonly url: string;
  /** Connections held at most; default 5. */
  readonly poolSize?: number;
}

const SCHEMA = 'yardmaster';
const POOL_SIZE = 5;
const CONNECT_TIMEOUT = 10_000;
/** Any number that no other program on the database uses; instances that start together migrate one after another. */
const MIGRATION_LOCK = 0x59617264;

/**
 * A journal in PostgreSQL, in the schema `yardmaster`, which is made if it is missing; several instances share it.
 * Rejects with a `JournalError` where the server does not answer or a newer version has written the schema.
 */
export async function openPostgresJournal(
  options: PostgresJournalOptions,
): Promise<Journal> {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.poolSize ?? POOL_SIZE,
    connectionTimeoutMillis: CONNECT_TIMEOUT,
    application_name: 'yardmaster',
    types: { getTypeParser },
  });
  // A connection that breaks while idle is replaced by the pool; unheard, this event would end the process.
  pool.on('error', () => {});
  const db = createJournalDatabase(new PostgresDialect({ pool }), SCHEMA);
  try {
    await migrate(db);
  } catch (error) {
    await db.destroy();
    throw toJournalError(options.url, error);
  }
  return createKyselyJournal(db, { close: () => db.destroy() });
}

/** 64-bit integers as numbers: ours are milliseconds, run ids and counts, all below 2^53. */
const getTypeParser: typeof pg.types.getTypeParser = (
  oid: number,
  format?: 'text' | 'binary',
) =>
  oid === pg.types.builtins.INT8
    ? Number
    : pg.types.getTypeParser(oid, format as 'text');

async function migrate(db: JournalDatabase): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    const run = (statement: string) =>
      sql.raw<{ version: number }>(statement).execute(transaction);
    await run(`select pg_advisory_xact_lock(${MIGRATION_LOCK})`);
    await run(`create schema if not exists ${SCHEMA}`);
    await run(
      `create table if not exists ${SCHEMA}.journal_version (version bigint not null)`,
    );
    const { rows } = await run(`select version from ${SCHEMA}.journal_version`);
    const version = rows[0]?.version ?? 0;
    if (version > JOURNAL_VERSION)
      throw new JournalError(
        'newer',
        `The schema ${SCHEMA} was written by a newer Yardmaster (journal version ${version}, this one knows ${JOURNAL_VERSION}). Install the newer version, or let DATABASE_URL name another database.`,
      );
    if (version === JOURNAL_VERSION) return;
    for (const step of MIGRATIONS.slice(version))
      for (const statement of step({
        prefix: `${SCHEMA}.`,
        sortable: 'text collate "C"',
      }))
        await run(statement);
    await run(`delete from ${SCHEMA}.journal_version`);
    await run(
      `insert into ${SCHEMA}.journal_version values (${JOURNAL_VERSION})`,
    );
  });
}

function toJournalError(url: string, error: unknown): JournalError {
  if (error instanceof JournalError) return error;
  const { hostname, port, pathname } = new URL(url);
  const place = `${hostname}:${port || '5432'}${pathname}`;
  const { code, message } = error as { code?: string; message?: string };
  return new JournalError(
    'unreachable',
    `The PostgreSQL database at ${place} cannot be used (${code ?? message}). Check DATABASE_URL, that the server runs, and that the user may create a schema.`,
  );
}
