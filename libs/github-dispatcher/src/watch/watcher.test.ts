import * as fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import type { Snapshot } from '../run/snapshot.ts';
import {
  createFakeGitHub,
  createManualClock,
  type FakeGitHub,
  type FakeJob,
} from '../testing/index.ts';
import {
  createRunWatcher,
  type RunWatcher,
  type RunWatcherOptions,
} from './watcher.ts';
import type { WatchEvent, WatchOptions } from './events.ts';
import { parseWebhook, type WebhookEvent } from '../webhook/webhook.ts';

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

function setUp(options: Partial<RunWatcherOptions> = {}) {
  const clock = createManualClock();
  const fake = createFakeGitHub({ clock });
  const watcher = createRunWatcher({
    github: fake.github,
    clock,
    random: () => 0.5,
    ...options,
  });
  cleanups.push(() => watcher.close());
  return { clock, fake, watcher };
}

/** What a follow is told from now on. */
function collect(
  watcher: RunWatcher,
  id: number,
  options?: WatchOptions,
): readonly WatchEvent[] {
  const events: WatchEvent[] = [];
  watcher.watch(id, (event) => events.push(event), options);
  return events;
}

function lastSnapshot(events: readonly WatchEvent[]): Snapshot {
  const event = events.at(-1);
  if (event?.kind !== 'snapshot') throw new Error('no snapshot');
  return event.snapshot;
}

/** A line per event, as a person would read it. */
function told(events: readonly WatchEvent[]): readonly string[] {
  return events.map((event) => {
    if (event.kind !== 'snapshot') return event.kind;
    const { run, phase } = event.snapshot;
    return `${run.attempt}:${phase}${run.conclusion === null ? '' : `:${run.conclusion}`}`;
  });
}

async function dispatched(fake: FakeGitHub): Promise<number> {
  const sent = await fake.github.dispatchWorkflow({
    workflow: 'deploy.yml',
    ref: 'main',
    inputs: {},
  });
  if (!sent.ok || sent.value.run === undefined) throw new Error('no run');
  return sent.value.run.id;
}

function webhook(
  fake: FakeGitHub,
  runId: number,
  action: string,
): WebhookEvent {
  const parsed = parseWebhook({
    event: 'workflow_run',
    delivery: 'd',
    body: fake.webhookBody(runId, action),
  });
  if (parsed.kind !== 'event') throw new Error(parsed.reason);
  return parsed.event;
}

function jobWebhook(
  runId: number,
  status: 'waiting' | 'in_progress' | 'completed',
  conclusion: 'success' | null = null,
): WebhookEvent {
  return {
    kind: 'workflow_job',
    action: status,
    delivery: 'd',
    repository: 'acme/shop',
    runId,
    attempt: 1,
    job: {
      id: 1,
      name: 'deploy',
      status,
      conclusion,
      startedAt: null,
      completedAt: null,
      url: '',
      steps: [],
    },
  };
}

function jobs(
  status: string,
  conclusion: string | null,
  steps = 0,
): readonly FakeJob[] {
  const step = { status: 'completed', conclusion: 'success' };
  return [
    {
      id: 1,
      name: 'deploy',
      status,
      conclusion,
      startedAt: '2026-01-01T00:00:01Z',
      completedAt: conclusion === null ? null : '2026-01-01T00:00:09Z',
      steps: Array.from({ length: steps }, (_, index) => ({
        ...step,
        name: `step ${index}`,
        number: index + 1,
      })),
    },
  ];
}

test('a ten-minute run by polling: each change is told once, four charged calls with the dispatch', async () => {
  const { clock, fake, watcher } = setUp();
  const id = await dispatched(fake);
  const events = collect(watcher, id);
  await clock.advance(4_000);
  fake.update(id, { status: 'in_progress' });
  await clock.advance(596_000);
  fake.finish(id);
  await clock.advance(60_000);
  expect(told(events)).toEqual([
    '1:queued',
    '1:in_progress',
    '1:completed:success',
  ]);
  expect(fake.chargedCalls()).toBe(4);
  expect(clock.pending()).toBe(0);
});

test('with webhooks the dispatch is the only call', async () => {
  const { clock, fake, watcher } = setUp();
  const id = await dispatched(fake);
  // The webhook overtakes the answer to the dispatch.
  watcher.apply(webhook(fake, id, 'requested'));
  const events = collect(watcher, id);
  await clock.advance(4_000);
  fake.update(id, { status: 'in_progress' });
  watcher.apply(webhook(fake, id, 'in_progress'));
  await clock.advance(500_000);
  fake.finish(id, 'failure');
  watcher.apply(webhook(fake, id, 'completed'));
  await clock.advance(1_000_000);
  expect(told(events)).toEqual([
    '1:queued',
    '1:in_progress',
    '1:completed:failure',
  ]);
  expect(fake.calls.map((call) => call.route)).toEqual([
    'POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches',
  ]);
});

