import type { CompiledQuery } from 'kysely';
import type { Invocation } from '../invocation.ts';
import { toInvocationRow } from './rows.ts';
import type { InvocationRow, JournalDatabase } from './schema.ts';

/**
 * Rows per statement, each of some twenty parameters, of which SQLite takes at most 32,766. The sizes are few, because
 * building and preparing a statement takes longer than running it.
 */
const SIZES = [50, 10, 1];

interface Insert {
  readonly columns: readonly (keyof InvocationRow)[];
  readonly query: CompiledQuery;
}

/** Writes invocations that have ended already, all of them or none; those that are there stay as they are. */
export function createAddEnded(
  db: JournalDatabase,
): (invocations: readonly Invocation[]) => Promise<void> {
  const compiled = new Map<number, Insert>();
  const insertOf = (row: InvocationRow, size: number): Insert => {
    const insert = compiled.get(size) ?? compileInsert(db, row, size);
    compiled.set(size, insert);
    return insert;
  };
  return async (invocations) => {
    const rows = invocations.map(toInvocationRow);
    await db.transaction().execute(async (transaction) => {
      let at = 0;
      for (const size of SIZES)
        for (; rows.length - at >= size; at += size) {
          const some = rows.slice(at, at + size);
          const [first] = some;
          if (first === undefined) return;
          const { columns, query } = insertOf(first, size);
          const parameters = some.flatMap((row) =>
            columns.map((name) => row[name]),
          );
          await transaction.executeQuery({ ...query, parameters });
        }
    });
  };
}

/** The columns are those of `row`, which are the same in every row. */
function compileInsert(
  db: JournalDatabase,
  row: InvocationRow,
  size: number,
): Insert {
  const query = db
    .insertInto('invocations')
    .values(Array<InvocationRow>(size).fill(row))
    .onConflict((conflict) => conflict.doNothing())
    .compile();
  return { columns: Object.keys(row) as (keyof InvocationRow)[], query };
}
