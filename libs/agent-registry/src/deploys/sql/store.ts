import { sql } from 'kysely';
import { appendAudit, type Redact } from '../../audit/sql/append.ts';
import { formatScope, type Scope } from '../../policy/scope.ts';
import type { DeployStore, DeployTransaction } from '../state/store.ts';
import { createDeployReader } from './read.ts';
import {
  present,
  toDeploy,
  toDeployColumns,
  toDeployRow,
  toFreeze,
  toFreezeRow,
  toLock,
  toLockColumns,
  toLockRow,
} from './rows.ts';
import type { DeployDatabase } from './tables.ts';

export interface DeployStoreOptions {
  /**
   * Where time comes from: the PostgreSQL server, whose clock all instances share, or a function (SQLite, whose processes
   * share the machine's clock; tests).
   */
  readonly now: 'server' | (() => number);
  /** Removes secrets from what is audited. */
  readonly redact: Redact;
}

/** The store on the journal's database, the same queries for SQLite and PostgreSQL. */
export function createDeployStore(
  db: DeployDatabase,
  { now, redact }: DeployStoreOptions,
): DeployStore {
  async function timeOf(connection: DeployDatabase): Promise<number> {
    if (typeof now === 'function') return now();
    const { rows } = await sql<{
      now: number;
    }>`select (extract(epoch from clock_timestamp()) * 1000)::bigint as now`.execute(
      connection,
    );
    return Number(rows[0]?.now);
  }

  /** The first statement of every change: it takes the rows, widest scope first, and asks for the time once it has them. */
  async function take(
    transaction: DeployDatabase,
    scopes: readonly Scope[],
  ): Promise<{ now: number; turns: ReadonlyMap<string, number> }> {
    const keys = [...new Set(scopes.toSorted(widestFirst).map(formatScope))];
    const rows = await transaction
      .insertInto('scopes')
      .values(keys.map((key) => ({ key, version: 1 })))
      .onConflict((conflict) =>
        conflict
          .column('key')
          .doUpdateSet((set) => ({ version: set('scopes.version', '+', 1) })),
      )
      .returning(['key', 'version'])
      .execute();
    return {
      now: await timeOf(transaction),
      turns: new Map(rows.map(({ key, version }) => [key, version])),
    };
  }

  return {
    ...createDeployReader(db),

    now: () => timeOf(db),

    change: (scopes, work) =>
      db.transaction().execute(async (transaction) => {
        const taken = await take(transaction, scopes);
        return work(createTransaction(transaction, taken, redact));
      }),

    async noticeSent(key, at) {
      await db
        .updateTable('notices')
        .set({ sentAt: at })
        .where('key', '=', key)
        .execute();
    },
  };
}

function createTransaction(
  db: DeployDatabase,
  { now, turns }: { now: number; turns: ReadonlyMap<string, number> },
  redact: Redact,
): DeployTransaction {
  return {
    ...createDeployReader(db),
    now,

    turnOf(scope) {
      const turn = turns.get(formatScope(scope));
      if (turn === undefined)
        throw new Error(`${formatScope(scope)} was not taken by this change`);
      return turn;
    },

    async addDeploy(deploy) {
      await db.insertInto('deploys').values(toDeployRow(deploy)).execute();
    },

    async changeDeploy(id, version, change) {
      const row = await db
        .updateTable('deploys')
        .set({ ...toDeployColumns(change), version: version + 1 })
        .where('id', '=', id)
        .where('version', '=', version)
        .returningAll()
        .executeTakeFirst();
      return row ? toDeploy(row) : null;
    },

    async addLock(lock) {
      const added = await db
        .insertInto('locks')
        .values(toLockRow(lock))
        .onConflict((conflict) =>
          conflict
            .columns(['scope', 'kind'])
            .where('releasedAt', 'is', null)
            .doNothing(),
        )
        .returning('id')
        .executeTakeFirst();
      return added !== undefined;
    },

    async changeLock(id, version, change) {
      const row = await db
        .updateTable('locks')
        .set({ ...toLockColumns(change), version: version + 1 })
        .where('id', '=', id)
        .where('version', '=', version)
        .returningAll()
        .executeTakeFirst();
      return row ? toLock(row) : null;
    },

    async addFreeze(freeze) {
      const added = await db
        .insertInto('freezes')
        .values(toFreezeRow(freeze))
        .onConflict((conflict) =>
          conflict.column('scope').where('endedAt', 'is', null).doNothing(),
        )
        .returning('id')
        .executeTakeFirst();
      return added !== undefined;
    },

    async changeFreeze(id, version, change) {
      const row = await db
        .updateTable('freezes')
        .set({ ...present(change), version: version + 1 })
        .where('id', '=', id)
        .where('version', '=', version)
        .returningAll()
        .executeTakeFirst();
      return row ? toFreeze(row) : null;
    },

    async notify({ detail, ...notice }) {
      await db
        .insertInto('notices')
        .values(
          present({
            ...notice,
            detail: JSON.stringify(detail),
            createdAt: now,
            sentAt: null,
          }),
        )
        .onConflict((conflict) => conflict.column('key').doNothing())
        .execute();
    },

    async audit(entry) {
      await appendAudit(db, entry, now, redact);
    },
  };
}

/** `*`, `client/*`, `*` + `/production`, `client/production`: transactions that take rows in one order cannot deadlock. */
function widestFirst(a: Scope, b: Scope): number {
  return width(a) - width(b) || (formatScope(a) < formatScope(b) ? -1 : 1);
}

function width({ service, environment }: Scope): number {
  if (environment === '*') return service === '*' ? 0 : 1;
  return service === '*' ? 2 : 3;
}
