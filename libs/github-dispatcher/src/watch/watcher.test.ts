import * as fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { currentJobs, type Snapshot } from '../run/snapshot.ts';
import { waitingFor } from '../run/waiting.ts';
import type { JobState } from '@yardmaster/sandbox/github';
import {
  createLocalScene,
  DEPLOY,
  type LocalScene,
  type LocalSceneOptions,
} from '../testing/local-scene.ts';
import {
  createRunWatcher,
  type RunWatcher,
  type RunWatcherOptions,
} from './watcher.ts';
import type { WatchEvent, WatchOptions } from './events.ts';
import type { WebhookEvent } from '../webhook/webhook.ts';

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

function setUp(
  options: Partial<RunWatcherOptions> = {},
  sceneOptions: LocalSceneOptions = {},
) {
  const scene = createLocalScene(sceneOptions);
  const { clock, local, github } = scene;
  const watcher = createRunWatcher({
    github,
    clock,
    random: () => 0.5,
    ...options,
  });
  cleanups.push(() => watcher.close());
  return {
    ...scene,
    watcher,
    start: (more = {}) =>
      local.startRun({ event: 'workflow_dispatch', ...more }).id,
    /** Changes the run's record, and its jobs if they are given; no webhook is sent. */
    update(
      id: number,
      state: {
        readonly status: string;
        readonly conclusion?: string | null;
        readonly updatedAt?: number;
      },
      records?: readonly JobState[],
    ) {
      if (records !== undefined) local.setJobs(id, records);
      local.override(id, state);
    },
  };
}

/** What a subscriber gets from now on. */
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
function lines(events: readonly WatchEvent[]): readonly string[] {
  return events.map((event) => {
    if (event.kind !== 'snapshot') return event.kind;
    const { run, phase } = event.snapshot;
    const conclusion = run.conclusion === null ? '' : `:${run.conclusion}`;
    const due = event.detailsDue ? ':details due' : '';
    return `${run.attempt}:${phase}${conclusion}${due}`;
  });
}

