import type { Journal } from '../journal.ts';
import { toFollow, toFollowColumns, toFollowRow } from './rows.ts';
import type { JournalDatabase } from './schema.ts';

type Follows = Pick<
  Journal,
  | 'addFollow'
  | 'getFollow'
  | 'changeFollow'
  | 'openFollows'
  | 'openFollowIds'
  | 'followsOfRun'
  | 'dueFollows'
>;

/** The journal's queries about what is being watched. */
export function createFollows(db: JournalDatabase): Follows {
  const openFollows = db
    .selectFrom('follows')
    .selectAll()
    .where('stage', '<>', 'closed');

  return {
    async addFollow(follow) {
      await db.insertInto('follows').values(toFollowRow(follow)).execute();
    },

    async getFollow(id) {
      const row = await db
        .selectFrom('follows')
        .selectAll()
        .where('id', '=', id)
        .executeTakeFirst();
      return row ? toFollow(row) : null;
    },

    async changeFollow(id, version, change) {
      const row = await db
        .updateTable('follows')
        .set({ ...toFollowColumns(change), version: version + 1 })
        .where('id', '=', id)
        .where('version', '=', version)
        .returningAll()
        .executeTakeFirst();
      return row ? toFollow(row) : null;
    },

    async openFollows() {
      const rows = await openFollows
        .orderBy('createdAt')
        .orderBy('id')
        .execute();
      return rows.map(toFollow);
    },

    async openFollowIds() {
      const rows = await db
        .selectFrom('follows')
        .select('id')
        .where('stage', '!=', 'closed')
        .orderBy('createdAt')
        .orderBy('id')
        .execute();
      return rows.map(({ id }) => id);
    },

    async followsOfRun(runId) {
      const rows = await openFollows
        .where('runId', '=', runId)
        .orderBy('createdAt')
        .orderBy('id')
        .execute();
      return rows.map(toFollow);
    },

    async dueFollows(now, limit) {
      const rows = await openFollows
        .where('nextAt', '<=', now)
        .where((where) =>
          where.or([
            where('leaseUntil', 'is', null),
            where('leaseUntil', '<=', now),
          ]),
        )
        .orderBy('nextAt')
        .orderBy('id')
        .limit(limit)
        .execute();
      return rows.map(toFollow);
    },
  };
}
