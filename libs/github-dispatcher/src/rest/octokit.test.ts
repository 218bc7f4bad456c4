import { generateKeyPairSync } from 'node:crypto';
import { createServer, type RequestListener } from 'node:http';
import {
  CLIENT_DEPLOY,
  startLocalGitHub,
  type LocalGitHub,
  type LocalGitHubOptions,
} from '@yardmaster/sandbox/github';
import { afterEach, expect, test, vi } from 'vitest';
import type { Clock } from '../clock.ts';
import { dispatch } from '../dispatch/dispatch.ts';
import {
  createOctokitGitHub,
  type GitHubCall,
  type OctokitGitHubOptions,
} from './octokit.ts';

const ID = '11111111-2222-4333-8444-555555555555';
const DEPLOY = {
  workflow: 'client-deploy.yml',
  ref: 'main',
  correlationId: ID,
  requester: 'ann',
};
const CANARY = 'ghp_canaryCanaryCanaryCanaryCanaryCanary';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  await Promise.all(cleanups.splice(0).map((cleanup) => cleanup()));
});

/** Waits take no time and are written down; the bound of a call never falls due. */
function quickClock(start = Date.now()) {
  const waits: number[] = [];
  let now = start;
  const clock: Clock = {
    now: () => now,
    schedule(ms, run) {
      if (ms >= 10_000) return () => {};
      waits.push(ms);
      const timer = setImmediate(() => {
        now += ms;
        run();
      });
      return () => clearImmediate(timer);
    },
  };
  return { clock, waits, pass: (ms: number) => (now += ms) };
}

async function setUp(
  server: LocalGitHubOptions = {},
  options: Partial<OctokitGitHubOptions> = {},
) {
  const local = await startLocalGitHub(server);
  cleanups.push(() => local.close());
  const quick = quickClock();
  const calls: GitHubCall[] = [];
  const github = createOctokitGitHub({
    repository: local.repository,
    auth: { token: local.token },
    baseUrl: local.url,
    clock: quick.clock,
    random: () => 0,
    onCall: (call) => calls.push(call),
    ...options,
  });
  return { local, github, calls, ...quick };
}

function posts(local: LocalGitHub) {
  return local.requests.filter(({ method }) => method === 'POST');
}

/** A server with the given behaviour. */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  cleanups.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

test('every request carries the API version; each is reported, and a 304 is free', async () => {
  const { local, github, calls } = await setUp();
  await github.getRepository();
  await github.getRepository();
  await github.rateLimit();
  expect(
    local.requests.map(({ headers }) => headers['x-github-api-version']),
  ).toEqual(Array(3).fill('2022-11-28'));
  expect(
    calls.map(({ route, status, charged }) => [route, status, charged]),
  ).toEqual([
    ['GET /repos/{owner}/{repo}', 200, true],
    ['GET /repos/{owner}/{repo}', 304, false],
    ['GET /rate_limit', 200, false],
  ]);
});

test('the POST is what GitHub documents, and the run carries the id', async () => {
  const { local, github, clock } = await setUp();
  expect(await dispatch(github, DEPLOY, { clock })).toMatchObject({
    kind: 'started',
    identity: 'exact',
  });
  expect(posts(local).map(({ body }) => body)).toEqual([
    {
      ref: 'main',
      inputs: { correlation_id: ID, requester: 'ann' },
      return_run_details: true,
    },
  ]);
  expect(local.runs()[0]).toMatchObject({ event: 'workflow_dispatch' });
});

test.each([
  [{ kind: 'drop-after' }],
  [{ kind: 'status-after', status: 502 }],
  [{ kind: 'status-after', status: 408 }],
  [{ kind: 'no-run-details' }],
] as const)(
  '%o at the POST: the run is found by its id, and nothing is sent twice',
  async (fault) => {
    const { local, github, clock } = await setUp();
    local.fail('POST /dispatches', fault);
    expect(await dispatch(github, DEPLOY, { clock })).toMatchObject({
      kind: 'started',
      identity: 'correlated',
      run: { id: local.runs()[0]?.id },
    });
    expect([posts(local).length, local.runs().length]).toEqual([1, 1]);
  },
);

