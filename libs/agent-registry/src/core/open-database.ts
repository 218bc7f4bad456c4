import { parseDatabaseUrl } from '../journal/database-url.ts';
import {
  createInProcessQueue,
  type InProcessQueueOptions,
} from '../queue/in-process.ts';
import type { History } from '../history/history.ts';
import type { Journal } from '../journal/journal.ts';
import type { Queue } from '../queue/queue.ts';

/**
 * Opens the journal that `DATABASE_URL` names, and loads the driver of that database alone. Rejects with a
 * `JournalError`, whose message says what is wrong and what to do.
 */
export async function openJournal(databaseUrl: string): Promise<Journal> {
  const target = parseDatabaseUrl(databaseUrl);
  if (target.kind === 'sqlite') {
    const { openSqliteJournal } = await import('../journal/sql/sqlite.ts');
    return openSqliteJournal({ path: target.path });
  }
  const { openPostgresJournal } = await import('../journal/sql/postgres.ts');
  return openPostgresJournal({ url: target.url });
}

/** The stores of one database: they share its connection. Closing the journal closes it. */
export interface Stores {
  readonly journal: Journal;
  readonly history: History;
}

/** As `openJournal`, with everything else that is kept beside the journal. */
export async function openStores(databaseUrl: string): Promise<Stores> {
  const { createKyselyHistory } = await import('../history/sql/history.ts');
  const { createKyselyJournal } = await import('../journal/sql/journal.ts');
  const { db, ...hooks } = await openDatabase(databaseUrl);
  return {
    journal: createKyselyJournal(db, hooks),
    history: createKyselyHistory(db),
  };
}

async function openDatabase(databaseUrl: string) {
  const target = parseDatabaseUrl(databaseUrl);
  if (target.kind === 'sqlite') {
    const { openSqliteDatabase } = await import('../journal/sql/sqlite.ts');
    return openSqliteDatabase({ path: target.path });
  }
  const { openPostgresDatabase } = await import('../journal/sql/postgres.ts');
  return openPostgresDatabase({ url: target.url });
}

/** The queue that belongs to that journal: in process beside SQLite, pg-boss on the same PostgreSQL. */
export async function openQueue(
  databaseUrl: string,
  options: InProcessQueueOptions = {},
): Promise<Queue> {
  const target = parseDatabaseUrl(databaseUrl);
  if (target.kind === 'sqlite') return createInProcessQueue(options);
  const { createPgBossQueue } = await import('../queue/pg-boss.ts');
  return createPgBossQueue({ url: target.url, ...options });
}
