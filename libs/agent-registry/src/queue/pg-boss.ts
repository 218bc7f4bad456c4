import { PgBoss, type Job } from 'pg-boss';
import { systemClock, type Clock } from '@yardmaster/github-dispatcher';
import { parseDatabaseUrl } from '../journal/database-url.ts';
import { createJobLoop, type JobLoop } from './job-loop.ts';
import { TOPICS, type Queue, type Topic } from './queue.ts';

export interface PgBossQueueOptions {
  /** `postgres://user:password@host:port/database` */
  readonly url: string;
  readonly clock?: Clock;
  /** How many calls per topic may be under way at once on this instance; default 16. */
  readonly concurrency?: number;
  /** Called with each error that a call threw, and with faults in the background, such as a lost connection. Both are retried. */
  readonly onError?: (error: unknown) => void;
}

const SCHEMA = 'yardmaster_queue';
const CONCURRENCY = 16;
const POOL_SIZE = 5;
const POLL_MS = 500;
/** An instance that has not shown itself for this long is dead; the least that pg-boss allows. */
const HEARTBEAT_SECONDS = 10;
/** How often dead instances are looked for. */
const MONITOR_SECONDS = 5;
/** A call that has not returned by then is given up and made again. */
const LONGEST_CALL_SECONDS = 300;
/** A process that is asked to end has ten seconds; other instances take over what still runs then. */
const STOP_TIMEOUT_MS = 8000;

const JOBS = {
  // Practically for ever: a job ends when its handler returns, or after two weeks (pg-boss's `retentionSeconds`).
  retryLimit: 1_000_000,
  retryDelay: 1,
  retryBackoff: true,
  retryDelayMax: 60,
  heartbeatSeconds: HEARTBEAT_SECONDS,
  expireInSeconds: LONGEST_CALL_SECONDS,
};

type KeyJob = Job<{ key: string }>;

/**
 * A queue on PostgreSQL, in the schema `yardmaster_queue`, which is made if it is missing; several instances share the
 * work. What this instance asks for at once is called within milliseconds; a time ahead, and what another instance is too
 * busy for, within half a second; what a dead instance held, within some 15 seconds. Calls for one key do not overlap,
 * except where two alarms of a key become due while instances look at the same moment; then each call begins after both
 * were asked for. A job is deleted when it is done, so the tables stay as small as what is open.
 */
export function createPgBossQueue(options: PgBossQueueOptions): Queue {
  const { clock = systemClock, concurrency = CONCURRENCY } = options;
  const onError = options.onError ?? (() => {});
  parseDatabaseUrl(options.url);
  const boss = new PgBoss({
    connectionString: options.url,
    schema: SCHEMA,
    application_name: 'yardmaster-queue',
    max: POOL_SIZE,
    schedule: false,
    superviseIntervalSeconds: MONITOR_SECONDS,
    monitorIntervalSeconds: MONITOR_SECONDS,
  });
  boss.on('error', onError);

  const loops = new Map<Topic, JobLoop<KeyJob>>();
  let opening: Promise<void> | undefined;
  let cancelHeartbeat = () => {};
  let stopped = false;

  /** Connects at the first use; where that fails, again at the next. */
  function ready(): Promise<void> {
    opening ??= open().catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    return opening;
  }

  async function open(): Promise<void> {
    await boss.start();
    for (const topic of TOPICS) await boss.createQueue(topic, JOBS);
  }

  async function call(
    topic: Topic,
    job: KeyJob,
    handle: (topic: Topic, key: string) => Promise<void>,
  ): Promise<void> {
    const { key } = job.data;
    try {
      // This call answers whatever was asked for before it.
      const asked = await boss.findJobs(topic, { key, queued: true });
      const ids = asked.map(({ id }) => id);
      if (ids.length > 0) await boss.deleteJob(topic, ids);
      await handle(topic, key);
      await boss.deleteJob(topic, job);
    } catch (error) {
      onError(error);
      // Without the error: its text would be kept in the database. A job that cannot be settled counts as held by a dead one.
      await boss.fail(topic, job).catch(onError);
    }
  }

  function beat(): void {
    for (const [topic, { running }] of loops)
      if (running.size > 0)
        boss.touch(topic, [...running.keys()]).catch(onError);
    cancelHeartbeat = clock.schedule((HEARTBEAT_SECONDS * 1000) / 4, beat);
  }

  return {
    async push(topic, key, at) {
      if (stopped) return;
      await ready();
      // A delay and not a time, so that it does not matter whose clock is right, the database's or ours.
      const wait = Math.max(0, at - clock.now());
      const send = () =>
        boss.send(
          topic,
          { key },
          { startAfter: wait / 1000, singletonKey: key, group: { id: key } },
        );
      // Once more, over another connection where the first was dead; to have asked twice does no harm.
      await send().catch(send);
      if (wait === 0) loops.get(topic)?.wake();
    },

    async start(handle) {
      await ready();
      for (const topic of TOPICS) {
        const loop = createJobLoop<KeyJob>({
          clock,
          concurrency,
          pollMs: POLL_MS,
          take: (count) =>
            boss.fetch(topic, { batchSize: count, groupConcurrency: 1 }),
          run: (job) => call(topic, job, handle),
          onError,
        });
        loops.set(topic, loop);
        loop.wake();
      }
      beat();
    },

    async stop() {
      if (stopped) return;
      stopped = true;
      // One that could not be opened has nothing to stop.
      const opened = await opening?.then(
        () => true,
        () => false,
      );
      if (!opened) return;
      const calls = Promise.all([...loops.values()].map((loop) => loop.stop()));
      const timeout = Promise.withResolvers<void>();
      const cancelTimeout = clock.schedule(STOP_TIMEOUT_MS, timeout.resolve);
      await Promise.race([calls, timeout.promise]);
      cancelTimeout();
      cancelHeartbeat();
      await boss.stop({ graceful: false });
    },
  };
}
