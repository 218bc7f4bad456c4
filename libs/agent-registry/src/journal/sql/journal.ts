import { CamelCasePlugin, Kysely, type Dialect } from 'kysely';
import { createClaims } from './claims.ts';
import { createFollows } from './follows.ts';
import { createInvocations } from './invocations.ts';
import type { Journal } from '../journal.ts';
import type { JournalDatabase, JournalTables } from './schema.ts';

/** How long Discord honours an interaction token; used for a target that does not say. */
const TOKEN_LIFE = 15 * 60_000;

export function createJournalDatabase(
  dialect: Dialect,
  options: {
    readonly schema?: string | undefined;
    readonly onStatement?: ((sql: string) => void) | undefined;
  } = {},
): JournalDatabase {
  const { schema, onStatement } = options;
  const database = new Kysely<JournalTables>({
    dialect,
    plugins: [new CamelCasePlugin()],
    ...(onStatement && { log: ({ query }) => onStatement(query.sql) }),
  });
  return schema === undefined ? database : database.withSchema(schema);
}

/**
 * The journal's queries, the same for SQLite and PostgreSQL. What must not be torn apart is one statement, so that it
 * is atomic against other processes too, without a lock of ours.
 */
export function createKyselyJournal(
  db: JournalDatabase,
  hooks: {
    afterClean?: () => void;
    /** Throws if what is written now would be lost. */
    check?: () => void;
    close: () => Promise<void>;
  },
): Journal {
  const invocations = createInvocations(db);
  return {
    ...invocations,
    ...createFollows(db),
    ...createClaims(db),

    async addInvocation(invocation) {
      hooks.check?.();
      return invocations.addInvocation(invocation);
    },

    async clean(now, deliveriesBefore) {
      await db
        .updateTable('invocations')
        .set({ token: null })
        .where('token', 'is not', null)
        .where((where) =>
          where.or([
            where('tokenExpiresAt', '<=', now),
            where.and([
              where('tokenExpiresAt', 'is', null),
              where('createdAt', '<=', now - TOKEN_LIFE),
            ]),
          ]),
        )
        .execute();
      await db
        .deleteFrom('deliveries')
        .where('at', '<', deliveriesBefore)
        .execute();
      await db
        .deleteFrom('leases')
        .where('until', '<', deliveriesBefore)
        .execute();
      hooks.afterClean?.();
    },

    async probe() {
      hooks.check?.();
      const probe = { name: 'probe', owner: 'probe', until: 0 };
      await db
        .insertInto('leases')
        .values(probe)
        .onConflict((conflict) => conflict.column('name').doUpdateSet(probe))
        .execute();
    },

    async ping() {
      await db.selectFrom('leases').select('name').limit(1).execute();
    },

    close: hooks.close,
  };
}
