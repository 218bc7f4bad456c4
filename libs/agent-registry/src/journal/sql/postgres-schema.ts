import { sql } from 'kysely';
import { JournalError } from '../journal-error.ts';
import { MIGRATIONS, type JournalDatabase, type Migrations } from './schema.ts';

export const POSTGRES_SCHEMA = 'yardmaster';
/** The advisory lock's number: any that no other program on the database uses. */
const MIGRATION_LOCK = 0x59617264;

/**
 * Makes the schema, or leads an older one forward, in one transaction. Instances that start together do it one after
 * another.
 */
export async function migratePostgres(
  db: JournalDatabase,
  migrations: Migrations = MIGRATIONS,
): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    const run = (statement: string) =>
      sql.raw<{ version: number }>(statement).execute(transaction);
    await run(`select pg_advisory_xact_lock(${MIGRATION_LOCK})`);
    // Not "if not exists": that asks for the right to create schemas even where there is nothing to create.
    const found = await run(
      `select 1 from pg_namespace where nspname = '${POSTGRES_SCHEMA}'`,
    );
    if (found.rows.length === 0) await run(`create schema ${POSTGRES_SCHEMA}`);
    await run(
      `create table if not exists ${POSTGRES_SCHEMA}.journal_version (version bigint not null)`,
    );
    const { rows } = await run(
      `select version from ${POSTGRES_SCHEMA}.journal_version`,
    );
    const version = rows[0]?.version ?? 0;
    if (version > migrations.length)
      throw new JournalError(
        'newer',
        `The schema ${POSTGRES_SCHEMA} was written by a newer Yardmaster (journal version ${version}, this one knows ${migrations.length}). Install the newer version, or let DATABASE_URL name another database.`,
      );
    if (version === migrations.length) return;
    for (const step of migrations.slice(version))
      for (const statement of step({
        name: 'postgres',
        prefix: `${POSTGRES_SCHEMA}.`,
        sortable: 'text collate "C"',
      }))
        await run(statement);
    await run(`delete from ${POSTGRES_SCHEMA}.journal_version`);
    await run(
      `insert into ${POSTGRES_SCHEMA}.journal_version values (${migrations.length})`,
    );
  });
}
