import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createPgBossQueue } from './pg-boss.ts';
import {
  startTestPostgres,
  type TestPostgres,
} from './testing/postgres-server.ts';
import { queueContract } from './testing/queue-contract.ts';

const PROGRAM = fileURLToPath(
  new URL('testing/queue-program.ts', import.meta.url),
);

let server: TestPostgres;

beforeAll(async () => {
  server = await startTestPostgres();
}, 30_000);

afterAll(() => server.stop());

beforeEach(async () => {
  await server.query('drop schema if exists yardmaster_queue cascade');
});

async function countJobs(): Promise<number> {
  const [row] = await server.query(
    'select count(*)::int as n from yardmaster_queue.job',
  );
  return Number(row?.['n']);
}

describe('the contract of the queue', () => {
  for (const { name, check } of queueContract)
    it(name, async () => {
      const queue = createPgBossQueue({ url: server.url });
      try {
        await check(queue);
      } finally {
        await queue.stop();
      }
    });
});

describe(createPgBossQueue, () => {
  it('shares the work among instances, each key called once, and keeps nothing that is done', async () => {
    const queues = await Promise.all(
      [1, 2, 3].map(async () =>
        createPgBossQueue({ url: server.url, concurrency: 2 }),
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
    expect(await countJobs()).toBe(0);
  });

  it('holds a key back on every instance while a call for it is under way', async () => {
    const queues = [1, 2].map(() => createPgBossQueue({ url: server.url }));
    const calls: string[] = [];
    const release = Promise.withResolvers<void>();
    const handle = async (_: string, key: string) => {
      calls.push(key);
      if (calls.length === 1) await release.promise;
    };
    await Promise.all(queues.map((queue) => queue.start(handle)));
    await queues[0]?.push('follow', 'k', 0);
    await expect.poll(() => calls).toEqual(['k']);
    for (const queue of queues) await queue.push('follow', 'k', 0);
    for (const queue of queues) await queue.push('follow', 'other', 0);
    await expect.poll(() => calls).toContain('other');
    // Longer than either instance waits between two looks.
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(calls.filter((key) => key === 'k')).toEqual(['k']);
    release.resolve();
    await expect
      .poll(() => calls.filter((key) => key === 'k').length, { timeout: 3000 })
      .toBeGreaterThan(1);
    await Promise.all(queues.map((queue) => queue.stop()));
  });

  it('takes over what a killed instance held', async () => {
    const program = spawn(
      process.execPath,
      ['--conditions=@yardmaster/source', '--no-warnings', PROGRAM, server.url],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const queue = createPgBossQueue({ url: server.url });
    await queue.push('follow', 'k', 0);
    const [printed] = (await once(program.stdout, 'data')) as [Buffer];
    expect(printed.toString()).toBe('k\n');
    program.kill('SIGKILL');
    await once(program, 'exit');
    const called = Promise.withResolvers<string>();
    await queue.start(async (_, key) => called.resolve(key));
    // As it would look ten seconds later.
    await server.query(
      "update yardmaster_queue.job set heartbeat_on = heartbeat_on - interval '11 seconds'",
    );
    expect(await called.promise).toBe('k');
    await queue.stop();
  }, 30_000);

  it('goes on after its connections were lost, and reports it', async () => {
    const errors: unknown[] = [];
    const queue = createPgBossQueue({
      url: server.url,
      onError: (error) => errors.push(error),
    });
    const called = Promise.withResolvers<void>();
    await queue.start(async (_, key) => {
      if (key === 'after') called.resolve();
    });
    await server.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'yardmaster-queue'",
    );
    await expect
      .poll(() => errors.length, { timeout: 5000 })
      .toBeGreaterThan(0);
    await queue.push('follow', 'after', 0);
    await called.promise;
    await queue.stop();
  });

  it('keeps no word of the error that a handler threw', async () => {
    const queue = createPgBossQueue({ url: server.url });
    const called = Promise.withResolvers<void>();
    await queue.start(async () => {
      called.resolve();
      throw new Error('canary-of-a-secret');
    });
    await queue.push('follow', 'k', 0);
    await called.promise;
    await queue.stop();
    const rows = await server.query('select * from yardmaster_queue.job');
    expect(rows).toMatchObject([{ state: 'retry', data: { key: 'k' } }]);
    expect(JSON.stringify(rows)).not.toContain('canary');
  });
});