test('a lost webhook costs time, not the conclusion', async () => {
  const { clock, fake, watcher } = setUp();
  const { id } = fake.startRun();
  const events = collect(watcher, id);
  watcher.apply(webhook(fake, id, 'requested'));
  fake.finish(id);
  await clock.advance(1_000_000);
  expect(told(events)).toEqual(['1:queued', '1:completed:success']);
});

test('with webhooks, a job that waits for an approval is noticed at once, and its going on too', async () => {
  const { clock, fake, watcher } = setUp();
  const { id } = fake.startRun();
  const events = collect(watcher, id);
  watcher.apply(webhook(fake, id, 'requested'));
  await clock.advance(5_000);
  fake.update(id, { status: 'waiting' });
  watcher.apply(jobWebhook(id, 'waiting'));
  await clock.advance(1_000);
  expect(lastSnapshot(events).pendingApprovals).toHaveLength(1);
  fake.update(id, { status: 'in_progress' });
  watcher.apply(jobWebhook(id, 'in_progress'));
  await clock.advance(1_000);
  expect(lastSnapshot(events).phase).toBe('in_progress');
});

test('a run whose jobs have all ended by webhook is asked for soon, should its own webhook be lost', async () => {
  const { clock, fake, watcher } = setUp();
  const { id } = fake.startRun();
  const events = collect(watcher, id);
  watcher.apply(webhook(fake, id, 'requested'));
  await clock.advance(60_000);
  fake.finish(id);
  watcher.apply(jobWebhook(id, 'completed', 'success'));
  await clock.advance(16_000);
  expect(told(events).at(-1)).toBe('1:completed:success');
});

test('webhooks of another repository, or kept too long, change nothing', async () => {
  const { clock, fake, watcher } = setUp();
  const { id } = fake.startRun();
  fake.finish(id, 'failure');
  const stale = webhook(fake, id, 'completed');
  const other: WatchEvent[] = [];
  const stop = watcher.watch(id, (event) => other.push(event));
  watcher.apply({ ...stale, repository: 'evil/shop' });
  expect(other).toEqual([]);
  stop();
  watcher.apply(stale);
  await clock.advance(61_000);
  const events = collect(watcher, id);
  expect(events).toEqual([]);
});

test(
  'any permutation, repetition or loss of webhooks and polls ends in the same state',
  { timeout: 30_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(7), { maxLength: 12 }),
        fc.boolean(),
        fc.array(fc.nat(40_000), { minLength: 1, maxLength: 4 }),
        async (deliveries, finishFirst, pauses) => {
          const { clock, fake, watcher } = setUp();
          const { id } = fake.startRun();
          const seen: WebhookEvent[] = [webhook(fake, id, 'requested')];
          const change = (status: string, conclusion: string | null = null) => {
            fake.update(id, {
              status,
              conclusion,
              jobs: jobs(
                status === 'completed' ? 'completed' : 'in_progress',
                conclusion,
                2,
              ),
            });
            seen.push(
              webhook(
                fake,
                id,
                status === 'completed' ? 'completed' : 'in_progress',
              ),
            );
          };
          const events = collect(watcher, id, {
            detail: 'jobs',
            attempt: 1,
          });
          const deliver = async () => {
            for (const [turn, index] of deliveries.entries()) {
              const event = seen[index % seen.length];
              if (event !== undefined) watcher.apply(event);
              await clock.advance(pauses[turn % pauses.length] ?? 0);
            }
          };
          for (const status of [
            'pending',
            'in_progress',
            'waiting',
            'in_progress',
          ]) {
            await clock.advance(1_000);
            change(status);
          }
          if (!finishFirst) await deliver();
          await clock.advance(1_000);
          change('completed', 'success');
          await deliver();
          await clock.advance(1_300_000);

          const last = lastSnapshot(events);
          expect(told(events).at(-1)).toBe('1:completed:success');
          expect(last.jobsComplete).toBe(true);
          expect(
            last.jobs.map((job) => [job.conclusion, job.steps.length]),
          ).toEqual([['success', 2]]);
          expect(
            told(events).filter((line) => line.includes('completed')),
          ).toHaveLength(1);
          watcher.close();
        },
      ),
      { seed: 4, numRuns: 40 },
    );
  },
);

