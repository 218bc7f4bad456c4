import { createServer } from 'node:http';
import { startLocalGitHub } from '@yardmaster/sandbox/github';
import { afterEach, expect, test } from 'vitest';
import { dispatch } from '../dispatch/dispatch.ts';
import { follow, type FollowEvent } from './follow.ts';
import { createOctokitGitHub } from '../rest/octokit.ts';
import { createManualClock } from '../testing/index.ts';
import { createRunWatcher, type RunWatcher } from './watcher.ts';
import { createWebhookIntake } from '../webhook/intake.ts';

// What a followed deploy costs, measured against the local GitHub over HTTP. The README quotes these figures.

const SECRET = 'local-webhook-secret';
const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  await Promise.all(cleanups.splice(0).map((cleanup) => cleanup()));
});

async function setUp(options: { readonly webhooks?: boolean } = {}) {
  let underWay = 0;
  const counted: typeof fetch = async (input, init) => {
    underWay += 1;
    try {
      return await fetch(input, init);
    } finally {
      underWay -= 1;
    }
  };
  const clock = createManualClock({ busy: () => underWay > 0 });
  const watchers: RunWatcher[] = [];
  const receive = createWebhookIntake({ secrets: [SECRET] });
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const header = (name: string) => request.headers[name]?.toString();
    const received = await receive({
      event: header('x-github-event') ?? '',
      delivery: header('x-github-delivery') ?? '',
      signature: header('x-hub-signature-256'),
      contentType: header('content-type'),
      rawBody: Buffer.concat(chunks),
    });
    if (received.kind === 'event')
      for (const watcher of watchers) watcher.apply(received.event);
    response.writeHead(received.kind === 'unsigned' ? 401 : 202).end();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/github/webhooks`;
  const local = await startLocalGitHub({
    clock: clock.now,
    timers: {
      setTimeout: (run, ms) => clock.schedule(ms, run),
      clearTimeout: (cancel) => typeof cancel === 'function' && cancel(),
    },
    fetch: counted,
    ...(options.webhooks === true ? { webhook: { url, secret: SECRET } } : {}),
  });
  cleanups.push(
    () => local.close(),
    () => server.closeAllConnections(),
    () => server.close(),
  );
  const github = createOctokitGitHub({
    repository: local.repository,
    auth: { token: local.token },
    baseUrl: local.url,
    clock,
    fetch: counted,
  });
  const watcher = createRunWatcher({ github, clock, random: () => 0.5 });
  watchers.push(watcher);
  cleanups.push(() => watcher.close());
  const charged = () =>
    local.requests.filter((request) => request.charged).length;
  return { clock, local, github, watcher, charged };
}

/** Dispatches, follows, and lets the run take ten minutes: four seconds in the queue, the rest in its steps. */
async function deploy(
  world: Awaited<ReturnType<typeof setUp>>,
  detail: 'run' | 'jobs' = 'run',
): Promise<readonly FollowEvent[]> {
  const { clock, local, github, watcher } = world;
  const started = await dispatch(
    github,
    { workflow: 'client-deploy.yml', ref: 'main' },
    { clock },
  );
  if (started.kind !== 'started') throw new Error(started.kind);
  const { id } = started.run;
  const events: FollowEvent[] = [];
  const ended = (async () => {
    for await (const event of follow(github, id, { clock, watcher, detail }))
      events.push(event);
  })();
  await clock.advance(4_000);
  while (local.run(id)?.status === 'queued') local.advance(id);
  await clock.advance(596_000);
  local.finish(id);
  await clock.advance(45_000);
  await ended;
  return events;
}

test(
  'polling a ten-minute run: at most four charged calls, the dispatch included',
  { timeout: 30_000 },
  async () => {
    const world = await setUp();
    const events = await deploy(world);
    expect(events.at(-1)).toMatchObject({
      kind: 'concluded',
      outcome: 'succeeded',
    });
    expect(world.charged()).toBe(4);
  },
);

test('with webhooks: the dispatch alone', { timeout: 30_000 }, async () => {
  const world = await setUp({ webhooks: true });
  const events = await deploy(world);
  expect(events.at(-1)).toMatchObject({
    kind: 'concluded',
    outcome: 'succeeded',
  });
  expect(world.local.requests).toHaveLength(1);
  expect(world.charged()).toBe(1);
});

test(
  'with webhooks, jobs and steps: one list more, at the end',
  { timeout: 30_000 },
  async () => {
    const world = await setUp({ webhooks: true });
    const events = await deploy(world, 'jobs');
    const last = events.at(-1);
    expect(last?.kind === 'concluded' && last.snapshot.jobsComplete).toBe(true);
    expect(world.charged()).toBe(2);
  },
);

test(
  '1,000 follows: the calls of one list, and a webhook reaches its follower at once',
  { timeout: 60_000 },
  async () => {
    const { clock, local, watcher } = await setUp();
    const runs = Array.from({ length: 1_000 }, () => local.startRun());
    const concluded = new Set<number>();
    for (const { id } of runs) {
      watcher.watch(id, (event) => {
        if (event.kind === 'snapshot' && event.snapshot.phase === 'completed')
          concluded.add(id);
      });
    }
    await clock.advance(60_000);
    const before = local.requests.length;
    await clock.advance(60_000);
    // One list every five seconds, however many follow.
    expect(local.requests.length - before).toBeLessThanOrEqual(12);
    expect(
      local.requests.every(
        ({ route }) => route === '/repos/{owner}/{repo}/actions/runs',
      ),
    ).toBe(true);

    const [last] = runs.slice(-1);
    if (last === undefined) throw new Error('no run');
    const done = local.finish(last.id);
    const now = new Date(clock.now());
    watcher.apply({
      kind: 'workflow_run',
      action: 'completed',
      delivery: 'd',
      repository: local.repository,
      run: {
        id: last.id,
        attempt: 1,
        workflowId: 1,
        displayTitle: done.title,
        event: 'push',
        status: 'completed',
        conclusion: 'success',
        headBranch: 'main',
        headSha: 'a',
        url: '',
        createdAt: now,
        startedAt: now,
        updatedAt: now,
      },
    });
    // Without any time passing.
    expect(concluded).toEqual(new Set([last.id]));
  },
);