async function dispatched({ github }: LocalScene): Promise<number> {
  const sent = await github.dispatchWorkflow({
    workflow: 'deploy.yml',
    ref: 'main',
    inputs: {},
  });
  if (!sent.ok || sent.value.run === undefined) throw new Error('no run');
  return sent.value.run.id;
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

const START = Date.UTC(2026, 0, 1);

function jobs(
  status: JobState['status'],
  conclusion: JobState['conclusion'],
  steps = 0,
): readonly JobState[] {
  return [
    {
      id: 1,
      name: 'deploy',
      status: status ?? 'completed',
      conclusion: conclusion ?? null,
      startedAt: START + 1_000,
      completedAt: conclusion === null ? null : START + 9_000,
      steps: Array.from({ length: steps }, (_, index) => ({
        name: `step ${index}`,
        conclusion: 'success',
        startedAt: START + 1_000,
        completedAt: START + 2_000,
      })),
    },
  ];
}

const RUN_ROUTE = /^GET \/repos\/acme\/shop\/actions\/runs\/\d+(\?|$)/;

test('a ten-minute run by polling: each change is reported once, four charged calls with the dispatch', async () => {
  const scene = setUp();
  const { clock, local, watcher, update, charged } = scene;
  const id = await dispatched(scene);
  const events = collect(watcher, id);
  await clock.advance(4_000);
  update(id, { status: 'in_progress' });
  await clock.advance(596_000);
  local.override(id, { status: 'completed', conclusion: 'success' });
  await clock.advance(60_000);
  expect(lines(events)).toEqual([
    '1:queued',
    '1:in_progress',
    '1:completed:success',
  ]);
  expect(charged()).toBe(4);
  expect(clock.pending()).toBe(0);
});

test('with webhooks the dispatch is the only call', async () => {
  const scene = setUp();
  const { clock, local, watcher, update, webhook } = scene;
  const id = await dispatched(scene);
  // The webhook overtakes the response to the dispatch.
  watcher.apply(webhook(id, 'requested'));
  const events = collect(watcher, id);
  await clock.advance(4_000);
  update(id, { status: 'in_progress' });
  watcher.apply(webhook(id, 'in_progress'));
  await clock.advance(500_000);
  update(id, { status: 'completed', conclusion: 'failure' });
  watcher.apply(webhook(id, 'completed'));
  await clock.advance(1_000_000);
  expect(lines(events)).toEqual([
    '1:queued',
    '1:in_progress',
    '1:completed:failure',
  ]);
  expect(local.requests.map(({ method }) => method)).toEqual(['POST']);
});

describe('a lost webhook', () => {
  test('after one about a run that has not started: GitHub is asked within two minutes', async () => {
    const { clock, watcher, start, update, webhook } = setUp();
    const id = start();
    const events = collect(watcher, id);
    watcher.apply(webhook(id, 'requested'));
    update(id, { status: 'completed', conclusion: 'success' });
    await clock.advance(132_000);
    expect(lines(events)).toEqual(['1:queued', '1:completed:success']);
  });

  test('during a run: it costs time, not the conclusion', async () => {
    const { clock, watcher, start, update, webhook } = setUp();
    const id = start();
    update(id, { status: 'in_progress' });
    const events = collect(watcher, id);
    watcher.apply(webhook(id, 'in_progress'));
    update(id, { status: 'completed', conclusion: 'success' });
    await clock.advance(1_000_000);
    expect(lines(events)).toEqual(['1:in_progress', '1:completed:success']);
  });

  test('refresh asks GitHub at once, and reports before it resolves', async () => {
    const { watcher, start, update, webhook } = setUp();
    const id = start();
    const events = collect(watcher, id);
    watcher.apply(webhook(id, 'requested'));
    update(id, { status: 'completed', conclusion: 'failure' });
    await watcher.refresh(id);
    expect(lines(events).at(-1)).toBe('1:completed:failure');
    await watcher.refresh(42);
  });

  test('a run whose jobs have all ended by webhook is asked for soon', async () => {
    const { clock, watcher, start, update, webhook } = setUp();
    const id = start();
    const events = collect(watcher, id);
    watcher.apply(webhook(id, 'requested'));
    await clock.advance(60_000);
    update(id, { status: 'completed', conclusion: 'success' });
    watcher.apply(jobWebhook(id, 'completed', 'success'));
    await clock.advance(16_000);
    expect(lines(events).at(-1)).toBe('1:completed:success');
  });
});

test('webhooks of another repository, or kept too long, change nothing', async () => {
  const { clock, watcher, start, update, webhook } = setUp();
  const id = start();
  update(id, { status: 'completed', conclusion: 'failure' });
  const stale = webhook(id, 'completed');
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
  'any permutation, duplication or loss of webhooks and polls ends in the same state',
  { timeout: 60_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(7), { maxLength: 12 }),
        fc.boolean(),
        fc.array(fc.nat(40_000), { minLength: 1, maxLength: 4 }),
        async (deliveries, finishFirst, pauses) => {
          const { clock, watcher, start, update, webhook } = setUp();
          const id = start();
          const seen: WebhookEvent[] = [webhook(id, 'requested')];
          const change = (
            status: string,
            conclusion: 'success' | null = null,
          ) => {
            const isOver = status === 'completed';
            update(
              id,
              { status, conclusion },
              jobs(isOver ? 'completed' : 'in_progress', conclusion, 2),
            );
            seen.push(webhook(id, isOver ? 'completed' : 'in_progress'));
          };
          const events = collect(watcher, id, { detail: 'jobs', attempt: 1 });
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
          expect(lines(events).at(-1)).toBe('1:completed:success');
          expect(last.jobsComplete).toBe(true);
          expect(
            last.jobs.map((job) => [job.conclusion, job.steps.length]),
          ).toEqual([['success', 2]]);
          const settled = events.filter(
            (event) =>
              event.kind === 'snapshot' &&
              event.snapshot.phase === 'completed' &&
              !event.detailsDue,
          );
          expect(settled).toHaveLength(1);
          watcher.close();
        },
      ),
      { seed: 4, numRuns: 40 },
    );
  },
);

