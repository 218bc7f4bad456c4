import { systemClock, type Clock } from './clock.ts';
import type { Queue, Topic } from './queue.ts';

export interface InProcessQueueOptions {
  readonly clock?: Clock;
  /** How many calls may be under way at once; default 16. */
  readonly concurrency?: number;
  /** Told of each call that threw, before it is made again. */
  readonly onError?: (error: unknown, topic: Topic, key: string) => void;
}

const CONCURRENCY = 16;
/** A call that threw is repeated after one second, then two, four, … up to a minute. */
const FIRST_RETRY = 1000;
const LONGEST_RETRY = 60_000;
/** A longer wait overflows a 32-bit timer and would fire at once; it is waited for in pieces. */
const LONGEST_TIMER = 2 ** 31 - 1;

interface Entry {
  readonly topic: Topic;
  readonly key: string;
  /** The times asked for and not yet called. */
  readonly times: Set<number>;
  state: 'waiting' | 'ready' | 'running';
  failures: number;
  cancelTimer: () => void;
}

type Handler = (topic: Topic, key: string) => Promise<void>;

/**
 * A queue in memory, for one process. Calls for the same key never overlap. What it holds is lost with the process: who
 * uses it asks again at start for everything that the journal says is open.
 */
export function createInProcessQueue(
  options: InProcessQueueOptions = {},
): Queue {
  const { clock = systemClock, concurrency = CONCURRENCY, onError } = options;
  const entries = new Map<string, Entry>();
  const ready: Entry[] = [];
  const running = new Set<Promise<void>>();
  let handler: Handler | undefined;
  let stopped = false;

  function arm(entry: Entry): void {
    entry.cancelTimer();
    if (!handler || stopped || entry.state !== 'waiting') return;
    const next = Math.min(...entry.times);
    const wait = next - clock.now();
    if (wait > 0) {
      entry.cancelTimer = clock.schedule(Math.min(wait, LONGEST_TIMER), () =>
        arm(entry),
      );
      return;
    }
    entry.state = 'ready';
    ready.push(entry);
    pump(handler);
  }

  function pump(handle: Handler): void {
    while (!stopped && running.size < concurrency) {
      const entry = ready.shift();
      if (!entry) return;
      const call = run(handle, entry).finally(() => {
        running.delete(call);
        settle(entry);
        pump(handle);
      });
      running.add(call);
    }
  }

  async function run(handle: Handler, entry: Entry): Promise<void> {
    entry.state = 'running';
    // Only what was due before the call is answered by it: what is asked for from here on leads to a further one.
    const now = clock.now();
    for (const time of entry.times) if (time <= now) entry.times.delete(time);
    try {
      await handle(entry.topic, entry.key);
      entry.failures = 0;
    } catch (error) {
      onError?.(error, entry.topic, entry.key);
      const wait = Math.min(FIRST_RETRY * 2 ** entry.failures, LONGEST_RETRY);
      entry.failures += 1;
      entry.times.add(clock.now() + wait);
    }
  }

  function settle(entry: Entry): void {
    entry.state = 'waiting';
    if (entry.times.size === 0) entries.delete(nameOf(entry));
    else arm(entry);
  }

  return {
    async push(topic, key, at) {
      if (stopped) return;
      const name = nameOf({ topic, key });
      let entry = entries.get(name);
      if (!entry) {
        const times = new Set<number>();
        const cancelTimer = () => undefined;
        const state = 'waiting';
        entry = { topic, key, times, state, failures: 0, cancelTimer };
        entries.set(name, entry);
      }
      entry.times.add(at);
      arm(entry);
    },

    async start(handle) {
      handler = handle;
      for (const entry of entries.values()) arm(entry);
    },

    async stop() {
      stopped = true;
      for (const entry of entries.values()) entry.cancelTimer();
      await Promise.all(running);
      entries.clear();
    },
  };
}

function nameOf({ topic, key }: { topic: Topic; key: string }): string {
  return `${topic} ${key}`;
}
