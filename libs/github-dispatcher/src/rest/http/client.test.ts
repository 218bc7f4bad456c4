import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Fault } from '@yardmaster/sandbox/github';
import { afterEach, describe, expect, test } from 'vitest';
import { dispatch } from '../../dispatch/dispatch.ts';
import {
  createLocalScene,
  type LocalScene,
  type LocalSceneOptions,
} from '../../testing/local-scene.ts';
import type { OctokitGitHubOptions } from '../octokit.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  await Promise.all(cleanups.splice(0).map((cleanup) => cleanup()));
});

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const PEM = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();

function appOf({ local }: LocalScene) {
  return {
    appId: local.app.id,
    installationId: local.app.installationId,
    privateKey: PEM,
  };
}

function asApp(options: LocalSceneOptions = {}) {
  const scene = createLocalScene(options);
  return { ...scene, github: scene.connect({ auth: appOf(scene) }) };
}

/** Runs a call while time passes. */
async function during<T>(
  { clock }: LocalScene,
  call: Promise<T>,
  ms = 60_000,
): Promise<T> {
  await clock.advance(ms);
  return call;
}

function refusal(status: number, message: string): Fault {
  return {
    kind: 'status',
    status,
    body: JSON.stringify({ message }),
    headers: { 'content-type': 'application/json' },
  };
}

describe("GitHub's clock decides about GitHub's times", () => {
  test.each([
    [61_000, 2],
    // Behind by less than its life, it is accepted as it is.
    [-61_000, 1],
    [3_600_000, 2],
    [-3_600_000, 2],
  ])(
    'the host is %i ms ahead: the JSON web token is signed %i times',
    async (hostAhead, signed) => {
      const scene = asApp({ hostAhead });
      const { github, requests } = scene;
      expect(await during(scene, github.getRepository())).toMatchObject({
        ok: true,
      });
      expect(requests('POST /access_tokens')).toHaveLength(signed);
      expect(await github.observed()).toMatchObject({
        clockOffset: -hostAhead,
      });
      // From then on it is right at once, and the token is used for its hour.
      await scene.clock.advance(50 * 60_000);
      expect(await during(scene, github.getRun(1), 0)).toMatchObject({
        reason: 'not_found',
      });
      expect(requests('POST /access_tokens')).toHaveLength(signed);
      await scene.clock.advance(60 * 60_000);
      await during(scene, github.getRepository());
      expect(requests('POST /access_tokens')).toHaveLength(signed + 1);
    },
  );

  test('a token that is refused in spite of it names the skew', async () => {
    const scene = createLocalScene({ hostAhead: 61_000 });
    const github = scene.connect({
      auth: { ...appOf(scene), appId: 42 },
    });
    const result = await during(scene, github.getRepository());
    expect(result).toMatchObject({ ok: false, reason: 'unauthorized' });
    const personal = scene.connect({ auth: { token: 'wrong' } });
    expect(await during(scene, personal.getRepository())).toMatchObject({
      message: expect.stringContaining('1m 1s ahead of GitHub'),
    });
  });

  test.each([61_000, -61_000])(
    'the host is %i ms ahead: a limit is waited for until it resets, no longer',
    async (hostAhead) => {
      const { clock, local, github } = createLocalScene({ hostAhead });
      await github.getRepository();
      local.fail('GET ', { kind: 'primary-limit', resetInSeconds: 1_800 });
      const limited = await github.getRun(1);
      const until = new Date(clock.now() + 1_800_000);
      expect(limited).toMatchObject({ reason: 'rate_limited', retryAt: until });
      await clock.advance(1_780_000);
      expect(await github.getRun(1)).toMatchObject({ reason: 'rate_limited' });
      await clock.advance(21_000);
      expect(await github.getRun(1)).toMatchObject({ reason: 'not_found' });
    },
  );

  test('what is left of the limit is known without a call', async () => {
    const { clock, local, github } = createLocalScene();
    expect(await github.observed()).toEqual({
      clockOffset: null,
      rateLimit: null,
    });
    local.setRateLimit(42, 600);
    await github.getRepository();
    expect(await github.observed()).toEqual({
      clockOffset: 0,
      rateLimit: {
        limit: expect.any(Number),
        remaining: 41,
        resetAt: new Date(clock.now() + 600_000),
      },
    });
  });
});

