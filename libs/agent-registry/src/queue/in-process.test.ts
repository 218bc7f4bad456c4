import { describe, expect, it } from 'vitest';
import type { Clock } from '@yardmaster/github-dispatcher';
import { createInProcessQueue } from './in-process.ts';
import { queueContract } from '../testing/contracts/queue.ts';

describe.concurrent('the contract of the queue', () => {
  for (const { name, check } of queueContract)
    it(name, async () => {
      const queue = createInProcessQueue();
      try {
        await check(queue);
      } finally {
        await queue.stop();
      }
    });
});

/** A clock that stands still until it is moved, and runs what has become due in order of time. */
function createManualClock(): Clock & { advance(ms: number): Promise<void> } {
  let now = 1_000_000;
  const timers = new Set<{ at: number; run: () => void }>();
  return {
    now: () => now,
    schedule(ms, run) {
      const timer = { at: now + ms, run };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    async advance(ms) {
      const end = now + ms;
      for (;;) {
        await new Promise(setImmediate);
        const [next] = [...timers].sort((a, b) => a.at - b.at);
        if (!next || next.at > end) break;
        now = next.at;
        timers.delete(next);
        next.run();
      }
      now = end;
    },
  };
}

describe(createInProcessQueue, () => {
  it('waits longer after each failure, up to a minute, and starts afresh after a success', async () => {
    const clock = createManualClock();
    const calls: number[] = [];
    const errors: unknown[] = [];
    const fault = new Error('no');
    const queue = createInProcessQueue({
      clock,
      onError: (error) => errors.push(error),
    });
    const start = clock.now();
    await queue.start(async () => {
      calls.push(clock.now() - start);
      if (calls.length < 9 || calls.length === 10) throw fault;
    });
    await queue.push('follow', 'k', 0);
    await clock.advance(400_000);
    expect(calls).toEqual([
      0, 1000, 3000, 7000, 15_000, 31_000, 63_000, 123_000, 183_000,
    ]);
    await queue.push('follow', 'k', 0);
    await clock.advance(1000);
    expect(calls.slice(9)).toEqual([400_000, 401_000]);
    expect(errors).toEqual(Array.from({ length: 9 }, () => fault));
    await queue.stop();
  });

  it('waits for times beyond the reach of a 32-bit timer', async () => {
    const clock = createManualClock();
    const calls: number[] = [];
    const queue = createInProcessQueue({ clock });
    await queue.start(async () => void calls.push(clock.now()));
    const at = clock.now() + 90 * 24 * 3_600_000;
    await queue.push('digest', 'k', at);
    await clock.advance(89 * 24 * 3_600_000);
    expect(calls).toEqual([]);
    await clock.advance(24 * 3_600_000);
    expect(calls).toEqual([at]);
    await queue.stop();
  });

  it('makes no more calls at once than it may, in the order they became due', async () => {
    const queue = createInProcessQueue({ concurrency: 2 });
    const started: string[] = [];
    const finish: (() => void)[] = [];
    await queue.start(
      (_, key) =>
        new Promise((resolve) => {
          started.push(key);
          finish.push(resolve);
        }),
    );
    for (const key of ['a', 'b', 'c', 'd']) await queue.push('follow', key, 0);
    expect(started).toEqual(['a', 'b']);
    finish[1]?.();
    await new Promise(setImmediate);
    expect(started).toEqual(['a', 'b', 'c']);
    const stopped = queue.stop();
    finish[0]?.();
    finish[2]?.();
    await stopped;
    expect(started).toEqual(['a', 'b', 'c']);
  });
});