describe('concluded, details due', () => {
  test('the conclusion comes at once, the jobs as soon as their list has caught up', async () => {
    const { clock, local, watcher, start, update } = setUp();
    const id = start();
    update(id, { status: 'in_progress' }, jobs('in_progress', null, 1));
    const events = collect(watcher, id, { detail: 'jobs' });
    await clock.advance(3_000);
    update(id, { status: 'completed', conclusion: 'success' });
    await clock.advance(6_000);
    expect(lines(events).at(-1)).toBe('1:completed:success:details due');
    // What the list still shows as running is not shown as running.
    expect(currentJobs(lastSnapshot(events))[0]?.status).toBe('unknown');
    local.setJobs(id, jobs('completed', 'success', 3));
    await clock.advance(10_000);
    expect(lines(events).at(-1)).toBe('1:completed:success');
    expect(lastSnapshot(events).jobs[0]?.steps).toHaveLength(3);
    await clock.advance(600_000);
    expect(clock.pending()).toBe(0);
  });

  test.each([
    ['a rate limit', { kind: 'secondary-limit', retryAfterSeconds: 60 }],
    ['a bad gateway', { kind: 'status', status: 502 }],
  ] as const)(
    '%s on the jobs call delays the jobs, not the conclusion',
    async (_name, fault) => {
      const { clock, local, watcher, start, update } = setUp();
      const id = start();
      const events = collect(watcher, id, { detail: 'jobs' });
      await clock.advance(3_000);
      local.fail('GET /jobs', fault, 3);
      update(
        id,
        { status: 'completed', conclusion: 'failure' },
        jobs('completed', 'failure', 2),
      );
      await clock.advance(6_000);
      expect(lines(events)).toContain('1:completed:failure:details due');
      await clock.advance(240_000);
      expect(lines(events).at(-1)).toBe('1:completed:failure');
      expect(lastSnapshot(events).jobsComplete).toBe(true);
    },
  );

  test('a list that lags behind the end of the run is read again', async () => {
    const { clock, local, watcher, start } = setUp();
    const id = start();
    const events = collect(watcher, id, { detail: 'jobs' });
    await clock.advance(3_000);
    local.advance(id);
    local.advance(id);
    local.freezeJobs(id, 3);
    local.finish(id, 'success');
    await clock.advance(6_000);
    expect(lines(events)).toContain('1:completed:success:details due');
    await clock.advance(30_000);
    expect(lines(events).at(-1)).toBe('1:completed:success');
    expect(lastSnapshot(events).jobs.map(({ status }) => status)).toEqual([
      'completed',
      'completed',
    ]);
  });

  test('jobs that cannot be read at all are given up after five minutes', async () => {
    const { clock, local, watcher, start, update } = setUp();
    const id = start();
    local.fail('GET /jobs', { kind: 'status', status: 403 }, 1_000);
    const events = collect(watcher, id, { detail: 'jobs' });
    update(id, { status: 'completed', conclusion: 'success' });
    await clock.advance(5_000);
    expect(lines(events)).toEqual(['1:completed:success:details due']);
    await clock.advance(330_000);
    expect(lines(events).at(-1)).toBe('1:completed:success');
    expect(lastSnapshot(events).jobsComplete).toBe(false);
    expect(clock.pending()).toBe(0);
  });
});

test('a re-run: the pinned follow keeps its attempt, the open one goes along', async () => {
  const { clock, local, watcher, start } = setUp();
  const id = start();
  const pinned = collect(watcher, id, { attempt: 1 });
  const open = collect(watcher, id);
  await clock.advance(3_000);
  local.finish(id, 'failure');
  local.rerun(id);
  await clock.advance(20_000);
  local.finish(id, 'success');
  await clock.advance(60_000);
  expect(lines(pinned)).toEqual(['1:queued', '1:completed:failure']);
  expect(lines(open)).toEqual(['1:queued', '2:queued', '2:completed:success']);
});

describe('cancelled before it started', () => {
  const workflows = [
    { ...DEPLOY, concurrency: { group: 'deploy', cancelInProgress: false } },
  ];

  test('by a person: cancelled, and nothing more', async () => {
    const { clock, local, watcher, start } = setUp();
    const id = start();
    const events = collect(watcher, id);
    await clock.advance(3_000);
    local.cancel(id, 'ann');
    await clock.advance(60_000);
    expect(lines(events).at(-1)).toBe('1:completed:cancelled');
    expect(lastSnapshot(events).superseded).toBe(false);
    expect(clock.pending()).toBe(0);
  });

  test('by a newer run of its group: superseded, with evidence', async () => {
    const { clock, watcher, start } = setUp({}, { workflows });
    start();
    const id = start();
    const events = collect(watcher, id);
    await clock.advance(3_000);
    expect(lines(events)).toContain('1:pending');
    start();
    await clock.advance(60_000);
    expect(lines(events).at(-1)).toBe('1:completed:cancelled');
    expect(lastSnapshot(events).superseded).toBe(true);
  });

  test('by a person, while it waits for its group: not superseded', async () => {
    const { clock, local, watcher, start } = setUp({}, { workflows });
    start();
    const id = start();
    const events = collect(watcher, id);
    await clock.advance(3_000);
    local.finish(id, 'cancelled');
    await clock.advance(60_000);
    expect(lines(events).at(-1)).toBe('1:completed:cancelled');
    expect(lastSnapshot(events).superseded).toBe(false);
  });
});

