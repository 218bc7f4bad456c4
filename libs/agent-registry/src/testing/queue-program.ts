/**
 * A process that takes one call of a pg-boss queue and never finishes it, for tests of what happens when it is killed:
 * `node queue-program.ts URL`. Prints the key it was called for.
 */
import { writeSync } from 'node:fs';
import { createPgBossQueue } from '../queue/pg-boss.ts';

const queue = createPgBossQueue({ url: process.argv[2] ?? '' });
await queue.start(async (_, key) => {
  writeSync(1, `${key}\n`);
  await new Promise(() => {});
});
