import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqliteJournal } from './sqlite.ts';
import { journalContract } from '../../testing/contracts/journal.ts';
import { countUp } from '../../testing/count-up.ts';
import {
  createFollow,
  createInvocation,
  NOON,
} from '../../testing/contracts/records.ts';

const PROGRAM = fileURLToPath(
  new URL('../../testing/journal-program.ts', import.meta.url),
);

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'yardmaster-journal-'));
  path = join(folder, 'journal.db');
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function startProgram(task: string): ChildProcess {
  const flags = ['--conditions=@yardmaster/source', '--no-warnings'];
  return spawn(process.execPath, [...flags, PROGRAM, task, path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** What a program prints, line by line; ends with the program. */
function linesOf(program: ChildProcess): AsyncIterable<string> {
  if (!program.stdout) throw new Error('no pipe');
  return createInterface({ input: program.stdout });
}

async function exitOf(program: ChildProcess): Promise<number | null> {
  if (program.exitCode === null && program.signalCode === null)
    await once(program, 'exit');
  return program.exitCode;
}

describe('the contract of the journal', () => {
  for (const { name, check } of journalContract)
    it(name, async () => {
      const journal = await openSqliteJournal({ path });
      try {
        await check(journal);
      } finally {
        await journal.close();
      }
    });
});

describe('several processes on one file', () => {
  it('may open it for the first time at once', async () => {
    const programs = Array.from({ length: 4 }, () => startProgram('open'));
    expect(await Promise.all(programs.map(exitOf))).toEqual([0, 0, 0, 0]);
  }, 20_000);

  it('change it at once and lose nothing', async () => {
    const journal = await openSqliteJournal({ path });
    await journal.addFollow(createFollow({ id: 'shared' }));
    const program = startProgram('count');
    await once(
      createInterface({ input: program.stdout ?? process.stdin }),
      'line',
    );
    await Promise.all([countUp(journal, 50), exitOf(program)]);
    expect(await journal.getFollow('shared')).toMatchObject({
      failures: 100,
      version: 101,
    });
    await journal.close();
  }, 20_000);

  it('find everything that one reported as written before it was killed', async () => {
    const reported: string[] = [];
    for (const lines of [10, 40, 90]) {
      const program = startProgram('write');
      const printed: string[] = [];
      for await (const line of linesOf(program)) {
        if (line !== 'open') printed.push(line);
        if (printed.length === lines) program.kill('SIGKILL');
      }
      reported.push(...printed);
      await exitOf(program);
      expect(program.signalCode).toBe('SIGKILL');
      expect(printed.length).toBeGreaterThanOrEqual(lines);
      const journal = await openSqliteJournal({ path });
      const kept = await journal.listInvocations({ limit: 1000 });
      expect(kept.map(({ id }) => id)).toEqual(
        expect.arrayContaining(reported),
      );
      await journal.close();
    }
  }, 30_000);
});

describe('a token that is erased', () => {
  it('is nowhere in the files any more', async () => {
    const token = 'aW50ZXJhY3Rpb246canary-of-a-token';
    const journal = await openSqliteJournal({ path });
    const replyTo = {
      surface: 'discord',
      token,
      tokenExpiresAt: NOON,
    } as const;
    const ids = Array.from({ length: 50 }, (_, n) => `aaaa-${n}`);
    for (const id of ids)
      await journal.addInvocation(createInvocation({ id, replyTo }));
    const holdsToken = () =>
      readdirSync(folder).some((name) =>
        readFileSync(join(folder, name)).includes(token),
      );
    expect(holdsToken()).toBe(true);
    for (const id of ids.slice(25)) await journal.setReplyTarget(id, null);
    await journal.clean(NOON, 0);
    expect(holdsToken()).toBe(false);
    await journal.close();
  });
});
