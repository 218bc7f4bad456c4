import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { SqliteDatabase } from 'kysely';
import type { Journal } from '../journal.ts';
import { createJournalDatabase, createKyselyJournal } from './journal.ts';
import type { JournalDatabase } from './schema.ts';
import { createSqliteDialect } from './sqlite-busy.ts';
import {
  identifyFile,
  openSqliteFile,
  replaced,
  withFaults,
} from './sqlite-file.ts';

export interface SqliteJournalOptions {
  /** The file; it and its folder are made if they are missing, for the owner alone (0600, 0700). */
  readonly path: string;
  /** Called with each statement, for counting. */
  readonly onStatement?: (sql: string) => void;
}

/**
 * A journal in an SQLite file. Several processes may use the file at once: the app writes while the CLI reads and
 * writes. A write that has resolved outlives a killed process. It does not wait for the disk, because a disk
 * that stalls would hold up every answer: after a power cut the last moments may be missing, the file is whole (WAL with
 * `synchronous = NORMAL`, https://www.sqlite.org/pragma.html#pragma_synchronous). Rejects with a `JournalError`, and leaves the file as it is,
 * where it is no journal, is damaged or was written by a newer version.
 */
export async function openSqliteJournal(
  options: SqliteJournalOptions,
): Promise<Journal> {
  const { db, ...hooks } = openSqliteDatabase(options);
  return createKyselyJournal(db, hooks);
}

/** The same file, for every store that lives in it: they share one connection, and so can change things together. */
export function openSqliteDatabase({
  path,
  onStatement,
}: SqliteJournalOptions): {
  readonly db: JournalDatabase;
  readonly afterClean: () => void;
  readonly check: () => void;
  readonly close: () => Promise<void>;
} {
  const database = openSqliteFile(path);
  const opened = identifyFile(path);
  const db = createJournalDatabase(
    createSqliteDialect(toKysely(path, database)),
    { onStatement },
  );
  return {
    db,
    // Without it an erased token would stay readable in the write-ahead log for as long as nothing else is written.
    afterClean: () => database.exec('pragma wal_checkpoint(truncate)'),
    check() {
      if (identifyFile(path) !== opened) throw replaced(path);
    },
    async close() {
      await db.destroy();
      if (database.isOpen) database.close();
    },
  };
}

/** Lists of many ids make queries of their own. */
const MOST_PREPARED = 200;

/** `DatabaseSync` in the shape that Kysely's SQLite driver calls. */
function toKysely(path: string, database: DatabaseSync): SqliteDatabase {
  // The queries are few and always the same; preparing one takes longer than running it.
  const prepared = new Map<string, StatementSync>();
  const prepare = (sql: string): StatementSync => {
    const known = prepared.get(sql);
    if (known !== undefined) return known;
    const statement = withFaults(path, () => database.prepare(sql));
    if (prepared.size >= MOST_PREPARED) prepared.clear();
    prepared.set(sql, statement);
    return statement;
  };
  return {
    close: () => database.close(),
    prepare: (sql) => {
      const statement = prepare(sql);
      const bind = (values: readonly unknown[]) => values as SQLInputValue[];
      return {
        reader: statement.columns().length > 0,
        all: (values) => withFaults(path, () => statement.all(...bind(values))),
        run: (values) => withFaults(path, () => statement.run(...bind(values))),
        iterate: (values) => statement.iterate(...bind(values)),
      };
    },
  };
}