describe('a fresh installation token', () => {
  test.each([401, 403] as const)(
    'that is refused with %i is tried again, the same one, after 1, 2 and 4 s',
    async (status) => {
      const scene = asApp();
      const { local, github, requests } = scene;
      local.setTokenLag({ ms: 5_000, status });
      expect(await during(scene, github.getRepository())).toMatchObject({
        ok: true,
      });
      const times = requests('GET /repos').map(({ at }) => at);
      expect(times.map((at) => at - (times[0] ?? 0))).toEqual([
        0, 1_000, 3_000, 7_000,
      ]);
      expect(requests('POST /access_tokens')).toHaveLength(1);
    },
  );

  test('a dispatch with it is sent again only after such a refusal', async () => {
    const scene = asApp();
    const { local, github, clock, requests } = scene;
    local.setTokenLag({ ms: 2_000, status: 403 });
    const request = { workflow: 'deploy.yml', ref: 'main' };
    const result = await during(scene, dispatch(github, request, { clock }));
    expect(result).toMatchObject({ kind: 'started', identity: 'exact' });
    expect(requests('POST /dispatches').map(({ status }) => status)).toEqual([
      403, 403, 200,
    ]);
    expect(local.runs()).toHaveLength(1);
  });

  test('an older token that is refused is a definite answer', async () => {
    const scene = asApp();
    const { local, github, clock, requests } = scene;
    await during(scene, github.getRepository());
    await clock.advance(60_000);
    local.clearRequests();
    local.fail('GET ', refusal(403, 'Resource not accessible'), Infinity);
    expect(await during(scene, github.getRun(1))).toMatchObject({
      reason: 'forbidden',
    });
    expect(requests('GET /runs')).toHaveLength(1);
  });
});

describe("an intermediary's response is not GitHub's", () => {
  test.each([
    ['sign-on-page', 'api.github.test'],
    ['sign-on-redirect', 'logs.github.test'],
    ['foreign-json', 'api.github.test'],
  ] as const)(
    '%s: unavailable, with the host that answered',
    async (kind, host) => {
      const scene = createLocalScene();
      const { local, github } = scene;
      local.setIntermediary(kind);
      const results = [
        await during(scene, github.getRun(1)),
        await during(scene, github.listRunsPage()),
        await during(scene, github.getRepository()),
      ];
      for (const result of results)
        expect(result).toMatchObject({
          ok: false,
          reason: 'unavailable',
          network: 'intermediary',
          message: expect.stringContaining(host),
          definite: false,
        });
      // The page behind the redirect never got our token, nor anything else.
      expect(local.signOns).toEqual([]);
    },
  );

  test.each([
    [404, '<h1>Not found</h1>', 'text/html'],
    [403, '<h1>Blocked by policy</h1>', 'text/html'],
    [404, '{"error":"no route"}', 'application/json'],
  ])(
    'HTTP %i with %s says nothing about the run',
    async (status, body, type) => {
      const scene = createLocalScene();
      const { local, github } = scene;
      const headers = { 'content-type': type };
      local.fail('GET ', { kind: 'status', status, body, headers }, Infinity);
      expect(await during(scene, github.getRun(1))).toMatchObject({
        reason: 'unavailable',
        network: 'intermediary',
      });
    },
  );

  test('a proxy that asks for credentials is named, and nothing was started', async () => {
    const scene = createLocalScene();
    const { local, github, clock } = scene;
    local.setIntermediary('proxy-authentication');
    const request = { workflow: 'deploy.yml', ref: 'main' };
    const result = await during(scene, dispatch(github, request, { clock }));
    expect(result).toMatchObject({
      kind: 'rejected',
      reason: 'github_unavailable',
      message: expect.stringContaining('The proxy asks for credentials'),
    });
  });

  test('a dispatch that it answered is looked for, and never sent again', async () => {
    const scene = createLocalScene();
    const { local, github, clock, requests } = scene;
    local.setIntermediary('sign-on-page');
    const request = { workflow: 'deploy.yml', ref: 'main' };
    expect(
      await during(scene, dispatch(github, request, { clock })),
    ).toMatchObject({ kind: 'ambiguous', cause: 'response_lost' });
    expect(requests('POST /dispatches')).toHaveLength(1);
  });

  test('a redirect to another host does not get our token', async () => {
    const seen: (string | undefined)[] = [];
    const other = createServer((request, response) => {
      seen.push(request.headers.authorization);
      response.end('{}');
    });
    await new Promise<void>((resolve) => {
      other.listen(0, '127.0.0.1', resolve);
    });
    cleanups.push(() => other.close());
    const { port } = other.address() as AddressInfo;
    const scene = createLocalScene();
    const location = `http://127.0.0.1:${port}/`;
    scene.local.fail(
      'GET ',
      { kind: 'status', status: 307, body: '', headers: { location } },
      Infinity,
    );
    expect(await during(scene, scene.github.getRun(1))).toMatchObject({
      network: 'intermediary',
    });
    expect(seen).toEqual([]);
  });
});

describe('a repository that was renamed', () => {
  test('is read through the redirect, with the query', async () => {
    const { local, github } = createLocalScene();
    const { id } = local.startRun();
    local.rename('acme/store');
    expect(await github.listRunsPage({ perPage: 5 })).toMatchObject({
      ok: true,
      value: { value: { totalCount: 1, runs: [{ id }] } },
    });
    expect(local.requests.at(-1)?.path).toContain('per_page=5');
    local.finish(id, 'failure', { failStep: 'Install', log: 'no space left' });
    const jobs = await github.listJobs(id, 1);
    const [job] = jobs.ok && jobs.value.modified ? jobs.value.value : [];
    expect(await github.getJobLog(job?.id ?? 0)).toMatchObject({
      ok: true,
      value: expect.stringContaining('no space left'),
    });
  });

  test('is not written to; its new name is reported', async () => {
    const scene = createLocalScene();
    const { local, github, clock, requests } = scene;
    local.rename('acme/store');
    const request = { workflow: 'deploy.yml', ref: 'main' };
    const result = await during(scene, dispatch(github, request, { clock }));
    expect(result).toMatchObject({
      kind: 'rejected',
      reason: 'repository_moved',
    });
    expect(result.kind === 'rejected' && result.message).toContain(
      'The repository is now acme/store.',
    );
    expect(requests('POST ')).toHaveLength(1);
    expect(local.runs()).toHaveLength(0);
  });
});

