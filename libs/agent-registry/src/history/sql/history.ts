import type { Kysely } from 'kysely';
import type { JournalDatabase } from '../../journal/sql/schema.ts';
import type { History } from '../history.ts';
import { createCoverageQueries } from './coverage.ts';
import { createReads } from './reads.ts';
import type { HistoryTables } from './rows.ts';
import { createWrites } from './writes.ts';

export type HistoryDatabase = Kysely<HistoryTables>;

/** The history beside a journal, on the same connection; the same queries for SQLite and PostgreSQL. */
export function createKyselyHistory(journal: JournalDatabase): History {
  // The tables are in the same database; the journal's type names only its own.
  const db = journal as unknown as HistoryDatabase;
  return {
    ...createWrites(db),
    ...createReads(db),
    ...createCoverageQueries(db),
  };
}
