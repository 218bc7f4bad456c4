import { Pool, types } from 'pg';
import { PostgresDialect } from 'kysely';
import { parseDatabaseUrl } from '../database-url.ts';
import type { Journal } from '../journal.ts';
import { JournalError } from '../journal-error.ts';
import { createJournalDatabase, createKyselyJournal } from './journal.ts';
import type { JournalDatabase } from './schema.ts';
import { migratePostgres, POSTGRES_SCHEMA } from './postgres-schema.ts';

export interface PostgresJournalOptions {
  /** `postgres://user:password@host:port/database` */
  readonly url: string;
  /** Connections held at most; default 5. */
  readonly poolSize?: number;
}

const POOL_SIZE = 5;
const CONNECT_TIMEOUT = 10_000;
const QUERY_TIMEOUT = 30_000;

/**
 * A journal in PostgreSQL, in the schema `yardmaster`, which is made if it is missing; several instances share it.
 * Rejects with a `JournalError` where the server does not answer or a newer version has written the schema.
 */
export async function openPostgresJournal(
  options: PostgresJournalOptions,
): Promise<Journal> {
  const { db, close } = await openPostgresDatabase(options);
  return createKyselyJournal(db, { close });
}

/** The same schema, for every store that lives in it. */
export async function openPostgresDatabase(
  options: PostgresJournalOptions,
): Promise<{
  readonly db: JournalDatabase;
  readonly close: () => Promise<void>;
}> {
  parseDatabaseUrl(options.url);
  const pool = new Pool({
    connectionString: options.url,
    max: options.poolSize ?? POOL_SIZE,
    connectionTimeoutMillis: CONNECT_TIMEOUT,
    query_timeout: QUERY_TIMEOUT,
    application_name: 'yardmaster',
    types: { getTypeParser },
  });
  // A connection that breaks is replaced by the pool, and a query on it rejects. Unheard, these events would end the
  // process: the pool hears those of idle connections alone. https://node-postgres.com/apis/pool#events
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  const db = createJournalDatabase(new PostgresDialect({ pool }), {
    schema: POSTGRES_SCHEMA,
  });
  try {
    await migratePostgres(db);
  } catch (error) {
    await db.destroy();
    throw toJournalError(options.url, error);
  }
  return { db, close: () => db.destroy() };
}

/** 64-bit integers as numbers: ours are milliseconds, run ids and counts, all below 2^53. */
const getTypeParser: typeof types.getTypeParser = (
  oid: number,
  format?: 'text' | 'binary',
) =>
  oid === types.builtins.INT8
    ? Number
    : types.getTypeParser(oid, format as 'text');

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
