import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { createPgBossQueue } from './pg-boss.ts';
import {
  startTestPostgres,
  type TestPostgres,
} from '../testing/postgres-server.ts';
import { queueContract } from '../testing/contracts/queue.ts';

const PROGRAM = fileURLToPath(
  new URL('../testing/queue-program.ts', import.meta.url),
);

const POLL = { timeout: 20_000 };

let server: TestPostgres;

beforeAll(async () => {
  server = await startTestPostgres();
}, 30_000);

afterAll(() => server.stop());

// Each in a database of its own, so that they need not wait for each other.
describe.concurrent('the contract of the queue', { timeout: 30_000 }, () => {
  for (const { name, check } of queueContract)
    it(name, async () => {
      const { url } = await server.createDatabase();
      const queue = createPgBossQueue({ url });
      try {
        await check(queue);
      } finally {
        await queue.stop();
      }
    });
});

describe.concurrent(createPgBossQueue, { timeout: 30_000 }, () => {
  it('shares the work among instances, each key called once, and keeps nothing that is done', async ({
    expect,
  }) => {
    const database = await server.createDatabase();
    const queues = await Promise.all(
      [1, 2, 3].map(async () =>
        createPgBossQueue({ url: database.url, concurrency: 2 }),
      ),
    );
    const calls: string[] = [];
    const callers = new Set<number>();
    const done = Promise.withResolvers<void>();
    await Promise.all(
      queues.map((queue, n) =>
        queue.start(async (_, key) => {
          calls.push(key);
          callers.add(n);
          await new Promise((resolve) => setTimeout(resolve, 20));
          if (calls.length >= 60) done.resolve();
        }),
      ),
    );
    const keys = Array.from({ length: 60 }, (_, n) => `key-${n}`);
    await Promise.all(keys.map((key) => queues[0]?.push('follow', key, 0)));
    await done.promise;
    await Promise.all(queues.map((queue) => queue.stop()));
    expect(calls.toSorted()).toEqual(keys.toSorted());
    expect(callers.size).toBeGreaterThan(1);
    expect(await database.query('select id from yardmaster_queue.job')).toEqual(
      [],
    );
  });

  it('holds a key back on every instance while a call for it is under way', async ({
    expect,
  }) => {
    const database = await server.createDatabase();
    const queues = [1, 2].map(() => createPgBossQueue({ url: database.url }));
    const calls: string[] = [];
    const release = Promise.withResolvers<void>();
    const handle = async (_: string, key: string) => {
      calls.push(key);
      if (calls.length === 1) await release.promise;
    };
    await Promise.all(queues.map((queue) => queue.start(handle)));
    await queues[0]?.push('follow', 'k', 0);
    await expect.poll(() => calls, POLL).toEqual(['k']);
    for (const queue of queues) await queue.push('follow', 'k', 0);
    for (const queue of queues) await queue.push('follow', 'other', 0);
    await expect.poll(() => calls, POLL).toContain('other');
    // Longer than either instance waits between two looks.
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(calls.filter((key) => key === 'k')).toEqual(['k']);
    release.resolve();
    await expect
      .poll(() => calls.filter((key) => key === 'k').length, POLL)
      .toBeGreaterThan(1);
    await Promise.all(queues.map((queue) => queue.stop()));
  });

  it('takes over what a killed instance held', async ({ expect }) => {
    const database = await server.createDatabase();
    const program = spawn(
      process.execPath,
      [
        '--conditions=@yardmaster/source',
        '--no-warnings',
        PROGRAM,
        database.url,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const queue = createPgBossQueue({ url: database.url });
    await queue.push('follow', 'k', 0);
    const [printed] = (await once(program.stdout, 'data')) as [Buffer];
    expect(printed.toString()).toBe('k\n');
    program.kill('SIGKILL');
    await once(program, 'exit');
    const called = Promise.withResolvers<string>();
    await queue.start(async (_, key) => called.resolve(key));
    // As it would look ten seconds later.
    await database.query(
      "update yardmaster_queue.job set heartbeat_on = heartbeat_on - interval '11 seconds'",
    );
    expect(await called.promise).toBe('k');
    await queue.stop();
  });

  it('goes on after its connections were lost, and reports it', async ({
    expect,
  }) => {
    const database = await server.createDatabase();
    const errors: unknown[] = [];
    const queue = createPgBossQueue({
      url: database.url,
      onError: (error) => errors.push(error),
    });
    const called = Promise.withResolvers<void>();
    await queue.start(async (_, key) => {
      if (key === 'after') called.resolve();
    });
    await database.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'yardmaster-queue' and datname = current_database()",
    );
    await expect.poll(() => errors.length, POLL).toBeGreaterThan(0);
    await queue.push('follow', 'after', 0);
    await called.promise;
    await queue.stop();
  });

  it('keeps no word of the error that a handler threw', async ({ expect }) => {
    const database = await server.createDatabase();
    const queue = createPgBossQueue({ url: database.url });
    const called = Promise.withResolvers<void>();
    await queue.start(async () => {
      called.resolve();
      throw new Error('canary-of-a-secret');
    });
    await queue.push('follow', 'k', 0);
    await called.promise;
    await queue.stop();
    const rows = await database.query('select * from yardmaster_queue.job');
    expect(rows).toMatchObject([{ state: 'retry', data: { key: 'k' } }]);
    expect(JSON.stringify(rows)).not.toContain('canary');
  });
});
