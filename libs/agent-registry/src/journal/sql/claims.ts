import type { Journal } from '../journal.ts';
import type { JournalDatabase } from './schema.ts';

type Claims = Pick<
  Journal,
  | 'takeLease'
  | 'releaseLease'
  | 'breakLeases'
  | 'addDelivery'
  | 'claimDigest'
  | 'hasDigests'
  | 'releaseDigest'
>;

/** The journal's queries about what only one may have or do. */
export function createClaims(db: JournalDatabase): Claims {
  return {
    async takeLease(name, owner, now, until) {
      const taken = await db
        .insertInto('leases')
        .values({ name, owner, until })
        .onConflict((conflict) =>
          conflict
            .column('name')
            .doUpdateSet({ owner, until })
            .where((where) =>
              where.or([
                where('leases.owner', '=', owner),
                where('leases.until', '<=', now),
              ]),
            ),
        )
        .returning('name')
        .executeTakeFirst();
      return taken !== undefined;
    },

    async releaseLease(name, owner) {
      await db
        .deleteFrom('leases')
        .where('name', '=', name)
        .where('owner', '=', owner)
        .execute();
    },

    async breakLeases(isDead) {
      const rows = await db
        .selectFrom('leases')
        .select('owner as holder')
        .union(
          db
            .selectFrom('follows')
            .select('leaseOwner as holder')
            .where('leaseOwner', 'is not', null)
            .$narrowType<{ holder: string }>(),
        )
        .execute();
      const dead = rows.map((row) => row.holder).filter(isDead);
      if (dead.length === 0) return;
      await db.transaction().execute(async (transaction) => {
        await transaction
          .deleteFrom('leases')
          .where('owner', 'in', dead)
          .execute();
        await transaction
          .updateTable('follows')
          .set({ leaseOwner: null, leaseUntil: null })
          .where('leaseOwner', 'in', dead)
          .execute();
      });
    },

    async addDelivery(id, at) {
      const added = await db
        .insertInto('deliveries')
        .values({ id, at })
        .onConflict((conflict) => conflict.doNothing())
        .returning('id')
        .executeTakeFirst();
      return added !== undefined;
    },

    async claimDigest(key, at) {
      const claimed = await db
        .insertInto('digests')
        .values({ key, at })
        .onConflict((conflict) => conflict.doNothing())
        .returning('key')
        .executeTakeFirst();
      return claimed !== undefined;
    },

    async hasDigests() {
      const first = await db
        .selectFrom('digests')
        .select('key')
        .limit(1)
        .executeTakeFirst();
      return first !== undefined;
    },

    async releaseDigest(key) {
      await db.deleteFrom('digests').where('key', '=', key).execute();
    },
  };
}
