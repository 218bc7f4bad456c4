import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPostgresDatabase } from '../../journal/sql/postgres.ts';
import { openSqliteDatabase } from '../../journal/sql/sqlite.ts';
import { historyContract } from '../../testing/contracts/history.ts';
import { anySighting, SHOP } from '../../testing/history.ts';
import {
  startTestPostgres,
  type TestPostgres,
} from '../../testing/postgres-server.ts';
import type { AttemptSighting } from '../attempt.ts';
import { createKyselyHistory } from './history.ts';

let folder: string;
let server: TestPostgres;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'yardmaster-history-'));
  server = await startTestPostgres();
}, 30_000);

afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

let files = 0;
const databases = {
  SQLite: async () =>
    openSqliteDatabase({ path: join(folder, `${(files += 1)}.db`) }),
  PostgreSQL: async () =>
    openPostgresDatabase({ url: (await server.createDatabase()).url }),
};

for (const [name, open] of Object.entries(databases))
  describe(`the history on ${name}`, { timeout: 30_000 }, () => {
    for (const contract of historyContract)
      it(contract.name, async () => {
        const { db, close } = await open();
        try {
          await contract.check(createKyselyHistory(db));
        } finally {
          await close();
        }
      });
  });

describe('looks in any order', { timeout: 60_000 }, () => {
  it('leave the same history', async () => {
    const everything = {
      repository: SHOP,
      ended: { from: 0, to: 9e15 },
      running: true,
    };
    const read = async (batches: readonly (readonly AttemptSighting[])[]) => {
      const { db, close } = await databases.SQLite();
      try {
        const history = createKyselyHistory(db);
        for (const batch of batches) await history.record(batch, null);
        return await history.list(everything);
      } finally {
        await close();
      }
    };
    await fc.assert(
      fc.asyncProperty(
        fc.array(anySighting, { minLength: 1, maxLength: 10 }).chain((all) =>
          fc.tuple(
            fc.constant(all),
            fc.shuffledSubarray([...all, ...all], {
              minLength: all.length * 2,
            }),
            fc.integer({ min: 1, max: 5 }),
          ),
        ),
        async ([once, shuffled, size]) => {
          const batches = Array.from(
            { length: Math.ceil(shuffled.length / size) },
            (_, index) => shuffled.slice(index * size, (index + 1) * size),
          );
          expect(await read(batches)).toEqual(await read([once]));
        },
      ),
      { numRuns: 30 },
    );
  });
});