test('jobs and steps on request, the conclusion once they are whole', async () => {
  const { clock, fake, watcher } = setUp();
  const { id } = fake.startRun();
  fake.update(id, {
    status: 'in_progress',
    jobs: jobs('in_progress', null, 1),
  });
  const events = collect(watcher, id, { detail: 'jobs' });
  await clock.advance(3_000);
  // The list lags behind the conclusion.
  fake.finish(id);
  await clock.advance(6_000);
  expect(told(events).at(-1)).toBe('1:in_progress');
  fake.setJobs(id, jobs('completed', 'success', 3));
  await clock.advance(4_000);
  expect(told(events).at(-1)).toBe('1:completed:success');
  expect(lastSnapshot(events).jobs[0]?.steps).toHaveLength(3);
});

test('jobs that cannot be read do not hold the conclusion back', async () => {
  const { clock, fake, watcher } = setUp();
  const { id } = fake.startRun();
  fake.fail(
    '/jobs',
    { kind: 'answer', status: 403, message: 'Resource not accessible' },
    100,
  );
  const events = collect(watcher, id, { detail: 'jobs' });
  fake.finish(id);
  await clock.advance(5_000);
  expect(told(events)).toEqual(['1:completed:success']);
});

test('a re-run: the pinned follow keeps its attempt, the open one goes along', async () => {
  const { clock, fake, watcher } = setUp();
  const { id } = fake.startRun();
  const pinned = collect(watcher, id, { attempt: 1 });
  const open = collect(watcher, id);
  await clock.advance(3_000);
  fake.finish(id, 'failure');
  fake.rerun(id);
  await clock.advance(20_000);
  fake.finish(id, 'success');
  await clock.advance(60_000);
  expect(told(pinned)).toEqual(['1:queued', '1:completed:failure']);
  expect(told(open)).toEqual(['1:queued', '2:queued', '2:completed:success']);
});

test('cancelled before it started is told as superseded', async () => {
  const { clock, fake, watcher } = setUp();
  const { id } = fake.startRun();
  fake.update(id, { status: 'pending' });
  const events = collect(watcher, id);
  await clock.advance(3_000);
  fake.finish(id, 'cancelled');
  await clock.advance(60_000);
  expect(told(events)).toEqual(['1:pending', '1:completed:cancelled']);
  expect(lastSnapshot(events).superseded).toBe(true);
});

test('a run that waits says for which approval', async () => {
  const { clock, fake, watcher } = setUp();
  const { id } = fake.startRun();
  const events = collect(watcher, id);
  fake.update(id, { status: 'waiting' });
  await clock.advance(3_000);
  expect(
    lastSnapshot(events).pendingApprovals?.map((item) => item.environment.name),
  ).toEqual(['production']);
  await clock.advance(60_000);
  const asked = fake.calls.filter(({ route }) =>
    route.endsWith('/pending_deployments'),
  );
  expect(asked).toHaveLength(1);
  fake.update(id, { status: 'in_progress' });
  await clock.advance(40_000);
  expect(lastSnapshot(events).pendingApprovals).toBeUndefined();
});

test('404 is no deletion right after a dispatch, and is one later', async () => {
  const { clock, fake, watcher } = setUp();
  const { id } = fake.startRun();
  fake.fail(
    'GET /repos/{owner}/{repo}/actions/runs/{run_id}',
    { kind: 'answer', status: 404 },
    3,
  );
  const events = collect(watcher, id);
  await clock.advance(12_000);
  expect(told(events)).toEqual(['1:queued']);
  fake.deleteRun(id);
  await clock.advance(60_000);
  expect(told(events)).toEqual(['1:queued', 'deleted']);
  expect(clock.pending()).toBe(0);
});

test('trouble is told once, and its end; a limit pauses everything until it is over', async () => {
  const { clock, fake, watcher } = setUp();
  const { id } = fake.startRun();
  const events = collect(watcher, id);
  fake.fail('GET', {
    kind: 'answer',
    status: 403,
    message: 'You have exceeded a secondary rate limit',
    headers: { 'retry-after': '300' },
  });
  await clock.advance(2_500);
  const calls = fake.calls.length;
  await clock.advance(297_000);
  expect(fake.calls.length).toBe(calls);
  await clock.advance(10_000);
  expect(told(events)).toEqual(['trouble', 'recovered', '1:queued']);
  const [trouble] = events;
  expect(trouble?.kind === 'trouble' && trouble.reason).toBe('rate_limited');
});

test('one bad gateway does not end a follow', async () => {
  const { clock, fake, watcher } = setUp();
  const { id } = fake.startRun();
  const events = collect(watcher, id);
  fake.fail('GET', { kind: 'answer', status: 502 }, 2);
  await clock.advance(10_000);
  expect(told(events)).toEqual(['1:queued']);
  fake.fail('GET', { kind: 'lost' }, 7);
  fake.finish(id, 'timed_out');
  await clock.advance(120_000);
  expect(told(events)).toEqual([
    '1:queued',
    'trouble',
    'recovered',
    '1:completed:timed_out',
  ]);
});

