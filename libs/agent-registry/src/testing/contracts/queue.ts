import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import type { Queue, Topic } from '../../queue/queue.ts';
import type { ContractCase } from './contract.ts';

interface Call {
  readonly topic: Topic;
  readonly key: string;
  readonly at: number;
}

/** A handler that records its calls, and a way to wait for them. */
function createRecorder(act: (call: Call) => Promise<void> | void = () => {}) {
  const calls: Call[] = [];
  let changed = Promise.withResolvers<void>();
  return {
    calls,
    async handle(topic: Topic, key: string) {
      const call = { topic, key, at: Date.now() };
      calls.push(call);
      changed.resolve();
      changed = Promise.withResolvers();
      await act(call);
    },
    async until(enough: (calls: readonly Call[]) => boolean): Promise<void> {
      while (!enough(calls)) await changed.promise;
    },
  };
}

/** What every `Queue` does, in real time: each case takes a few seconds at most. */
export const queueContract: readonly ContractCase<Queue>[] = [
  {
    name: 'calls at once for a time that has passed, asked before the start or after',
    async check(queue) {
      const recorder = createRecorder();
      await queue.push('follow', 'before', 0);
      await queue.start(recorder.handle);
      const from = Date.now();
      await queue.push('digest', 'after', Date.now());
      await recorder.until((calls) => calls.length >= 2);
      assert.ok(Date.now() - from < 5000, 'without waiting');
      const names = recorder.calls.map(({ topic, key }) => `${topic} ${key}`);
      assert.deepEqual(names.toSorted(), ['digest after', 'follow before']);
    },
  },
  {
    name: 'calls at the asked time and not before',
    async check(queue) {
      const recorder = createRecorder();
      await queue.start(recorder.handle);
      const at = Date.now() + 700;
      await queue.push('follow', 'k', at);
      await recorder.until((calls) => calls.length >= 1);
      const late = Date.now() - at;
      assert.ok(late >= -5 && late < 5000, `${late} ms late`);
    },
  },
  {
    name: 'does not lose an earlier time behind a later one',
    async check(queue) {
      const recorder = createRecorder();
      await queue.start(recorder.handle);
      const from = Date.now();
      await queue.push('follow', 'k', from + 60_000);
      await queue.push('follow', 'k', from + 300);
      await queue.push('follow', 'k', from + 30_000);
      await recorder.until((calls) => calls.length >= 1);
      assert.ok(Date.now() - from < 5000, 'at the earliest of the three');
    },
  },
  {
    name: 'calls again after a call during which it was asked',
    async check(queue) {
      const release = Promise.withResolvers<void>();
      const recorder = createRecorder(async () => {
        if (recorder.calls.length === 1) await release.promise;
      });
      await queue.start(recorder.handle);
      await queue.push('follow', 'k', 0);
      await recorder.until((calls) => calls.length === 1);
      await queue.push('follow', 'k', 0);
      // Another key is not held up; once it has been called, the second call for `k` has had its chance to come too soon.
      await queue.push('follow', 'other', 0);
      await recorder.until((calls) => calls.some(({ key }) => key === 'other'));
      assert.equal(recorder.calls.length, 2);
      release.resolve();
      await recorder.until((calls) => calls.length >= 3);
      assert.equal(recorder.calls.at(-1)?.key, 'k');
    },
  },
  {
    name: 'answers many requests for a key with few calls',
    async check(queue) {
      const recorder = createRecorder();
      for (let n = 0; n < 20; n += 1) await queue.push('follow', 'k', n);
      await queue.start(recorder.handle);
      await queue.push('follow', 'last', 0);
      await recorder.until((calls) => calls.some(({ key }) => key === 'last'));
      await wait(600);
      const count = recorder.calls.filter(({ key }) => key === 'k').length;
      assert.ok(count >= 1 && count <= 3, `${count} calls`);
    },
  },
  {
    name: 'calls again after a handler threw',
    async check(queue) {
      const recorder = createRecorder(() => {
        if (recorder.calls.length === 1) throw new Error('not yet');
      });
      await queue.start(recorder.handle);
      await queue.push('follow', 'k', 0);
      await recorder.until((calls) => calls.length >= 2);
      assert.equal(recorder.calls[1]?.key, 'k');
    },
  },
  {
    name: 'calls for each of many keys',
    async check(queue) {
      const keys = Array.from({ length: 40 }, (_, n) => `key-${n}`);
      const recorder = createRecorder();
      await queue.start(recorder.handle);
      await Promise.all(keys.map((key) => queue.push('follow', key, 0)));
      const called = () => new Set(recorder.calls.map(({ key }) => key));
      await recorder.until(() => called().size === keys.length);
    },
  },
  {
    name: 'lets a handler ask for its own next call',
    async check(queue) {
      const recorder = createRecorder(async ({ topic, key }) => {
        if (recorder.calls.length < 3)
          await queue.push(topic, key, Date.now() + 20);
      });
      await queue.start(recorder.handle);
      await queue.push('follow', 'k', 0);
      await recorder.until((calls) => calls.length >= 3);
    },
  },
  {
    name: 'waits at the stop for the calls under way and makes no more',
    async check(queue) {
      const release = Promise.withResolvers<void>();
      let finished = false;
      const recorder = createRecorder(async () => {
        await release.promise;
        finished = true;
      });
      await queue.start(recorder.handle);
      await queue.push('follow', 'k', 0);
      await recorder.until((calls) => calls.length === 1);
      const stopped = queue.stop().then(() => finished);
      setTimeout(release.resolve, 200);
      assert.equal(await stopped, true);
      await wait(300);
      assert.equal(recorder.calls.length, 1);
    },
  },
];
