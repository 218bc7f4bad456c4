import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseDatabaseUrl } from '../journal/database-url.ts';
import { JournalError } from '../journal/journal-error.ts';
import { openJournal, openQueue } from './open-database.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'yardmaster-open-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

async function refusal(action: () => unknown): Promise<JournalError> {
  try {
    await action();
  } catch (error) {
    if (error instanceof JournalError) return error;
    throw error;
  }
  throw new Error('was not refused');
}

describe(parseDatabaseUrl, () => {
  it.each([
    ['file:.yardmaster/journal.db', '.yardmaster/journal.db'],
    ['file:/var/lib/journal.db', '/var/lib/journal.db'],
    ['file:///var/lib/a%20b.db', '/var/lib/a b.db'],
  ])('reads %s as the file %s', (url, path) => {
    expect(parseDatabaseUrl(url)).toEqual({ kind: 'sqlite', path });
  });

  it.each(['postgres://u:p@h/d', 'postgresql://h:5433/d?sslmode=require'])(
    'reads %s as a server',
    (url) => {
      expect(parseDatabaseUrl(url)).toEqual({ kind: 'postgres', url });
    },
  );

  it.each([
    '',
    'file:',
    'file://host/share',
    'journal.db',
    'mysql://u:hunter2@h/d',
    'postgres:u:hunter2@h/d',
    'postgres://u:hunter2@h:port/d',
  ])('refuses "%s" without repeating it', async (url) => {
    const error = await refusal(() => parseDatabaseUrl(url));
    expect(error.code).toBe('invalid_url');
    expect(error.message).not.toContain('hunter2');
    expect(error.message).toContain('DATABASE_URL');
  });
});

describe(openJournal, () => {
  it('opens a file and the queue that belongs to it', async () => {
    const url = `file:${join(folder, 'journal.db')}`;
    const journal = await openJournal(url);
    await journal.ping();
    await journal.close();
    const queue = await openQueue(url);
    const called = Promise.withResolvers<string>();
    await queue.start(async (topic, key) => called.resolve(`${topic} ${key}`));
    await queue.push('follow', 'k', 0);
    expect(await called.promise).toBe('follow k');
    await queue.stop();
  });

  it('does not load the drivers of the other database', async () => {
    const source = `
      import { openJournal, openQueue } from ${JSON.stringify(import.meta.resolve('./open-database.ts'))};
      import { registerHooks } from 'node:module';
      const loaded = [];
      registerHooks({ resolve(specifier, context, next) { loaded.push(specifier); return next(specifier, context); } });
      const url = ${JSON.stringify(pathToFileURL(join(folder, 'j.db')).href)};
      await openQueue(url);
      await (await openJournal(url)).close();
      console.log(JSON.stringify(loaded));
    `;
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--conditions=@yardmaster/source',
      '--no-warnings',
      '--input-type=module',
      '--eval',
      source,
    ]);
    const loaded = JSON.parse(stdout) as string[];
    expect(loaded).toContain('node:sqlite');
    expect(loaded.filter((name) => name.startsWith('pg'))).toEqual([]);
  });

  it('says which server does not answer, without its password', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    server.close();
    const port = typeof address === 'object' ? address?.port : undefined;
    const url = `postgres://bot:hunter2@127.0.0.1:${port}/yard`;
    const error = await refusal(() => openJournal(url));
    expect(error.code).toBe('unreachable');
    expect(error.message).toContain(`127.0.0.1:${port}/yard`);
    expect(error.message).toContain('ECONNREFUSED');
    const queue = await openQueue(url);
    const fault: unknown = await queue
      .push('follow', 'k', 0)
      .catch((caught: unknown) => caught);
    await queue.stop();
    expect(fault).toBeInstanceOf(Error);
    for (const said of [error, fault])
      expect(
        `${String(said)} ${JSON.stringify(said)} ${(said as Error).stack}`,
      ).not.toContain('hunter2');
  });
});
