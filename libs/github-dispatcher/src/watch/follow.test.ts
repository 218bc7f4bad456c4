import { expect, test } from 'vitest';
import { follow, type FollowEvent, type FollowOptions } from './follow.ts';
import { createFakeGitHub, createManualClock } from '../testing/index.ts';
import { createRunWatcher } from './watcher.ts';

function setUp() {
  const clock = createManualClock();
  const fake = createFakeGitHub({ clock });
  const { id } = fake.startRun();
  const kinds: FollowEvent['kind'][] = [];
  const start = async (options: FollowOptions = {}) => {
    let last: FollowEvent | undefined;
    for await (const event of follow(fake.github, id, { clock, ...options })) {
      kinds.push(event.kind);
      last = event;
    }
    return last;
  };
  return { clock, fake, id, kinds, start };
}

test('ends with the conclusion and what it means', async () => {
  const { clock, fake, id, kinds, start } = setUp();
  const ended = start();
  await clock.advance(3_000);
  fake.finish(id, 'timed_out');
  await clock.advance(30_000);
  expect(await ended).toMatchObject({
    kind: 'concluded',
    outcome: 'failed',
    snapshot: { run: { conclusion: 'timed_out' } },
  });
  expect(kinds).toEqual(['snapshot', 'snapshot', 'concluded']);
  expect(clock.pending()).toBe(0);
});

test.each([
  ['stellar', 'unknown'],
  ['startup_failure', 'failed'],
  ['neutral', 'skipped'],
])('%s is told as %s, never as success', async (conclusion, outcome) => {
  const { clock, fake, id, start } = setUp();
  fake.finish(id, conclusion);
  const ended = start();
  await clock.advance(5_000);
  expect(await ended).toMatchObject({ kind: 'concluded', outcome });
});

test('a timeout is a timeout, not a success, and the asking stops', async () => {
  const { clock, fake, start } = setUp();
  const ended = start({ timeout: 180_000 });
  await clock.advance(180_000);
  expect(await ended).toMatchObject({
    kind: 'timed_out',
    snapshot: { phase: 'queued' },
  });
  const asked = fake.calls.length;
  await clock.advance(600_000);
  expect(fake.calls).toHaveLength(asked);
});

test('an abort ends it, before or during', async () => {
  const { clock, kinds, start } = setUp();
  expect(await start({ signal: AbortSignal.abort() })).toEqual({
    kind: 'aborted',
    snapshot: undefined,
  });
  const abort = new AbortController();
  const ended = start({ signal: abort.signal });
  await clock.advance(3_000);
  abort.abort();
  expect(await ended).toMatchObject({
    kind: 'aborted',
    snapshot: { phase: 'queued' },
  });
  expect(kinds).toEqual(['aborted', 'snapshot', 'aborted']);
});

test('a deleted run ends it', async () => {
  const { clock, fake, id, start } = setUp();
  fake.deleteRun(id);
  const ended = start();
  await clock.advance(60_000);
  expect(await ended).toEqual({ kind: 'deleted', runId: id });
});

test('leaving the loop leaves a shared watcher to the others', async () => {
  const { clock, fake, id } = setUp();
  const watcher = createRunWatcher({ github: fake.github, clock });
  const other = fake.startRun();
  const phases: string[] = [];
  watcher.watch(other.id, (event) => {
    if (event.kind === 'snapshot') phases.push(event.snapshot.phase);
  });
  const left = (async () => {
    for await (const event of follow(fake.github, id, { clock, watcher }))
      return event.kind;
    return undefined;
  })();
  await clock.advance(3_000);
  expect(await left).toBe('snapshot');
  fake.finish(other.id);
  await clock.advance(20_000);
  expect(phases).toEqual(['queued', 'completed']);
  watcher.close();
});
