import type { InProcessQueueOptions } from './in-process-queue.ts';
import type { Queue } from './queue.ts';

export interface PgBossQueueOptions extends InProcessQueueOptions {
  readonly url: string;
}

export function createPgBossQueue(options: PgBossQueueOptions): Queue {
  throw new Error(`not written yet: ${Object.keys(options).join()}`);
}
