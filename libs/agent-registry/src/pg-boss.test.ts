import { afterAll, beforeAll, beforeEach, describe, it } from 'vitest';
import { createPgBossQueue } from './pg-boss.ts';
import {
  startTestPostgres,
  type TestPostgres,
} from './testing/postgres-server.ts';
import { queueContract } from './testing/queue-contract.ts';

let server: TestPostgres;

beforeAll(async () => {
  server = await startTestPostgres();
}, 30_000);

afterAll(() => server.stop());

beforeEach(async () => {
  await server.query('drop schema if exists yardmaster_queue cascade');
});

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
