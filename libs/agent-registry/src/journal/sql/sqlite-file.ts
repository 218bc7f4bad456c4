import { chmodSync, closeSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { JournalError } from '../journal-error.ts';
import { MIGRATIONS, type Migrations } from './schema.ts';

/** "Yard", in the header field that SQLite keeps for telling files apart. https://www.sqlite.org/fileformat.html#application_id */
const APPLICATION_ID = 0x59617264;
/** How long opening waits for another process's write. */
const BUSY_TIMEOUT = 5000;
/** https://www.sqlite.org/rescode.html */
const SQLITE_BUSY = 5;
const SQLITE_CORRUPT = 11;
const SQLITE_CANTOPEN = 14;
const SQLITE_NOTADB = 26;
/** PERM, BUSY, LOCKED, READONLY, IOERR, FULL, CANTOPEN */
const UNUSABLE = new Set([3, 5, 6, 8, 10, 13, SQLITE_CANTOPEN]);

/**
 * Opens a journal's file, makes it where it is missing, and leads an older one forward. Throws a `JournalError`, and
 * leaves the file as it is, where it is no journal, is damaged or was written by a newer version.
 */
export function openSqliteFile(
  path: string,
  migrations: Migrations = MIGRATIONS,
): DatabaseSync {
  return withFaults(path, () => {
    if (prepareFile(path) > 0) inspect(path, migrations.length);
    return open(path, migrations);
  });
}

/** Makes the folder and the file where they are missing. Answers the file's size in bytes. */
function prepareFile(path: string): number {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  closeSync(openSync(path, 'a', 0o600));
  const { size, mode } = statSync(path);
  if ((mode & 0o077) !== 0) tighten(path);
  return size;
}

/** The journal holds interaction tokens: other users of the machine must not read it. */
function tighten(path: string): void {
  for (const file of [path, `${path}-wal`, `${path}-shm`]) {
    try {
      chmodSync(file, 0o600);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') continue;
      throw new JournalError(
        'unreachable',
        `${file} can be read by other users, and its mode cannot be changed. Run \`chmod 600 ${file}\` as its owner.`,
        { cause: error },
      );
    }
  }
}

/** Which file a path leads to; undefined if there is none. */
export function identifyFile(path: string): string | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? undefined : `${found.dev}:${found.ino}`;
}

/** The file was deleted or replaced while it is open: what is written now would be lost. */
export function replaced(path: string): JournalError {
  return new JournalError(
    'unreachable',
    `${path} was deleted or replaced while it is open. Restart Yardmaster, or put the file back and restart.`,
  );
}

/** Whether a statement met another process's lock. */
export function isBusy(error: unknown): boolean {
  const cause = error instanceof JournalError ? error.cause : error;
  return (
    cause instanceof Error &&
    'errcode' in cause &&
    typeof cause.errcode === 'number' &&
    (cause.errcode & 0xff) === SQLITE_BUSY
  );
}

/** Refuses what we must not write to, over a connection that cannot write. */
function inspect(path: string, newest: number): void {
  const database = new DatabaseSync(path, {
    readOnly: true,
    timeout: BUSY_TIMEOUT,
  });
  try {
    const ours = readPragma(database, 'application_id') === APPLICATION_ID;
    if (!ours && !isEmpty(database))
      throw new JournalError(
        'not_a_journal',
        `${path} is a database of another program. Let DATABASE_URL name another file.`,
      );
    const version = readPragma(database, 'user_version');
    if (version > newest)
      throw new JournalError(
        'newer',
        `${path} was written by a newer Yardmaster (journal version ${version}, this one knows ${newest}). Install the newer version, or let DATABASE_URL name another file.`,
      );
    const [first] = database.prepare('pragma quick_check(1)').all();
    if (first?.['quick_check'] !== 'ok') throw damaged(path);
  } finally {
    database.close();
  }
}

function open(path: string, migrations: Migrations): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT });
  try {
    database.exec('pragma journal_mode = wal');
    database.exec('pragma synchronous = normal');
    // Moving the log into the file waits for the disk, and every answer with it: seldom, then, at 32 MB instead of 4.
    database.exec('pragma wal_autocheckpoint = 8000');
    database.exec('pragma secure_delete = on');
    migrate(database, migrations);
    // From here on waiting is the event loop's business.
    database.exec('pragma busy_timeout = 0');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function migrate(database: DatabaseSync, migrations: Migrations): void {
  if (readPragma(database, 'user_version') === migrations.length) return;
  database.exec('begin immediate');
  try {
    // Read again: another process may have done it while this one waited for the lock.
    const version = readPragma(database, 'user_version');
    for (const step of migrations.slice(version))
      for (const statement of step({
        name: 'sqlite',
        prefix: '',
        sortable: 'text',
      }))
        database.exec(statement);
    database.exec(`pragma application_id = ${APPLICATION_ID}`);
    database.exec(`pragma user_version = ${migrations.length}`);
    database.exec('commit');
  } catch (error) {
    if (database.isTransaction) database.exec('rollback');
    throw error;
  }
}

function readPragma(database: DatabaseSync, name: string): number {
  return Number(database.prepare(`pragma ${name}`).get()?.[name]);
}

function isEmpty(database: DatabaseSync): boolean {
  return database.prepare('select 1 from sqlite_master').get() === undefined;
}

/** Turns SQLite's and the file system's errors that a person can do something about into a `JournalError`. */
export function withFaults<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof JournalError) throw error;
    const { errcode, message } = error as Error & { errcode?: number };
    // The low byte of an extended result code is the code itself; without one it is the file system that refuses.
    const code = errcode === undefined ? SQLITE_CANTOPEN : errcode & 0xff;
    if (code === SQLITE_CORRUPT) throw damaged(path, error);
    if (code === SQLITE_NOTADB)
      throw new JournalError(
        'not_a_journal',
        `${path} is not an SQLite database. Let DATABASE_URL name another file, or move this one away.`,
        { cause: error },
      );
    if (UNUSABLE.has(code))
      throw new JournalError(
        'unreachable',
        `${path} cannot be used (${message}). Check that it and its folder may be written to and that the disk has room.`,
        { cause: error },
      );
    throw error;
  }
}

function damaged(path: string, cause?: unknown): JournalError {
  return new JournalError(
    'damaged',
    `${path} is damaged and was left as it is. Put a backup in its place, or move it away to begin with an empty journal.`,
    { cause },
  );
}