test('a stored snapshot is told at once and never undercut', async () => {
  const { clock, fake, watcher } = setUp();
  const { id } = fake.startRun();
  fake.update(id, { status: 'in_progress' });
  const first: WatchEvent[] = [];
  const stop = watcher.watch(id, (event) => first.push(event));
  await clock.advance(3_000);
  stop();
  const known = lastSnapshot(first);
  fake.update(id, { status: 'queued', updatedAt: '2025-12-31T00:00:00Z' });
  const second = collect(watcher, id, { known });
  await clock.advance(60_000);
  expect(told(second)).toEqual(['1:in_progress']);
});

test(
  '1,000 follows on one repository: one list call per tick',
  { timeout: 30_000 },
  async () => {
    const { clock, fake, watcher } = setUp();
    const ids = Array.from({ length: 1_000 }, () => fake.startRun().id);
    let ended = 0;
    for (const id of ids) {
      watcher.watch(id, (event) => {
        if (event.kind === 'snapshot' && event.snapshot.phase === 'completed')
          ended += 1;
      });
    }
    await clock.advance(120_000);
    const before = fake.calls.length;
    await clock.advance(60_000);
    expect(fake.calls.length - before).toBeLessThanOrEqual(12);
    expect(
      fake.calls.every(
        (call) => call.route === 'GET /repos/{owner}/{repo}/actions/runs',
      ),
    ).toBe(true);
    for (const id of ids) fake.finish(id);
    await clock.advance(90_000);
    expect(ended).toBe(1_000);
  },
);

test('many runs with jobs: their jobs are listed once each, at the end', async () => {
  const { clock, fake, watcher } = setUp();
  const ids = Array.from({ length: 5 }, () => fake.startRun().id);
  const events: WatchEvent[] = [];
  for (const id of ids) {
    fake.update(id, { status: 'in_progress', jobs: jobs('in_progress', null) });
    watcher.watch(id, (event) => events.push(event), { detail: 'jobs' });
  }
  const lists = () =>
    fake.calls.filter(({ route }) => route.endsWith('/jobs')).length;
  await clock.advance(60_000);
  expect(lists()).toBe(0);
  for (const id of ids)
    fake.update(id, {
      status: 'completed',
      conclusion: 'success',
      jobs: jobs('completed', 'success', 2),
    });
  await clock.advance(60_000);
  expect(lists()).toBe(5);
  const ended = events.filter(
    (event) => event.kind === 'snapshot' && event.snapshot.jobsComplete,
  );
  expect(told(ended)).toEqual(Array(5).fill('1:completed:success'));
});

test('who comes to a list that has not changed since is told what it says', async () => {
  const { clock, fake, watcher } = setUp();
  const ids = Array.from({ length: 5 }, () => fake.startRun().id);
  for (const id of ids.slice(1)) watcher.watch(id, () => {});
  await clock.advance(60_000);
  const events = collect(watcher, ids[0] ?? 0);
  await clock.advance(60_000);
  expect(told(events)).toEqual(['1:queued']);
  expect(new Set(fake.calls.slice(1).map(({ status }) => status))).toEqual(
    new Set([304]),
  );
});

test('runs the list does not tell of are asked one by one', async () => {
  const { clock, fake, watcher } = setUp({ intervals: { perRunLimit: 1 } });
  const old = fake.startRun();
  for (let count = 0; count < 1_100; count += 1) fake.startRun();
  const recent = fake.startRun();
  const events = collect(watcher, old.id);
  watcher.watch(recent.id, () => {});
  fake.finish(old.id);
  await clock.advance(120_000);
  expect(told(events)).toEqual(['1:completed:success']);
});

test('a listener that throws harms nobody else', async () => {
  const errors: unknown[] = [];
  const { clock, fake, watcher } = setUp({
    onListenerError: (error) => errors.push(error),
  });
  const { id } = fake.startRun();
  const fault = new Error('listener');
  watcher.watch(id, () => {
    throw fault;
  });
  const events = collect(watcher, id);
  await clock.advance(3_000);
  expect(told(events)).toEqual(['1:queued']);
  expect(errors).toEqual([fault]);
});

test('after close nothing is asked any more', async () => {
  const { clock, fake, watcher } = setUp();
  watcher.watch(fake.startRun().id, () => {});
  watcher.close();
  await clock.advance(60_000);
  expect(fake.calls).toEqual([]);
  expect(clock.pending()).toBe(0);
});