test.each([
  [{ kind: 'drop' }],
  [{ kind: 'status', status: 500 }],
  [{ kind: 'status', status: 503 }],
] as const)(
  '%o at the POST: ambiguous, and never sent again',
  async (fault) => {
    const { local, github, clock } = await setUp();
    local.fail('POST /dispatches', fault);
    expect(await dispatch(github, DEPLOY, { clock })).toMatchObject({
      kind: 'ambiguous',
      cause: 'response_lost',
    });
    expect([posts(local).length, local.runs().length]).toEqual([1, 0]);
  },
);

test('a response that never comes is bounded', async () => {
  const { local, github, clock } = await setUp({}, { timeout: 50 });
  local.fail('POST /dispatches', { kind: 'hang' });
  const result = await dispatch(github, DEPLOY, { clock, searchFor: 0 });
  expect(result).toMatchObject({ kind: 'ambiguous', cause: 'response_lost' });
});

test('an abort during the POST: it is not certain that a run started', async () => {
  const { local, github, clock } = await setUp();
  local.fail('POST /dispatches', { kind: 'hang' });
  const abort = new AbortController();
  const pending = dispatch(github, DEPLOY, { clock, signal: abort.signal });
  await vi.waitUntil(() => posts(local).length === 1);
  abort.abort();
  expect(await pending).toMatchObject({
    kind: 'ambiguous',
    cause: 'response_lost',
  });
});

test('no server at all: nothing was started', async () => {
  const { clock } = quickClock();
  const { local, github } = await setUp({}, { clock });
  await local.close();
  expect(await dispatch(github, DEPLOY, { clock })).toMatchObject({
    kind: 'rejected',
    reason: 'github_unavailable',
  });
});

test('Enterprise Server before 3.21: the refused member is left out from then on', async () => {
  const { local, github, clock } = await setUp({ ghes: '3.19' });
  const first = await dispatch(github, DEPLOY, { clock });
  const second = await dispatch(
    github,
    { ...DEPLOY, correlationId: ID.replace('1', '2') },
    { clock },
  );
  expect([first, second]).toMatchObject([
    { kind: 'started', identity: 'correlated' },
    { kind: 'started', identity: 'correlated' },
  ]);
  expect(posts(local).map(({ status }) => status)).toEqual([
    expect.toBeOneOf([400, 422]),
    204,
    204,
  ]);
  expect(local.runs()).toHaveLength(2);
});

test.each([
  [200, 'ambiguous'],
  [204, 'searching'],
])(
  'a response that cannot be read (%i) is no reason to guess, nor to send again: %s',
  async (status, kind) => {
    let sent = 0;
    const baseUrl = await serve((request, response) => {
      if (request.method === 'POST') sent += 1;
      const list =
        request.method === 'GET'
          ? '{"total_count":0,"workflow_runs":[]}'
          : '{"workflow_run_id":"soon"';
      response.writeHead(request.method === 'GET' ? 200 : status, {
        'content-type': 'application/json',
      });
      response.end(
        status === 204 && request.method === 'POST' ? undefined : list,
      );
    });
    const { clock } = quickClock();
    const github = createOctokitGitHub({
      repository: 'acme/shop',
      auth: { token: 't' },
      baseUrl,
      clock,
    });
    expect(await dispatch(github, DEPLOY, { clock })).toMatchObject({
      kind,
    });
    expect(sent).toBe(1);
  },
);

test('a read is repeated twice after 5xx and lost responses, no more, with growing waits', async () => {
  const { local, github, waits } = await setUp();
  local.fail('GET /repos', { kind: 'status', status: 502 });
  local.fail('GET /repos', { kind: 'drop' });
  expect(await github.getRepository()).toMatchObject({ ok: true });
  expect(waits).toEqual([500, 1_000]);
  local.fail('GET /repos', { kind: 'status', status: 500 }, 5);
  expect(await github.getRepository()).toMatchObject({
    ok: false,
    reason: 'unavailable',
    status: 500,
  });
  expect(local.requests).toHaveLength(6);
});

