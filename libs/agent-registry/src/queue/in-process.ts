import {
  steadyNow,
  systemClock,
  type Clock,
} from '@yardmaster/github-dispatcher';
import type { Queue, Topic } from './queue.ts';

export interface InProcessQueueOptions {
  readonly clock?: Clock;
  /** How many calls may be under way at once; default 16. */
  readonly concurrency?: number;
  /** Called with each error that a call threw; the call is repeated later. */
  readonly onError?: (error: unknown) => void;
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
  /** The earliest time asked for since the last call began, in the time of `steadyNow`; infinity where none was. */
  at: number;
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
    const wait = entry.at - steadyNow(clock);
    if (wait > 0) {
      // A wait that is over is over, wherever the clock was set in the meantime.
      entry.cancelTimer =
        wait > LONGEST_TIMER
          ? clock.schedule(LONGEST_TIMER, () => arm(entry))
          : clock.schedule(wait, () => call(entry));
      return;
    }
    call(entry);
  }

  function call(entry: Entry): void {
    if (!handler || stopped || entry.state !== 'waiting') return;
    entry.state = 'ready';
    ready.push(entry);
    pump(handler);
  }

  function pump(handle: Handler): void {
    while (running.size < concurrency) {
      const entry = ready.shift();
      if (!entry) return;
      const inFlight = run(handle, entry).finally(() => {
        running.delete(inFlight);
        settle(entry);
        pump(handle);
      });
      running.add(inFlight);
    }
  }

  async function run(handle: Handler, entry: Entry): Promise<void> {
    entry.state = 'running';
    entry.at = Infinity;
    try {
      await handle(entry.topic, entry.key);
      entry.failures = 0;
    } catch (error) {
      onError?.(error);
      const wait = Math.min(FIRST_RETRY * 2 ** entry.failures, LONGEST_RETRY);
      entry.failures += 1;
      entry.at = Math.min(entry.at, steadyNow(clock) + wait);
    }
  }

  function settle(entry: Entry): void {
    entry.state = 'waiting';
    if (entry.at === Infinity) entries.delete(nameOf(entry));
    else arm(entry);
  }

  return {
    async push(topic, key, at) {
      if (stopped) return;
      const name = nameOf({ topic, key });
      const entry = entries.get(name) ?? {
        topic,
        key,
        at: Infinity,
        state: 'waiting',
        failures: 0,
        cancelTimer: () => undefined,
      };
      entries.set(name, entry);
      // A wait and not a time of day, so that it stays as long as it is when the clock is set.
      const due = steadyNow(clock) + (at - clock.now());
      if (due >= entry.at) return;
      entry.at = due;
      arm(entry);
    },

    async start(handle) {
      handler = handle;
      for (const entry of entries.values()) arm(entry);
    },

    async stop() {
      stopped = true;
      ready.length = 0;
      for (const entry of entries.values()) entry.cancelTimer();
      await Promise.all(running);
      entries.clear();
    },
  };
}

function nameOf({ topic, key }: { topic: Topic; key: string }): string {
  return `${topic} ${key}`;
}