describe('a run that waits', () => {
  const held = { environments: [{ name: 'production' }] };

  test('for a review: for which environment, read once', async () => {
    const { clock, local, watcher, start, update, requests } = setUp({}, held);
    const id = start({ plan: { waitForApproval: true } });
    const events = collect(watcher, id);
    local.advanceToEnd(id);
    await clock.advance(3_000);
    expect(waitingFor(lastSnapshot(events), clock.now())).toMatchObject([
      { kind: 'reviewers', environment: 'production' },
    ]);
    await clock.advance(60_000);
    expect(requests('GET /pending_deployments')).toHaveLength(1);
    update(id, { status: 'in_progress' });
    await clock.advance(40_000);
    expect(lastSnapshot(events).pendingApprovals).toBeUndefined();
  });

  test.each([
    [
      { waitMinutes: 30 },
      { kind: 'timer', until: new Date(START + 30 * 60_000) },
    ],
    [{ reviewers: ['ann'] }, { kind: 'reviewers', reviewers: ['ann'] }],
    [{ customRule: true }, { kind: 'rule' }],
  ])('for %o: says so', async (rule, expected) => {
    const { clock, local, watcher, start } = setUp(
      {},
      { environments: [{ name: 'production', ...rule }] },
    );
    const id = start({ plan: { waitForApproval: true } });
    const events = collect(watcher, id);
    local.advanceToEnd(id);
    await clock.advance(3_000);
    expect(waitingFor(lastSnapshot(events), clock.now())).toMatchObject([
      { environment: 'production', ...expected },
    ]);
  });

  test('is noticed at once by a job webhook, and so is its end', async () => {
    const { clock, watcher, start, update, webhook } = setUp();
    const id = start();
    const events = collect(watcher, id);
    watcher.apply(webhook(id, 'requested'));
    await clock.advance(5_000);
    update(id, { status: 'waiting' });
    watcher.apply(jobWebhook(id, 'waiting'));
    await clock.advance(1_000);
    expect(lastSnapshot(events).phase).toBe('waiting');
    update(id, { status: 'in_progress' });
    watcher.apply(jobWebhook(id, 'in_progress'));
    await clock.advance(1_000);
    expect(lastSnapshot(events).phase).toBe('in_progress');
  });

  test('and steps back to queued within the same second: the later reading counts', async () => {
    const { clock, watcher, start, update } = setUp();
    const id = start();
    const events = collect(watcher, id);
    update(id, { status: 'waiting' });
    const updatedAt = clock.now();
    await clock.advance(3_000);
    update(id, { status: 'queued', updatedAt });
    await clock.advance(60_000);
    expect(lines(events).slice(-2)).toEqual(['1:waiting', '1:queued']);
  });

  test('behind a concurrency group: behind which run', async () => {
    const workflows = [{ ...DEPLOY, concurrency: { group: 'deploy' } }];
    const { clock, watcher, start } = setUp({}, { workflows });
    const first = start();
    const id = start();
    const events = collect(watcher, id);
    await clock.advance(3_000);
    expect(waitingFor(lastSnapshot(events), clock.now())).toMatchObject([
      { kind: 'concurrency', group: 'deploy', behind: [{ runId: first }] },
    ]);
  });
});

