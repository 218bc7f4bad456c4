import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { JournalError, type JournalFault } from '../journal-error.ts';
import { MIGRATIONS } from './schema.ts';
import { openSqliteFile } from './sqlite-file.ts';
import { openSqliteJournal } from './sqlite.ts';
import {
  createFollow,
  createInvocation,
} from '../../testing/contracts/records.ts';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'yardmaster-journal-'));
  path = join(folder, 'state', 'journal.db');
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

async function fillJournal(count: number): Promise<void> {
  const journal = await openSqliteJournal({ path });
  for (let n = 0; n < count; n += 1)
    await journal.addInvocation(createInvocation({ id: `aaaa-${n}` }));
  await journal.addFollow(createFollow({ id: 'aaaa-0', timedOut: true }));
  await journal.close();
}

function write(bytes: string | Buffer): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
}

function executeIn(file: string, ...statements: string[]): void {
  mkdirSync(dirname(file), { recursive: true });
  const database = new DatabaseSync(file);
  for (const statement of statements) database.exec(statement);
  database.close();
}

async function refusal(): Promise<JournalError> {
  const error = await openSqliteJournal({ path }).catch(
    (caught: unknown) => caught,
  );
  if (error instanceof JournalError) return error;
  throw new Error('was not refused', { cause: error });
}

describe(openSqliteFile, () => {
  it('makes the folder and the files for the owner alone', async () => {
    const journal = await openSqliteJournal({ path });
    await journal.addDelivery('d', 0);
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
    const modes = readdirSync(dirname(path)).map((name) => [
      name,
      statSync(join(dirname(path), name)).mode & 0o777,
    ]);
    expect(modes).toEqual([
      ['journal.db', 0o600],
      ['journal.db-shm', 0o600],
      ['journal.db-wal', 0o600],
    ]);
    await journal.close();
  });

  it('closes a file to other users that was open to them', async () => {
    await fillJournal(1);
    chmodSync(path, 0o644);
    const journal = await openSqliteJournal({ path });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    await journal.close();
  });

  it('notices that the file was deleted or replaced, before anything starts', async () => {
    const journal = await openSqliteJournal({ path });
    await journal.probe();
    renameSync(path, `${path}.old`);
    for (const attempt of [
      () => journal.probe(),
      () => journal.addInvocation(createInvocation({ id: 'aaaa-1' })),
    ])
      await expect(attempt()).rejects.toThrow('was deleted or replaced');
    writeFileSync(path, '');
    await expect(journal.probe()).rejects.toThrow('was deleted or replaced');
    await journal.close();
  });

  it('waits for another process without stopping this one', async () => {
    const journal = await openSqliteJournal({ path });
    const other = new DatabaseSync(path);
    other.exec('begin immediate');
    let turns = 0;
    const counter = setInterval(() => {
      turns += 1;
      if (turns === 20) other.exec('commit');
    }, 5);
    await journal.addInvocation(createInvocation({ id: 'aaaa-1' }));
    clearInterval(counter);
    // Every turn ran while the write waited: it could not be written before the twentieth.
    expect(turns).toBeGreaterThanOrEqual(20);
    expect(await journal.findInvocations('aaaa-1')).toHaveLength(1);
    other.close();
    await journal.close();
  });

  it.each<[string, JournalFault, () => Promise<void> | void]>([
    [
      'some other file',
      'not_a_journal',
      () => write('# not a database\n'.repeat(99)),
    ],
    ['a short text', 'not_a_journal', () => write('hello')],
    [
      'the database of another program',
      'not_a_journal',
      () => executeIn(path, 'create table invocations (id text)'),
    ],
    [
      'a journal of a newer version',
      'newer',
      async () => {
        await fillJournal(1);
        executeIn(path, 'pragma user_version = 99');
      },
    ],
    [
      'a journal with overwritten pages',
      'damaged',
      async () => {
        await fillJournal(200);
        const bytes = readFileSync(path);
        write(bytes.fill(0xa5, 4096 * 2, 4096 * 20));
      },
    ],
    [
      'a journal that was cut off',
      'damaged',
      async () => {
        await fillJournal(200);
        truncateSync(path, Math.floor(statSync(path).size / 2));
      },
    ],
  ])('refuses %s as %s and leaves it as it is', async (_, code, prepare) => {
    await prepare();
    const before = readFileSync(path);
    const error = await refusal();
    expect(error.code).toBe(code);
    expect(error.message).toContain(path);
    expect(readFileSync(path).equals(before)).toBe(true);
    expect((await refusal()).code).toBe(code);
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it.each([
    ['is a folder', () => mkdirSync(path, { recursive: true })],
    ['lies in what is no folder', () => writeFileSync(dirname(path), 'x')],
  ])('says that a path cannot be used that %s', async (_, prepare) => {
    prepare();
    const error = await refusal();
    expect(error.code).toBe('unreachable');
    expect(error.message).toContain(path);
  });

  it('leads an older file forward and keeps what is in it', async () => {
    await fillJournal(3);
    const step = () => [
      "alter table invocations add column note text default 'new'",
    ];
    const database = openSqliteFile(path, [...MIGRATIONS, step]);
    expect(database.prepare('select id, note from invocations').all()).toEqual(
      [0, 1, 2].map((n) => ({ id: `aaaa-${n}`, note: 'new' })),
    );
    expect(database.prepare('pragma user_version').get()).toEqual({
      user_version: MIGRATIONS.length + 1,
    });
    database.close();
    expect((await refusal()).code).toBe('newer');
  });

  it('leaves the older version whole where a step fails', async () => {
    await fillJournal(3);
    const step = () => ['drop table follows', 'select nonsense'];
    expect(() => openSqliteFile(path, [...MIGRATIONS, step])).toThrow(
      'nonsense',
    );
    const journal = await openSqliteJournal({ path });
    expect(await journal.getFollow('aaaa-0')).toMatchObject({ timedOut: true });
    await journal.close();
  });
});
