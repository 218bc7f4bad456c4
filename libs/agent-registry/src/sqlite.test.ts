import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'vitest';
import { openSqliteJournal } from './sqlite.ts';
import { journalContract } from './testing/journal-contract.ts';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'yardmaster-journal-'));
  path = join(folder, 'journal.db');
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

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
