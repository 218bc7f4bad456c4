import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PostgresDialect } from 'kysely';
import { Pool } from 'pg';
import { JournalError } from '../journal-error.ts';
import { MIGRATIONS, type Migrations } from './schema.ts';
import { createJournalDatabase } from './journal.ts';
import { migratePostgres, POSTGRES_SCHEMA } from './postgres-schema.ts';
import { openPostgresJournal } from './postgres.ts';
import { countUp } from '../../testing/count-up.ts';
import { journalContract } from '../../testing/contracts/journal.ts';
import {
  startTestPostgres,
  type TestPostgres,
} from '../../testing/postgres-server.ts';
import {
  createFollow,
  createInvocation,
  NOON,
} from '../../testing/contracts/records.ts';

let server: TestPostgres;

beforeAll(async () => {
  server = await startTestPostgres();
}, 30_000);

afterAll(() => server.stop());

beforeEach(async () => {
  await server.query('drop schema if exists yardmaster cascade');
});

const open = () => openPostgresJournal({ url: server.url });

/** Migrates by other steps than the present ones. */
async function migrate(migrations: Migrations): Promise<void> {
  const pool = new Pool({ connectionString: server.url });
  const db = createJournalDatabase(new PostgresDialect({ pool }), {
    schema: POSTGRES_SCHEMA,
  });
  try {
    await migratePostgres(db, migrations);
  } finally {
    await db.destroy();
  }
}

describe('the contract of the journal', { timeout: 30_000 }, () => {
  for (const { name, check } of journalContract)
    it(name, async () => {
      const journal = await open();
      try {
        await check(journal);
      } finally {
        await journal.close();
      }
    });
});

describe(openPostgresJournal, { timeout: 30_000 }, () => {
  it('is opened for the first time by several instances at once, and shared', async () => {
    const journals = await Promise.all([open(), open(), open(), open()]);
    await journals[0]?.addFollow(createFollow({ id: 'shared' }));
    await Promise.all(journals.map((journal) => countUp(journal, 10)));
    expect(await journals[1]?.getFollow('shared')).toMatchObject({
      failures: 40,
      version: 41,
    });
    const taken = await Promise.all(
      journals.map((journal, n) =>
        journal.takeLease('digest', `instance-${n}`, NOON, NOON + 1000),
      ),
    );
    expect(taken.filter(Boolean)).toHaveLength(1);
    await Promise.all(journals.map((journal) => journal.close()));
  });

  it('refuses a schema of a newer version and leaves it as it is', async () => {
    await (await open()).close();
    await server.query('update yardmaster.journal_version set version = 99');
    const error: unknown = await open().catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(JournalError);
    expect(error).toMatchObject({ code: 'newer' });
    expect(
      await server.query('select version from yardmaster.journal_version'),
    ).toEqual([{ version: '99' }]);
  });

  it('leads an older schema forward, or not at all', async () => {
    const journal = await open();
    await journal.addInvocation(createInvocation({ id: 'aaaa-1' }));
    await journal.close();
    const bad = () => ['drop table yardmaster.invocations', 'select nonsense'];
    await expect(migrate([...MIGRATIONS, bad])).rejects.toThrow('nonsense');
    const good = () => [
      "alter table yardmaster.invocations add column note text default 'new'",
    ];
    await Promise.all([1, 2, 3].map(() => migrate([...MIGRATIONS, good])));
    expect(
      await server.query('select id, note from yardmaster.invocations'),
    ).toEqual([{ id: 'aaaa-1', note: 'new' }]);
  });

  it('goes on after its connections were lost', async () => {
    const journal = await open();
    await journal.addFollow(createFollow({ id: 'aaaa-1' }));
    const queries = Promise.allSettled(
      Array.from({ length: 200 }, () => journal.getFollow('aaaa-1')),
    );
    await server.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'yardmaster'",
    );
    await queries;
    const ask = () => journal.getFollow('aaaa-1').catch(() => null);
    await expect.poll(ask, { timeout: 20_000 }).not.toBeNull();
    await journal.close();
  });

  it('uses its indexes for what is asked often', async () => {
    const journal = await open();
    await journal.close();
    await server.query(`
      insert into yardmaster.invocations (id, surface, command, requester_id, requester_name, input, decision, outcome, created_at)
        select md5(n::text), 'cli', 'status', '1', 'n', '{}', 'accepted', 'answered', n from generate_series(1, 20000) n;
      insert into yardmaster.follows (id, version, stage, wait, title, workflow, dispatched_at, attempt, deadline_at, timed_out, notice, failures, next_at, created_at, run_id)
        select md5(n::text), 1, 'closed', 1, 't', 'w', n, 1, n, 0, 'sent', 0, n, n, n from generate_series(1, 20000) n;
      analyze yardmaster.invocations; analyze yardmaster.follows`);
    const planOf = async (query: string) =>
      JSON.stringify(await server.query(`explain ${query}`));
    expect(
      await planOf(
        "select * from yardmaster.invocations where id >= 'abcd' and id < 'abce' limit 10",
      ),
    ).toContain('invocations_pkey');
    expect(
      await planOf(
        'select * from yardmaster.invocations order by created_at desc, id desc limit 50',
      ),
    ).toContain('invocations_created');
    expect(
      await planOf('select * from yardmaster.invocations where run_id = 5'),
    ).toContain('invocations_run');
    expect(
      await planOf(
        "select * from yardmaster.follows where stage <> 'closed' and run_id = 5",
      ),
    ).toContain('follows_run');
    expect(
      await planOf(
        "select * from yardmaster.follows where stage <> 'closed' and next_at <= 5 and (lease_until is null or lease_until <= 5) order by next_at, id limit 50",
      ),
    ).toContain('follows_due');
  });
});
