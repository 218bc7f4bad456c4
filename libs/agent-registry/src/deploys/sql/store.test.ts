import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditContract } from '../../testing/contracts/audit.ts';
import { deployContract } from '../../testing/contracts/deploys.ts';
import {
  openPostgresStores,
  openSqliteStores,
  type TestStores,
} from '../../testing/deploys/open-stores.ts';
import { NOON } from '../../testing/deploys/records.ts';
import {
  startTestPostgres,
  type TestPostgres,
} from '../../testing/postgres-server.ts';

let folder: string;
let server: TestPostgres;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'yardmaster-deploys-'));
  server = await startTestPostgres();
}, 30_000);

afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

let files = 0;
const now = () => NOON;
const databases: Record<string, () => Promise<TestStores>> = {
  SQLite: async () => openSqliteStores(join(folder, `${(files += 1)}.db`), now),
  PostgreSQL: async () =>
    openPostgresStores((await server.createDatabase()).url, now),
};

for (const [database, open] of Object.entries(databases))
  describe(`the contracts on ${database}`, { timeout: 30_000 }, () => {
    for (const { name, check } of deployContract)
      it(`deploys: ${name}`, async () => {
        const stores = await open();
        try {
          await check(stores);
        } finally {
          await stores.close();
        }
      });
    for (const { name, check } of auditContract)
      it(`audit: ${name}`, async () => {
        const stores = await open();
        try {
          await check(stores.audit);
        } finally {
          await stores.close();
        }
      });
  });

describe('on PostgreSQL', { timeout: 30_000 }, () => {
  it('takes its time from the server, whatever the clock of the instance says', async () => {
    const stores = await openPostgresStores(
      (await server.createDatabase()).url,
      'server',
    );
    const before = Date.now();
    const outside = await stores.deploys.now();
    const inside = await stores.deploys.change(
      [{ service: '*', environment: '*' }],
      async (tx) => tx.now,
    );
    expect(outside).toBeGreaterThanOrEqual(before - 1);
    expect(inside).toBeGreaterThanOrEqual(outside);
    expect(inside).toBeLessThanOrEqual(Date.now() + 1);
    await stores.close();
  });
});
