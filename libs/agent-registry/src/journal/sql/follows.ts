import type { Journal } from '../journal.ts';
import { toFollow, toFollowColumns, toFollowRow } from './rows.ts';
import type { JournalDatabase } from './schema.ts';

type Follows = Pick<
  Journal,
  | 'addFollow'
  | 'getFollow'
  | 'changeFollow'
  | 'holdFollow'
  | 'renewFollow'
  | 'openFollows'
  | 'openFollowIds'
  | 'followsOfRun'
  | 'dueFollows'
  | 'countUndelivered'
  | 'acknowledgeUndelivered'
>;

/** The longest lease there is, with room for clocks that differ, milliseconds. */
const MAX_LEASE_MS = 5 * 60_000;

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

    async holdFollow(id, owner, now, until) {
      const row = await db
        .updateTable('follows')
        .set({ leaseOwner: owner, leaseUntil: until })
        .where('id', '=', id)
        .where('stage', '<>', 'closed')
        .where((where) =>
          where.or([
            where('leaseOwner', 'is', null),
            where('leaseOwner', '=', owner),
            where('leaseUntil', '<=', now),
            // No lease is that long: the clock was set back.
            where('leaseUntil', '>', now + MAX_LEASE_MS),
          ]),
        )
        .returningAll()
        .executeTakeFirst();
      return row ? toFollow(row) : null;
    },

    async renewFollow(id, owner, until) {
      await db
        .updateTable('follows')
        .set({ leaseUntil: until })
        .where('id', '=', id)
        .where('leaseOwner', '=', owner)
        .execute();
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

    async countUndelivered() {
      const { count } = await db
        .selectFrom('follows')
        .select((select) => select.fn.countAll<number>().as('count'))
        .where('undelivered', 'is not', null)
        .executeTakeFirstOrThrow();
      return Number(count);
    },

    async acknowledgeUndelivered() {
      await db
        .updateTable('follows')
        .set((set) => ({
          undelivered: null,
          version: set('version', '+', 1),
        }))
        .where('undelivered', 'is not', null)
        .execute();
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
