import type { AuditLog } from '../../audit/audit.ts';
import { createAuditLog } from '../../audit/sql/log.ts';
import type { AuditDatabase } from '../../audit/sql/tables.ts';
import { createDeployStore } from '../../deploys/sql/store.ts';
import type { DeployDatabase } from '../../deploys/sql/tables.ts';
import type { DeployStore } from '../../deploys/state/store.ts';
import { openPostgresDatabase } from '../../journal/sql/postgres.ts';
import { openSqliteDatabase } from '../../journal/sql/sqlite.ts';

export interface TestStores {
  readonly deploys: DeployStore;
  readonly audit: AuditLog;
  close(): Promise<void>;
}

/** Deploys and audit in an SQLite file, with a clock of the test. */
export function openSqliteStores(
  path: string,
  now: () => number,
  redact: (text: string) => string = (text) => text,
): TestStores {
  const { db, close } = openSqliteDatabase({ path });
  return storesOn(db, now, redact, close);
}

/** The same in PostgreSQL; with `server` time is the server's. */
export async function openPostgresStores(
  url: string,
  now: 'server' | (() => number),
  redact: (text: string) => string = (text) => text,
): Promise<TestStores> {
  const { db, close } = await openPostgresDatabase({ url });
  return storesOn(db, now, redact, close);
}

function storesOn(
  db: unknown,
  now: 'server' | (() => number),
  redact: (text: string) => string,
  close: () => Promise<void>,
): TestStores {
  return {
    deploys: createDeployStore(db as DeployDatabase, { now, redact }),
    audit: createAuditLog(db as AuditDatabase, {
      now: now === 'server' ? Date.now : now,
      redact,
    }),
    close,
  };
}
