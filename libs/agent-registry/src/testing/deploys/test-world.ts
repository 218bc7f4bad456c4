import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStores, type TestStores } from './open-stores.ts';
import { NOON } from './records.ts';

/** Stores in a file that is gone when they close, and a clock that stands still until it is moved. */
export interface TestWorld extends TestStores {
  readonly clock: { now: number };
  readonly path: string;
}

export function openTestWorld(): TestWorld {
  const folder = mkdtempSync(join(tmpdir(), 'yardmaster-deploys-'));
  const path = join(folder, 'journal.db');
  const clock = { now: NOON };
  const stores = openSqliteStores(path, () => clock.now);
  return {
    ...stores,
    clock,
    path,
    async close() {
      await stores.close();
      rmSync(folder, { recursive: true });
    },
  };
}
