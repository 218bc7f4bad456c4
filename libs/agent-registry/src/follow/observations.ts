import type { Clock } from '@yardmaster/github-dispatcher';
import type { Follow } from '../journal/follow.ts';
import type { FollowChange } from '../journal/journal.ts';
import type { Queue } from '../queue/queue.ts';
import type { Decide, FollowStore } from './store.ts';
import { backoff, dueAt } from './transitions.ts';

/** Observations kept per follow while the journal is away; a newer snapshot includes what older ones say. */
const MAX_PER_FOLLOW = 50;
/** Follows for which observations are kept; beyond that, a due follow asks GitHub itself. */
const MAX_FOLLOWS = 5_000;
/** The journal is back for at most this long before a kept observation is written, milliseconds. */
const LONGEST_RETRY_MS = 10_000;

export interface RecordOptions {
  /** The follow as it was just read: saves a read. */
  readonly known?: Follow;
  /** How long its effect may wait, milliseconds. */
  readonly delayMs?: number;
}

/**
 * What was seen of followed runs, on its way into the journal. An observation that cannot be written is kept and retried
 * until it is, because its source (a webhook, a poll whose state has moved on) does not report it again.
 */
export interface Observations {
  /** Resolves after the first attempt: true once it is written, false if it is kept. */
  record(id: string, decide: Decide, options?: RecordOptions): Promise<boolean>;
  /** Resolves once no write is running. */
  settled(): Promise<void>;
  /** Stops retrying. */
  close(): void;
}

export function createObservations(parts: {
  readonly store: FollowStore;
  readonly queue: Queue;
  readonly clock: Clock;
  readonly warn: (message: string, id: string) => void;
}): Observations {
  const { store, queue, clock, warn } = parts;
  const kept = new Map<string, Decide[]>();
  const writing = new Set<Promise<unknown>>();
  let failures = 0;
  let closed = false;
  let cancelRetry: (() => void) | undefined;

  async function write(
    id: string,
    decide: Decide,
    { known, delayMs = 0 }: RecordOptions = {},
  ): Promise<void> {
    let dueBefore = Infinity;
    const changed = await store.update(
      id,
      (follow) => {
        if (follow.stage === 'closed') return null;
        const change = decide(follow);
        if (change === null) return null;
        dueBefore = follow.nextAt;
        return {
          ...change,
          nextAt: dueAt({ ...follow, ...change }, clock.now()) + delayMs,
        };
      },
      known,
    );
    // If it was due later than now and no later than this, a look is queued already.
    if (
      changed !== null &&
      !(dueBefore > clock.now() && dueBefore <= changed.nextAt)
    )
      await queue.push('follow', id, changed.nextAt);
  }

  function keep(id: string, decide: Decide, error: unknown): void {
    const list = kept.get(id) ?? [];
    if (list.length === 0 && kept.size >= MAX_FOLLOWS) {
      warn(`An observation was dropped: ${String(error)}`, id);
      return;
    }
    add(list, decide);
    kept.set(id, list);
    if (list.length === 1)
      warn(
        `An observation could not be written and is kept: ${String(error)}`,
        id,
      );
    retryLater();
  }

  function retryLater(): void {
    if (closed || cancelRetry !== undefined) return;
    failures += 1;
    cancelRetry = clock.schedule(
      Math.min(backoff(failures), LONGEST_RETRY_MS),
      () => {
        cancelRetry = undefined;
        track(retryAll());
      },
    );
  }

  async function retryAll(): Promise<void> {
    for (const [id, list] of new Map(kept)) {
      kept.delete(id);
      try {
        await write(id, inOrder(list));
        failures = 0;
      } catch {
        kept.set(id, [...list, ...(kept.get(id) ?? [])]);
        break;
      }
    }
    if (kept.size > 0) retryLater();
  }

  function track<T>(work: Promise<T>): Promise<T> {
    writing.add(work);
    void work.finally(() => writing.delete(work)).catch(() => {});
    return work;
  }

  return {
    async record(id, decide, options) {
      const waiting = kept.get(id);
      try {
        if (waiting === undefined) await track(write(id, decide, options));
        else add(waiting, decide);
        return waiting === undefined;
      } catch (error) {
        keep(id, decide, error);
        return false;
      }
    },
    async settled() {
      while (writing.size > 0) await Promise.allSettled(writing);
    },
    close() {
      closed = true;
      cancelRetry?.();
    },
  };
}

function add(list: Decide[], decide: Decide): void {
  list.push(decide);
  if (list.length > MAX_PER_FOLLOW) list.shift();
}

/** Several decisions as one: each sees what those before it changed. */
function inOrder(decides: readonly Decide[]): Decide {
  return (follow) => {
    let change: FollowChange = {};
    for (const decide of decides)
      change = { ...change, ...decide({ ...follow, ...change }) };
    return Object.keys(change).length === 0 ? null : change;
  };
}
