import type { Kysely } from 'kysely';
import { joinCoverage, joinRanges, type Coverage } from '../coverage.ts';
import type { History } from '../history.ts';
import type { CoverageRow, HistoryTables } from './rows.ts';

type CoverageQueries = Pick<History, 'addCoverage' | 'coverage'>;

/** The history's queries about what is known to be complete. */
export function createCoverageQueries(
  db: Kysely<HistoryTables>,
): CoverageQueries {
  return {
    async addCoverage(coverage) {
      const added = toRow(coverage);
      if (added.fromAt >= added.toAt) return;
      await db.transaction().execute(async (transaction) => {
        // Spans that another instance adds at this moment stay beside the joined one, and are joined when read.
        const touched = await transaction
          .deleteFrom('historyCoverage')
          .where('repository', '=', added.repository)
          .where('workflow', '=', added.workflow)
          .where('how', '=', added.how)
          .where('fromAt', '<=', added.toAt)
          .where('toAt', '>=', added.fromAt)
          .returningAll()
          .execute();
        const joined = joinRanges(
          [...touched, added].map(({ fromAt, toAt }) => ({
            from: fromAt,
            to: toAt,
          })),
        );
        await transaction
          .insertInto('historyCoverage')
          .values(
            joined.map(({ from, to }) => ({
              ...added,
              fromAt: from,
              toAt: to,
            })),
          )
          .execute();
      });
    },

    async coverage(repository) {
      const rows = await db
        .selectFrom('historyCoverage')
        .selectAll()
        .where('repository', '=', repository.toLowerCase())
        .orderBy('workflow')
        .orderBy('how')
        .orderBy('fromAt')
        .execute();
      return joinCoverage(rows.map(toCoverage));
    },
  };
}

/** What was covered before this time is forgotten with the attempts of that time. */
export async function clipCoverage(
  db: Kysely<HistoryTables>,
  before: number,
): Promise<void> {
  const clipped = await db
    .deleteFrom('historyCoverage')
    .where('fromAt', '<', before)
    .returningAll()
    .execute();
  const kept = clipped
    .filter(({ toAt }) => toAt > before)
    .map((row) => ({ ...row, fromAt: before }));
  if (kept.length > 0)
    await db.insertInto('historyCoverage').values(kept).execute();
}

function toRow({ repository, workflow, how, from, to }: Coverage): CoverageRow {
  return {
    repository: repository.toLowerCase(),
    workflow: workflow ?? '',
    how,
    fromAt: from,
    toAt: to,
  };
}

function toCoverage({
  repository,
  workflow,
  how,
  fromAt,
  toAt,
}: CoverageRow): Coverage {
  return {
    repository,
    workflow: workflow === '' ? null : workflow,
    how: how as Coverage['how'],
    from: fromAt,
    to: toAt,
  };
}