test.each([400, 401, 404, 409, 410, 422])(
  'a definite %i is not repeated',
  async (status) => {
    const { local, github } = await setUp();
    local.fail('GET /repos', { kind: 'status', status });
    expect(await github.getRepository()).toMatchObject({
      ok: false,
      status,
      definite: true,
    });
    expect(local.requests).toHaveLength(1);
  },
);

test('a short limit is waited for, as long as GitHub says', async () => {
  const { local, github, waits } = await setUp();
  local.fail('GET /repos', { kind: 'secondary-limit', retryAfterSeconds: 7 });
  expect(await github.getRepository()).toMatchObject({ ok: true });
  expect(waits[0]).toBeGreaterThanOrEqual(7_000);
});

test('a long limit is reported with its end, and holds for every call until then', async () => {
  const { local, github, clock, pass } = await setUp();
  local.fail('GET /repos', { kind: 'primary-limit', resetInSeconds: 1_800 });
  const first = await github.getRepository();
  expect(first).toMatchObject({ ok: false, reason: 'rate_limited' });
  const asked = local.requests.length;
  expect(await github.getRun(1)).toMatchObject({
    reason: 'rate_limited',
    definite: true,
  });
  expect(await dispatch(github, DEPLOY, { clock })).toMatchObject({
    kind: 'rejected',
    reason: 'rate_limited',
  });
  expect(local.requests).toHaveLength(asked);
  pass(1_802_000);
  expect(await github.getRepository()).toMatchObject({ ok: true });
});

test('the last call of an hour pauses the next one', async () => {
  const { local, github } = await setUp();
  local.setRateLimit(1, 1_800);
  expect(await github.getRepository()).toMatchObject({ ok: true });
  const asked = local.requests.length;
  expect(await github.getRun(1)).toMatchObject({ reason: 'rate_limited' });
  expect(local.requests).toHaveLength(asked);
});

test('a log is downloaded from where GitHub stores it, without our token', async () => {
  const { local, github } = await setUp();
  const run = local.startRun();
  local.finish(run.id, 'failure', {
    failStep: 'Install',
    log: 'no space left',
  });
  const jobs = await github.listJobs(run.id, 1);
  const id =
    jobs.ok && jobs.value.modified ? (jobs.value.value[0]?.id ?? 0) : 0;
  // The local log store refuses requests with credentials, as the real one does.
  expect(await github.getJobLog(id)).toMatchObject({
    ok: true,
    value: expect.stringContaining('no space left'),
  });
});

test('a list of jobs longer than a page comes whole, and without an ETag that would cover one page only', async () => {
  const steps = ['one step'];
  const many = Array.from({ length: 150 }, (_, index) => ({
    name: `job ${index}`,
    steps,
  }));
  const { local, github } = await setUp({
    workflows: [{ ...CLIENT_DEPLOY, jobs: many }],
  });
  const run = local.startRun();
  local.finish(run.id);
  const jobs = await github.listJobs(run.id, 1);
  if (!jobs.ok || !jobs.value.modified) throw new Error('no jobs');
  expect(new Set(jobs.value.value.map(({ name }) => name)).size).toBe(150);
  expect(jobs.value.etag).toBeUndefined();
});

test('a success that cannot be read is a failure, and nothing is certain', async () => {
  const baseUrl = await serve(
    (_, response) =>
      void response
        .writeHead(200, { 'content-type': 'application/json' })
        .end('{"jobs": [{}], "workflows": [{}]}'),
  );
  const { github } = await setUp({}, { baseUrl });
  const results = [
    await github.getRepository(),
    await github.getRun(1),
    await github.listWorkflows(),
    await github.listJobs(1, 1),
    await github.listPendingDeployments(1),
    await github.getJobLog(1),
  ];
  for (const result of results)
    expect(result).toMatchObject({
      ok: false,
      reason: 'unavailable',
      network: 'intermediary',
      status: 200,
      definite: false,
    });
});

