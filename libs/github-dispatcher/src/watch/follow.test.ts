import { expect, test } from 'vitest';
import { createLocalScene } from '../testing/local-scene.ts';
import { follow, type FollowEvent, type FollowOptions } from './follow.ts';
import { createRunWatcher } from './watcher.ts';

function setUp() {
  const scene = createLocalScene();
  const { clock, local, github } = scene;
  const { id } = local.startRun();
  const kinds: FollowEvent['kind'][] = [];
  const start = async (options: FollowOptions = {}) => {
    let last: FollowEvent | undefined;
    for await (const event of follow(github, id, { clock, ...options })) {
      kinds.push(event.kind);
      last = event;
    }
    return last;
  };
  return { ...scene, id, kinds, start };
}

test('ends with the conclusion and what it means', async () => {
  const { clock, local, id, kinds, start } = setUp();
  const ended = start();
  await clock.advance(3_000);
  local.finish(id, 'timed_out');
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
])('%s is reported as %s, never as success', async (conclusion, outcome) => {
  const { clock, local, id, start } = setUp();
  local.override(id, { status: 'completed', conclusion });
  const ended = start();
  await clock.advance(5_000);
  expect(await ended).toMatchObject({ kind: 'concluded', outcome });
});

test('concluded waits for the details, the snapshot does not', async () => {
  const { clock, local, id, kinds, start } = setUp();
  local.fail('GET /jobs', { kind: 'status', status: 502 }, 3);
  local.finish(id);
  const ended = start({ detail: 'jobs' });
  await clock.advance(3_600);
  expect(kinds.at(-1)).toBe('trouble');
  expect(kinds).toContain('snapshot');
  await clock.advance(60_000);
  expect(await ended).toMatchObject({
    kind: 'concluded',
    snapshot: { jobsComplete: true },
  });
});

test('a timeout is a timeout, not a success, and the asking stops', async () => {
  const { clock, local, start } = setUp();
  const ended = start({ timeout: 180_000 });
  await clock.advance(180_000);
  expect(await ended).toMatchObject({
    kind: 'timed_out',
    snapshot: { phase: 'queued' },
  });
  const asked = local.requests.length;
  await clock.advance(600_000);
  expect(local.requests).toHaveLength(asked);
});

test('GitHub is asked once more before the run is said to be running still', async () => {
  const { clock, local, github, id, webhook } = setUp();
  const watcher = createRunWatcher({ github, clock });
  local.override(id, { status: 'in_progress' });
  const events: FollowEvent[] = [];
  const ended = (async () => {
    const options = { clock, watcher, timeout: 180_000 };
    for await (const event of follow(github, id, options)) events.push(event);
  })();
  watcher.apply(webhook(id, 'in_progress'));
  // The webhook of the conclusion is lost, and the next poll is far away.
  local.override(id, { status: 'completed', conclusion: 'success' });
  await clock.advance(180_000);
  await ended;
  expect(events.at(-1)).toMatchObject({
    kind: 'concluded',
    outcome: 'succeeded',
  });
  watcher.close();
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
  const { clock, local, id, start } = setUp();
  local.deleteRun(id);
  const ended = start();
  await clock.advance(120_000);
  expect(await ended).toEqual({ kind: 'deleted', runId: id });
});

test('leaving the loop leaves a shared watcher to the others', async () => {
  const { clock, local, github, id } = setUp();
  const watcher = createRunWatcher({ github, clock });
  const other = local.startRun();
  const phases: string[] = [];
  watcher.watch(other.id, (event) => {
    if (event.kind === 'snapshot') phases.push(event.snapshot.phase);
  });
  const left = (async () => {
    for await (const event of follow(github, id, { clock, watcher }))
      return event.kind;
    return undefined;
  })();
  await clock.advance(3_000);
  expect(await left).toBe('snapshot');
  local.finish(other.id);
  await clock.advance(20_000);
  expect(phases).toEqual(['queued', 'completed']);
  watcher.close();
});
