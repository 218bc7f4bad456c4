import type { ExpressionBuilder, Kysely } from 'kysely';
import type { AttemptKey } from '../attempt.ts';
import type { AttemptQuery, AttemptWithJobs, History } from '../history.ts';
import {
  toAttempt,
  toJob,
  type AttemptRow,
  type HistoryTables,
  type JobRow,
} from './rows.ts';

type Reads = Pick<History, 'find' | 'list' | 'samples' | 'finished'>;

/** Run ids per statement: SQLite takes at most 32,766 parameters. */
const MOST_IDS = 1_000;

/** The history's queries about attempts and jobs. */
export function createReads(db: Kysely<HistoryTables>): Reads {
  const jobsOf = db
    .selectFrom('historyJobs')
    .innerJoin('historyAttempts', (join) =>
      join
        .onRef('historyAttempts.repository', '=', 'historyJobs.repository')
        .onRef('historyAttempts.runId', '=', 'historyJobs.runId')
        .onRef('historyAttempts.attempt', '=', 'historyJobs.attempt'),
    )
    .selectAll('historyJobs')
    .orderBy('historyJobs.id');

  return {
    async find({ repository, runId, attempt }) {
      const row = await db
        .selectFrom('historyAttempts')
        .selectAll()
        .where('repository', '=', repository.toLowerCase())
        .where('runId', '=', runId)
        .where('attempt', '=', attempt)
        .executeTakeFirst();
      if (row === undefined) return null;
      const jobs = await jobsOf
        .where('historyJobs.repository', '=', row.repository)
        .where('historyJobs.runId', '=', runId)
        .where('historyJobs.attempt', '=', attempt)
        .execute();
      return withJobs([row], jobs)[0] ?? null;
    },

    async list(query) {
      const repository = query.repository.toLowerCase();
      const rows = await db
        .selectFrom('historyAttempts')
        .selectAll()
        .where('repository', '=', repository)
        .where((where) => matching(where, query))
        .execute();
      const { jobsFrom } = query;
      const jobs =
        jobsFrom === undefined
          ? []
          : await jobsOf
              .where('historyAttempts.repository', '=', repository)
              .where((where) => matching(where, query))
              .where((where) =>
                where.or([
                  where('historyAttempts.endedAt', 'is', null),
                  where('historyAttempts.endedAt', '>=', jobsFrom),
                ]),
              )
              .execute();
      const wanted = (row: AttemptRow) =>
        jobsFrom !== undefined &&
        (row.endedAt === null || row.endedAt >= jobsFrom);
      return withJobs(rows.toSorted(byEnd), jobs, wanted);
    },

    async samples({ repository, workflowPath, target, before, since, limit }) {
      const rows = await db
        .selectFrom('historyAttempts')
        .selectAll()
        .where('repository', '=', repository.toLowerCase())
        .where('workflowPath', '=', workflowPath)
        .where('deployTarget', target === null ? 'is' : '=', target)
        .where('conclusion', '=', 'success')
        .where('jobsSeen', '=', 1)
        .where('endedAt', '>=', since)
        .where('endedAt', '<', before)
        .orderBy('endedAt', 'desc')
        .orderBy('runId', 'desc')
        .limit(limit)
        .execute();
      if (rows.length === 0) return [];
      const jobs = await jobsOf
        .where('historyJobs.repository', '=', repository.toLowerCase())
        .where(
          'historyJobs.runId',
          'in',
          rows.map(({ runId }) => runId),
        )
        .execute();
      return withJobs(rows, jobs);
    },

    async finished(keys) {
      const found: AttemptKey[] = [];
      for (const [repository, group] of Map.groupBy(keys, (key) =>
        key.repository.toLowerCase(),
      )) {
        const wanted = new Set(group.map(keyOf));
        const ids = [...new Set(group.map(({ runId }) => runId))];
        for (let at = 0; at < ids.length; at += MOST_IDS) {
          const rows = await db
            .selectFrom('historyAttempts')
            .select(['repository', 'runId', 'attempt'])
            .where('repository', '=', repository)
            .where('runId', 'in', ids.slice(at, at + MOST_IDS))
            .where('endedAt', 'is not', null)
            .execute();
          found.push(...rows.filter((row) => wanted.has(keyOf(row))));
        }
      }
      return found;
    },
  };
}

function matching(
  where: ExpressionBuilder<HistoryTables, 'historyAttempts'>,
  { ended, recorded, running }: AttemptQuery,
) {
  return where.or([
    ...(ended === undefined
      ? []
      : [
          where.and([
            where('historyAttempts.endedAt', '>=', ended.from),
            where('historyAttempts.endedAt', '<', ended.to),
          ]),
        ]),
    ...(recorded === undefined
      ? []
      : [
          where.and([
            where('historyAttempts.recordedAt', '>=', recorded.from),
            where('historyAttempts.recordedAt', '<', recorded.to),
          ]),
        ]),
    ...(running === true ? [where('historyAttempts.endedAt', 'is', null)] : []),
  ]);
}

function withJobs(
  rows: readonly AttemptRow[],
  jobs: readonly JobRow[],
  wanted: (row: AttemptRow) => boolean = () => true,
): readonly AttemptWithJobs[] {
  const groups = Map.groupBy(jobs, keyOf);
  return rows.map((row) => {
    const own = groups.get(keyOf(row)) ?? [];
    const known = wanted(row) && (own.length > 0 || row.jobsSeen !== 0);
    return { ...toAttempt(row), jobs: known ? own.map(toJob) : null };
  });
}

function keyOf({
  runId,
  attempt,
}: Pick<AttemptKey, 'runId' | 'attempt'>): string {
  return `${runId} ${attempt}`;
}

function byEnd(one: AttemptRow, other: AttemptRow): number {
  return (
    (one.endedAt ?? Number.POSITIVE_INFINITY) -
      (other.endedAt ?? Number.POSITIVE_INFINITY) ||
    one.runId - other.runId ||
    one.attempt - other.attempt
  );
}