describe('404', () => {
  test('is no deletion right after a dispatch', async () => {
    const { clock, local, watcher, start } = setUp();
    const id = start();
    local.fail(RUN_ROUTE, { kind: 'status', status: 404 }, 3);
    const events = collect(watcher, id);
    await clock.advance(12_000);
    expect(lines(events)).toEqual(['1:queued']);
  });

  test('twice, a minute apart, while the repository is shown: deleted', async () => {
    const { clock, local, watcher, start } = setUp();
    const id = start();
    const events = collect(watcher, id);
    await clock.advance(3_000);
    local.deleteRun(id);
    await clock.advance(60_000);
    expect(lines(events)).toEqual(['1:queued']);
    await clock.advance(60_000);
    expect(lines(events)).toEqual(['1:queued', 'deleted']);
    expect(clock.pending()).toBe(0);
  });

  test('once: the run is still there', async () => {
    const { clock, local, watcher, start, update } = setUp();
    const id = start();
    const events = collect(watcher, id);
    await clock.advance(3_000);
    local.fail(RUN_ROUTE, { kind: 'status', status: 404 });
    update(id, { status: 'completed', conclusion: 'success' });
    await clock.advance(120_000);
    expect(lines(events)).toEqual(['1:queued', '1:completed:success']);
  });

  test('for the repository as well: trouble, and following continues', async () => {
    const { clock, local, watcher, start, update } = setUp();
    const id = start();
    const events = collect(watcher, id);
    await clock.advance(3_000);
    local.setHidden(true);
    await clock.advance(600_000);
    expect(lines(events)).toEqual(['1:queued', 'trouble']);
    expect(events.at(-1)).toMatchObject({
      reason: 'not_found',
      message: expect.stringContaining('acme/shop'),
    });
    local.setHidden(false);
    update(id, { status: 'completed', conclusion: 'success' });
    await clock.advance(60_000);
    expect(lines(events).slice(2)).toEqual([
      'recovered',
      '1:completed:success',
    ]);
  });
});

describe('trouble', () => {
  test('is reported once, and its end; a limit pauses everything until it is over', async () => {
    const { clock, local, watcher, start } = setUp();
    const events = collect(watcher, start());
    local.fail('GET ', { kind: 'secondary-limit', retryAfterSeconds: 300 });
    await clock.advance(2_500);
    const calls = local.requests.length;
    await clock.advance(297_000);
    expect(local.requests.length).toBe(calls);
    await clock.advance(10_000);
    expect(lines(events)).toEqual(['trouble', 'recovered', '1:queued']);
    expect(events[0]).toMatchObject({
      reason: 'rate_limited',
      retryAt: new Date(START + 2_000 + 300_000),
    });
  });

  test('with the credentials shows what GitHub answered, and following continues', async () => {
    const { clock, local, watcher, start, update } = setUp();
    const id = start();
    const events = collect(watcher, id);
    await clock.advance(3_000);
    const refused = local.fail(
      'GET ',
      { kind: 'status', status: 401 },
      Infinity,
    );
    await clock.advance(120_000);
    expect(events.at(-1)).toMatchObject({
      kind: 'trouble',
      reason: 'unauthorized',
      message: expect.stringContaining('Bad credentials'),
    });
    refused.clear();
    update(id, { status: 'completed', conclusion: 'success' });
    await clock.advance(60_000);
    expect(lines(events).at(-1)).toBe('1:completed:success');
  });

  test('is reported again if its reason changes', async () => {
    const { clock, local, watcher, start } = setUp();
    const events = collect(watcher, start());
    local.fail('GET ', { kind: 'status', status: 503 }, 3);
    await clock.advance(5_000);
    local.fail('GET ', { kind: 'status', status: 401 }, 3);
    await clock.advance(20_000);
    const reasons = events.map(
      (event) => event.kind === 'trouble' && event.reason,
    );
    expect(reasons.slice(0, 2)).toEqual(['unavailable', 'unauthorized']);
  });

  test('one bad gateway does not end a follow', async () => {
    const { clock, local, watcher, start, update } = setUp();
    const id = start();
    const events = collect(watcher, id);
    local.fail('GET ', { kind: 'status', status: 502 }, 2);
    await clock.advance(10_000);
    expect(lines(events)).toEqual(['1:queued']);
    local.fail('GET ', { kind: 'drop' }, 7);
    update(id, { status: 'completed', conclusion: 'timed_out' });
    await clock.advance(120_000);
    expect(lines(events)).toEqual([
      '1:queued',
      'trouble',
      'recovered',
      '1:completed:timed_out',
    ]);
  });
});

