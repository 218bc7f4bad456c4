import { setTimeout as sleep } from 'node:timers/promises';
import {
  SqliteDialect,
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  type SqliteDatabase,
} from 'kysely';
import { isBusy } from './sqlite-file.ts';

/** How long a statement waits for another process's write, milliseconds. */
const WAIT_MS = 5_000;
const FIRST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 100;

/**
 * Kysely's SQLite, but a statement that meets another process's lock is repeated from the event loop: SQLite's own
 * waiting would stop everything else in this process. It is safe within a transaction because ours begin with their
 * write, so nothing was read before.
 */
export function createSqliteDialect(database: SqliteDatabase): Dialect {
  const dialect = new SqliteDialect({ database });
  return {
    createAdapter: () => dialect.createAdapter(),
    createIntrospector: (db) => dialect.createIntrospector(db),
    createQueryCompiler: () => dialect.createQueryCompiler(),
    createDriver: () => patient(dialect.createDriver()),
  };
}

function patient(driver: Driver): Driver {
  return {
    init: (options) => driver.init(options),
    async acquireConnection(options) {
      const connection = await driver.acquireConnection(options);
      return {
        executeQuery: <R>(query: CompiledQuery) =>
          execute<R>(connection, query),
        streamQuery: (query, size, ...rest) =>
          connection.streamQuery(query, size, ...rest),
      };
    },
    beginTransaction: (connection, settings) =>
      driver.beginTransaction(connection, settings),
    commitTransaction: (connection) => driver.commitTransaction(connection),
    rollbackTransaction: (connection) => driver.rollbackTransaction(connection),
    releaseConnection: (connection, options) =>
      driver.releaseConnection(connection, options),
    destroy: (options) => driver.destroy(options),
  };
}

async function execute<R>(
  connection: DatabaseConnection,
  query: CompiledQuery,
): Promise<QueryResult<R>> {
  const until = performance.now() + WAIT_MS;
  for (let pause = FIRST_PAUSE_MS; ; pause *= 2) {
    try {
      return await connection.executeQuery<R>(query);
    } catch (error) {
      if (!isBusy(error) || performance.now() >= until) throw error;
      await sleep(Math.min(pause, LONGEST_PAUSE_MS));
    }
  }
}