describe('what GitHub refuses because of the state of a run is impossible, not a failure', () => {
  test.each([
    'This workflow run is already running',
    'Unable to re-run this workflow run because it was created over a month ago',
  ])('%s', async (message) => {
    const { local, github } = createLocalScene();
    const { id } = local.startRun();
    local.fail('POST ', refusal(403, message));
    expect(await github.rerun(id)).toMatchObject({
      ok: false,
      reason: 'conflict',
      message,
    });
  });

  test('a missing permission is a missing permission', async () => {
    const { local, connect } = createLocalScene();
    const { id } = local.startRun();
    const token = local.addToken('limited', { actions: 'read' });
    const github = connect({ auth: { token } });
    expect(await github.cancelRun(id)).toMatchObject({
      reason: 'forbidden',
      permission: 'Actions: write',
    });
  });
});

describe('what failed on the way is distinguished', () => {
  test.each([
    ['ENOTFOUND', 'name_resolution', true],
    ['ECONNREFUSED', 'connection', true],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'tls', true],
    ['UND_ERR_SOCKET', 'lost', false],
    ['ECONNRESET', 'lost', false],
  ] as const)('%s: %s', async (code, network, definite) => {
    const scene = createLocalScene();
    const cause = Object.assign(new Error(code), { code });
    const github = scene.connect({
      fetch: async () => {
        throw new TypeError('fetch failed', { cause });
      },
    });
    expect(await during(scene, github.getRepository())).toMatchObject({
      ok: false,
      reason: 'unavailable',
      network,
      definite,
    });
  });
});

describe('a proxy', () => {
  /** A proxy that answers in the place of everything it is asked for. */
  async function startProxy(status: number) {
    const asked: string[] = [];
    const proxy = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end('{"full_name":"acme/shop","default_branch":"main"}');
    });
    proxy.on('connect', (request, socket) => {
      asked.push(`CONNECT ${request.url}`);
      socket.end(`HTTP/1.1 ${status} Proxy\r\n\r\n`);
    });
    await new Promise<void>((resolve) => {
      proxy.listen(0, '127.0.0.1', resolve);
    });
    cleanups.push(() => {
      proxy.closeAllConnections();
      proxy.close();
    });
    const { port } = proxy.address() as AddressInfo;
    return { asked, url: `http://127.0.0.1:${port}` };
  }

  const through = (
    scene: LocalScene,
    proxy: OctokitGitHubOptions['proxy'],
    baseUrl = 'https://github.invalid/api/v3',
  ) => scene.connect({ fetch: undefined, baseUrl, proxy, maxWait: 0 });

  test('is asked for a tunnel, and its refusal is named', async () => {
    const { asked, url } = await startProxy(407);
    const github = through(createLocalScene(), { httpsProxy: url });
    expect(await github.getRepository()).toMatchObject({
      ok: false,
      reason: 'unavailable',
      network: 'proxy',
      definite: true,
    });
    expect(asked).toEqual(['CONNECT github.invalid:443']);
  });

  test('is not used for what NO_PROXY names', async () => {
    const { asked, url } = await startProxy(407);
    const github = through(createLocalScene(), {
      httpsProxy: url,
      noProxy: 'github.invalid',
    });
    expect(await github.getRepository()).toMatchObject({
      network: 'name_resolution',
    });
    expect(asked).toEqual([]);
  });
});

test('our own token appears nowhere, wherever GitHub or a proxy puts it', async () => {
  const token = 'canary-0123456789-canary';
  const scene = createLocalScene({ token });
  const { local, github } = scene;
  const run = local.startRun({ title: `Deploy ${token}` });
  local.setJobs(run.id, [{ id: 1, name: token, conclusion: 'failure' }]);
  const results: unknown[] = [
    await github.getRun(run.id),
    await github.listRunsPage(),
    await github.listJobs(run.id, 1),
  ];
  for (const status of [400, 401, 403, 404, 409, 410, 422, 429, 500])
    for (const body of [
      JSON.stringify({ message: `Bearer ${token} refused` }),
      JSON.stringify({ message: 'no', errors: [{ message: token }, token] }),
      `<p>${token}</p>`,
    ]) {
      local.fail('GET ', { kind: 'status', status, body }, 3);
      results.push(await during(scene, github.getRun(run.id), 120_000));
      local.clearFaults();
    }
  expect(results).toHaveLength(30);
  expect(JSON.stringify(results)).not.toContain(token);
});
