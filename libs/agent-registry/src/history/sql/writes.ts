import { sql, type Kysely } from 'kysely';
import type { AttemptKey, AttemptRecord, AttemptSighting } from '../attempt.ts';
import type { History } from '../history.ts';
import { mergeAttempt, mergeJob } from '../merge.ts';
import { clipCoverage } from './coverage.ts';
import {
  toAttempt,
  toAttemptRow,
  toJob,
  toJobRow,
  type AttemptRow,
  type HistoryTables,
  type JobRow,
} from './rows.ts';

type Writes = Pick<History, 'record' | 'markDeleted' | 'prune'>;

/** Rows per statement: SQLite takes at most 32,766 parameters, and a row has some thirty. */
const BATCH = 200;

/**
 * The history's writes. Each transaction begins by writing the rows it will change, which takes their locks (on SQLite
 * the one write lock), so that what it reads of them cannot change before it writes again. Rows are taken in the order
 * of their keys, so that two transactions cannot wait for each other.
 */
export function createWrites(db: Kysely<HistoryTables>): Writes {
  async function merge(
    transaction: Kysely<HistoryTables>,
    sightings: readonly AttemptSighting[],
    seenAt: number | null,
  ): Promise<void> {
    const groups = Map.groupBy(sightings, keyOf);
    // What was not seen before is whole with this statement; of the rest it locks the rows and reads them.
    const taken = await take(
      transaction,
      [...groups.values()].flatMap((group) => {
        const record = group.reduce<AttemptRecord | null>(
          (known, sighting) => mergeAttempt(known, sighting, seenAt),
          null,
        );
        return record === null ? [] : [toAttemptRow(record, 1)];
      }),
    );
    const changed = taken.flatMap((row) => {
      if (row.version === 1) return [];
      const known = toAttempt(row);
      const merged = (groups.get(keyOf(row)) ?? []).reduce(
        (record, sighting) => mergeAttempt(record, sighting, seenAt),
        known,
      );
      const after = toAttemptRow(merged, row.version);
      return sameRow(after, row) ? [] : [after];
    });
    if (changed.length > 0) await overwrite(transaction, changed);
    const fresh = new Set(
      taken.filter(({ version }) => version === 1).map(keyOf),
    );
    await mergeJobs(transaction, sightings, fresh);
  }

  return {
    async record(sightings, seenAt) {
      const ordered = sightings
        .map(normal)
        .toSorted(
          (one, other) =>
            one.repository.localeCompare(other.repository) ||
            one.runId - other.runId ||
            one.attempt - other.attempt,
        );
      await db.transaction().execute(async (transaction) => {
        for (const batch of batches(ordered))
          await merge(transaction, batch, seenAt);
      });
    },

    async markDeleted(repository, runId, at) {
      await db
        .updateTable('historyAttempts')
        .set({ deletedAt: at })
        .where('repository', '=', repository.toLowerCase())
        .where('runId', '=', runId)
        .where((where) =>
          where.or([
            where('deletedAt', 'is', null),
            where('deletedAt', '>', at),
          ]),
        )
        .execute();
    },

    async prune(before) {
      await db.transaction().execute(async (transaction) => {
        await transaction
          .deleteFrom('historyJobs')
          .where((where) =>
            where.exists(
              where
                .selectFrom('historyAttempts')
                .select('historyAttempts.runId')
                .whereRef(
                  'historyAttempts.repository',
                  '=',
                  'historyJobs.repository',
                )
                .whereRef('historyAttempts.runId', '=', 'historyJobs.runId')
                .whereRef('historyAttempts.attempt', '=', 'historyJobs.attempt')
                .where(lastChange, '<', before),
            ),
          )
          .execute();
        await transaction
          .deleteFrom('historyAttempts')
          .where(lastChange, '<', before)
          .execute();
        await clipCoverage(transaction, before);
      });
    },
  };
}

/** When an attempt ended, else when GitHub last changed it. */
const lastChange = sql<number>`coalesce(${sql.ref('historyAttempts.endedAt')}, ${sql.ref('historyAttempts.updatedAt')}, ${sql.ref('historyAttempts.createdAt')})`;