test('a stored snapshot comes at once and is never undercut', async () => {
  const { clock, local, watcher, start, update } = setUp();
  const id = start();
  update(id, { status: 'in_progress' });
  const first: WatchEvent[] = [];
  const stop = watcher.watch(id, (event) => first.push(event));
  await clock.advance(3_000);
  stop();
  const known = lastSnapshot(first);
  local.override(id, { status: 'queued', updatedAt: START - 86_400_000 });
  const second = collect(watcher, id, { known });
  await clock.advance(60_000);
  expect(lines(second)).toEqual(['1:in_progress']);
});

test(
  '1,000 follows on one repository: one list call per tick',
  { timeout: 60_000 },
  async () => {
    const { clock, local, watcher, start, update } = setUp();
    const ids = Array.from({ length: 1_000 }, () => start());
    let ended = 0;
    for (const id of ids) {
      watcher.watch(id, (event) => {
        if (event.kind === 'snapshot' && event.snapshot.phase === 'completed')
          ended += 1;
      });
    }
    await clock.advance(120_000);
    const before = local.requests.length;
    await clock.advance(60_000);
    expect(local.requests.length - before).toBeLessThanOrEqual(12);
    expect(
      local.requests.every(
        ({ route }) => route === '/repos/{owner}/{repo}/actions/runs',
      ),
    ).toBe(true);
    for (const id of ids)
      update(id, { status: 'completed', conclusion: 'success' });
    await clock.advance(90_000);
    expect(ended).toBe(1_000);
  },
);

test('many runs with jobs: their jobs are listed once each, at the end', async () => {
  const { clock, watcher, start, update, requests } = setUp();
  const ids = Array.from({ length: 5 }, () => start());
  const events: WatchEvent[] = [];
  for (const id of ids) {
    update(id, { status: 'in_progress' }, jobs('in_progress', null));
    watcher.watch(id, (event) => events.push(event), { detail: 'jobs' });
  }
  await clock.advance(60_000);
  expect(requests('GET /jobs')).toHaveLength(0);
  for (const id of ids)
    update(
      id,
      { status: 'completed', conclusion: 'success' },
      jobs('completed', 'success', 2),
    );
  await clock.advance(60_000);
  expect(requests('GET /jobs')).toHaveLength(5);
  const ended = events.filter(
    (event) => event.kind === 'snapshot' && event.snapshot.jobsComplete,
  );
  expect(lines(ended)).toEqual(Array(5).fill('1:completed:success'));
});

test('a subscriber to a list that has not changed since gets what it holds', async () => {
  const { clock, local, watcher, start } = setUp();
  const ids = Array.from({ length: 5 }, () => start());
  for (const id of ids.slice(1)) watcher.watch(id, () => {});
  await clock.advance(60_000);
  const events = collect(watcher, ids[0] ?? 0);
  await clock.advance(60_000);
  expect(lines(events)).toEqual(['1:queued']);
  expect(new Set(local.requests.slice(1).map(({ status }) => status))).toEqual(
    new Set([304]),
  );
});

test('runs that the list does not hold are read one by one', async () => {
  const { clock, watcher, start, update } = setUp({
    intervals: { perRunLimit: 1 },
  });
  const old = start();
  for (let count = 0; count < 1_100; count += 1) start();
  const recent = start();
  const events = collect(watcher, old);
  watcher.watch(recent, () => {});
  update(old, { status: 'completed', conclusion: 'success' });
  await clock.advance(120_000);
  expect(lines(events)).toEqual(['1:completed:success']);
});

test('a listener that throws harms no other', async () => {
  const errors: unknown[] = [];
  const { clock, watcher, start } = setUp({
    onListenerError: (error) => errors.push(error),
  });
  const id = start();
  const fault = new Error('listener');
  watcher.watch(id, () => {
    throw fault;
  });
  const events = collect(watcher, id);
  await clock.advance(3_000);
  expect(lines(events)).toEqual(['1:queued']);
  expect(errors).toEqual([fault]);
});

test('after close nothing is asked any more', async () => {
  const { clock, local, watcher, start } = setUp();
  watcher.watch(start(), () => {});
  watcher.close();
  await clock.advance(60_000);
  expect(local.requests).toEqual([]);
  expect(clock.pending()).toBe(0);
});