test('no failure holds the token', async () => {
  const down = await serve(
    (_, response) => void response.writeHead(500).end(`echo ${CANARY}`),
  );
  const mute = await serve((request) => request.socket.destroy());
  const { clock } = quickClock();
  const { local } = await setUp();
  const results = await Promise.all(
    [local.url, down, mute, 'http://127.0.0.1:1'].map(async (baseUrl) => {
      const github = createOctokitGitHub({
        repository: 'acme/shop',
        auth: { token: CANARY },
        baseUrl,
        clock,
      });
      return [
        await github.getRepository(),
        await dispatch(github, DEPLOY, { clock }),
        await github.viewer(),
      ];
    }),
  );
  expect(results.flat().every((result) => !('ok' in result && result.ok))).toBe(
    true,
  );
  expect(JSON.stringify(results)).not.toContain(CANARY);
});

function appKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
}

test('a GitHub App: one token for concurrent calls, of this repository only, renewed in time and when revoked', async () => {
  const quick = quickClock();
  const local = await startLocalGitHub({ clock: quick.clock.now });
  cleanups.push(() => local.close());
  const github = createOctokitGitHub({
    repository: local.repository,
    auth: {
      appId: local.app.id,
      installationId: local.app.installationId,
      privateKey: appKey(),
    },
    baseUrl: local.url,
    clock: quick.clock,
  });
  const tokenRequests = () =>
    local.requests.filter(({ path }) => path.endsWith('/access_tokens'));
  await Promise.all([
    github.getRepository(),
    github.listWorkflows(),
    github.getRun(1),
  ]);
  expect(tokenRequests().map(({ body }) => body)).toEqual([
    { repositories: ['shop'] },
  ]);
  quick.pass(50 * 60_000);
  expect(await github.getRepository()).toMatchObject({ ok: true });
  expect(tokenRequests()).toHaveLength(1);
  expect(await github.viewer()).toMatchObject({
    ok: true,
    value: { kind: 'app', login: `${local.app.slug}[bot]` },
  });
  local.fail('POST /dispatches', { kind: 'status', status: 401 });
  expect(await dispatch(github, DEPLOY, { clock: quick.clock })).toMatchObject({
    kind: 'started',
    identity: 'exact',
  });
  expect(tokenRequests()).toHaveLength(2);
  expect(local.runs()).toHaveLength(1);
});

test('a wrong App is reported with what to check, before anything is dispatched', async () => {
  const { local } = await setUp();
  const auth = { appId: 1, installationId: 2, privateKey: appKey() };
  const github = createOctokitGitHub({
    repository: local.repository,
    auth,
    baseUrl: local.url,
  });
  const result = await dispatch(github, DEPLOY);
  expect(result).toMatchObject({ kind: 'rejected', reason: 'bad_credentials' });
  expect(result.kind === 'rejected' && result.message).toContain(
    'installation id',
  );
  expect(
    posts(local).every(({ path }) => path.endsWith('/access_tokens')),
  ).toBe(true);
});

test('"owner/name" is checked at once', () => {
  expect(() =>
    createOctokitGitHub({ repository: 'shop', auth: { token: 't' } }),
  ).toThrow(TypeError);
  expect(() =>
    createOctokitGitHub({ repository: 'a/b/c', auth: { token: 't' } }),
  ).toThrow(TypeError);
});

test('an unreadable key of an App is reported at once, without showing it', () => {
  const auth = { appId: 1, installationId: 2, privateKey: CANARY };
  const create = () => createOctokitGitHub({ repository: 'acme/shop', auth });
  expect(create).toThrow(/PEM/);
  expect(create).not.toThrow(CANARY);
});