/** Adds these rows, or locks those that are there, and returns them as they stand; an added one has version 1. */
async function take(
  transaction: Kysely<HistoryTables>,
  rows: readonly AttemptRow[],
): Promise<readonly AttemptRow[]> {
  return transaction
    .insertInto('historyAttempts')
    .values([...rows])
    .onConflict((conflict) =>
      conflict
        .columns(['repository', 'runId', 'attempt'])
        .doUpdateSet((set) => ({
          version: set('historyAttempts.version', '+', 1),
        })),
    )
    .returningAll()
    .execute();
}

async function overwrite(
  transaction: Kysely<HistoryTables>,
  rows: readonly AttemptRow[],
): Promise<void> {
  const [first] = rows;
  if (first === undefined) return;
  const columns = (Object.keys(first) as (keyof AttemptRow)[]).filter(
    (name) => !['repository', 'runId', 'attempt'].includes(name),
  );
  await transaction
    .insertInto('historyAttempts')
    .values([...rows])
    .onConflict((conflict) =>
      conflict
        .columns(['repository', 'runId', 'attempt'])
        .doUpdateSet((set) =>
          Object.fromEntries(
            columns.map((name) => [name, set.ref(`excluded.${name}`)]),
          ),
        ),
    )
    .execute();
}

/** The attempts' rows are locked already, and with them their jobs. */
async function mergeJobs(
  transaction: Kysely<HistoryTables>,
  sightings: readonly AttemptSighting[],
  /** Keys of attempts that were not seen before: they have no jobs. */
  fresh: ReadonlySet<string>,
): Promise<void> {
  const seen = sightings.filter(({ jobs = [] }) => jobs.length > 0);
  const [first] = seen;
  if (first === undefined) return;
  const old = seen.filter((sighting) => !fresh.has(keyOf(sighting)));
  const rows =
    old.length === 0
      ? []
      : await transaction
          .selectFrom('historyJobs')
          .selectAll()
          .where('repository', 'in', [
            ...new Set(old.map(({ repository }) => repository)),
          ])
          .where('runId', 'in', [...new Set(old.map(({ runId }) => runId))])
          .execute();
  const known = new Map(rows.map((row) => [jobKeyOf(row, row.id), row]));
  const changed = new Map<string, JobRow>();
  for (const sighting of seen)
    for (const job of sighting.jobs ?? []) {
      const key = jobKeyOf(sighting, job.id);
      const before = known.get(key);
      const merged = mergeJob(before === undefined ? null : toJob(before), job);
      const row = toJobRow(sighting, merged);
      if (before !== undefined && sameRow(row, before)) continue;
      known.set(key, row);
      changed.set(key, row);
    }
  const all = [...changed.values()];
  for (let at = 0; at < all.length; at += BATCH)
    await transaction
      .insertInto('historyJobs')
      .values(all.slice(at, at + BATCH))
      .onConflict((conflict) =>
        conflict
          .columns(['repository', 'runId', 'attempt', 'id'])
          .doUpdateSet((set) => ({
            name: set.ref('excluded.name'),
            status: set.ref('excluded.status'),
            conclusion: set.ref('excluded.conclusion'),
            createdAt: set.ref('excluded.createdAt'),
            startedAt: set.ref('excluded.startedAt'),
            completedAt: set.ref('excluded.completedAt'),
            failedSteps: set.ref('excluded.failedSteps'),
          })),
      )
      .execute();
}

function jobKeyOf(key: AttemptKey, id: number): string {
  return `${keyOf(key)} ${id}`;
}

function normal<Key extends AttemptKey>(key: Key): Key {
  return { ...key, repository: key.repository.toLowerCase() };
}

function keyOf({ repository, runId, attempt }: AttemptKey): string {
  return `${repository} ${runId} ${attempt}`;
}

function sameRow<Row extends object>(one: Row, other: Row): boolean {
  return (Object.keys(one) as (keyof Row)[]).every(
    (name) => one[name] === other[name],
  );
}

/** Several sightings of one attempt stay in one batch. */
function* batches(
  sightings: readonly AttemptSighting[],
): Generator<readonly AttemptSighting[]> {
  const keys = [...Map.groupBy(sightings, keyOf).values()];
  for (let at = 0; at < keys.length; at += BATCH)
    yield keys.slice(at, at + BATCH).flat();
}
