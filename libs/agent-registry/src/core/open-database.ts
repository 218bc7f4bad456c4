import { parseDatabaseUrl } from '../journal/database-url.ts';
import {
  createInProcessQueue,
  type InProcessQueueOptions,
} from '../queue/in-process.ts';
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
