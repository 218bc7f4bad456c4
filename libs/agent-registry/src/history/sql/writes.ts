import { sql, type Kysely } from 'kysely';
import type { AttemptKey, AttemptSighting, JobRecord } from '../attempt.ts';
import { isFinished } from '../attempt.ts';
import type { History } from '../history.ts';
import { mergeAttempt, mergeJob } from '../merge.ts';
import { clipCoverage } from './coverage.ts';
import {
  emptyRow,
  toAttempt,
  toAttemptRow,
  toJob,
  toJobRow,
  type AttemptRow,
  type HistoryTables,
} from './rows.ts';

type Writes = Pick<History, 'record' | 'recordJobs' | 'markDeleted' | 'prune'>;

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
    const taken = await take(
      transaction,
      [...groups.values()].flatMap((group) => group.slice(0, 1)),
    );
    const changed = taken.flatMap((row) => {
      const known = toAttempt(row);
      const merged = (groups.get(keyOf(row)) ?? []).reduce(
        (record, sighting) => mergeAttempt(record, sighting, seenAt),
        known,
      );
      const after = toAttemptRow(merged, row.version);
      return sameRow(after, row) ? [] : [after];
    });
    if (changed.length > 0) await overwrite(transaction, changed);
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

    async recordJobs(given, jobs, { whole, seenAt }) {
      const key = normal(given);
      await db.transaction().execute(async (transaction) => {
        await merge(
          transaction,
          [{ ...key, ...endByJobs(jobs, whole) }],
          seenAt,
        );
        const rows = await transaction
          .selectFrom('historyJobs')
          .selectAll()
          .where('repository', '=', key.repository)
          .where('runId', '=', key.runId)
          .where('attempt', '=', key.attempt)
          .execute();
        const known = new Map(rows.map((row) => [row.id, toJob(row)]));
        for (const job of jobs)
          known.set(job.id, mergeJob(known.get(job.id) ?? null, job));
        if (known.size === 0) return;
        await transaction
          .insertInto('historyJobs')
          .values([...known.values()].map((job) => toJobRow(key, job)))
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

/** Locks the rows of these keys, adding the missing ones, and returns them as they stand. */
async function take(
  transaction: Kysely<HistoryTables>,
  keys: readonly AttemptKey[],
): Promise<readonly AttemptRow[]> {
  return transaction
    .insertInto('historyAttempts')
    .values(keys.map(emptyRow))
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

/** All jobs of an attempt show its end once each of them has ended. */
function endByJobs(
  jobs: readonly JobRecord[],
  whole: boolean,
): Partial<AttemptSighting> {
  if (!whole) return {};
  const ends = jobs.flatMap(({ completedAt }) => completedAt ?? []);
  const ended = jobs.length > 0 && jobs.every(isFinished) && ends.length > 0;
  return {
    jobsSeen: jobs.every(isFinished),
    ...(ended ? { end: { by: 'jobs', at: Math.max(...ends) } } : {}),
  };
}

function normal<Key extends AttemptKey>(key: Key): Key {
  return { ...key, repository: key.repository.toLowerCase() };
}

function keyOf({ repository, runId, attempt }: AttemptKey): string {
  return `${repository} ${runId} ${attempt}`;
}

function sameRow(one: AttemptRow, other: AttemptRow): boolean {
  return (Object.keys(one) as (keyof AttemptRow)[]).every(
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
