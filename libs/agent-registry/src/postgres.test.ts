import { afterAll, beforeAll, beforeEach, describe, it } from 'vitest';
import { openPostgresJournal } from './postgres.ts';
import { journalContract } from './testing/journal-contract.ts';
import {
  startTestPostgres,
  type TestPostgres,
} from './testing/postgres-server.ts';

let server: TestPostgres;

beforeAll(async () => {
  server = await startTestPostgres();
}, 30_000);

afterAll(() => server.stop());

beforeEach(async () => {
  await server.query('drop schema if exists yardmaster cascade');
});

describe('the contract of the journal', () => {
  for (const { name, check } of journalContract)
    it(name, async () => {
      const journal = await openPostgresJournal({ url: server.url });
      try {
        await check(journal);
      } finally {
        await journal.close();
      }
    });
});
