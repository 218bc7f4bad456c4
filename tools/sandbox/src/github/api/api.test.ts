import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { LocalGitHub } from '../local-github.ts';
import { startLocalGitHub } from '../start-local-github.ts';
import { createClient, createClock } from '../testing.ts';

const R = '/repos/acme/shop';
const RUNS = `${R}/actions/runs`;
const DISPATCH = `${R}/actions/workflows/client-deploy.yml/dispatches`;

const clock = createClock();
let github: LocalGitHub;
let client: ReturnType<typeof createClient>;

async function start(options: Parameters<typeof startLocalGitHub>[0] = {}) {
  github = await startLocalGitHub({
    clock: clock.now,
    timers: clock.timers,
    ...options,
  });
  client = createClient(github);
}

afterEach(() => github.close());

describe('conditional requests', () => {
  beforeEach(() => start());

  test('are answered 304, free of charge, while nothing changes', async () => {
    const { id } = github.startRun();
    const path = `${RUNS}/${id}`;
    const first = await client.get(path);
    const etag = first.headers.get('etag') ?? '';
    const same = await client.get(path, { 'if-none-match': etag });
    expect(same).toMatchObject({ status: 304, text: '' });
    expect(same.headers.get('x-ratelimit-used')).toBe('1');
    expect(github.requests.map(({ charged }) => charged)).toEqual([
      true,
      false,
    ]);
    github.advance(id);
    expect(await client.get(path, { 'if-none-match': etag })).toMatchObject({
      status: 200,
    });
  });

  test('depend on the token', async () => {
    const { headers } = await client.get('/meta');
    const other = createClient({
      url: github.url,
      token: github.addToken('ghp_other'),
    });
    expect((await other.get('/meta')).headers.get('etag')).not.toBe(
      headers.get('etag'),
    );
  });
});

describe('rate limits', () => {
  test('count charged calls and refuse what is over', async () => {
    await start({ limits: { primary: 2 } });
    await client.get(R);
    await client.get('/rate_limit');
    const second = await client.get(R);
    expect(second.headers.get('x-ratelimit-remaining')).toBe('0');
    const refused = await client.get(R);
    expect(refused.status).toBe(403);
    expect(refused.json['message']).toMatch(/^API rate limit exceeded/);
    expect(Number(refused.headers.get('x-ratelimit-reset'))).toBe(
      clock.now() / 1000 + 3600,
    );
    clock.pass(3_600_000);
    expect(await client.get(R)).toMatchObject({ status: 200 });
  });

  test('of the second kind count points in a minute', async () => {
    await start({ limits: { secondary: 6 } });
    await client.post(DISPATCH, { ref: 'main' });
    expect(await client.get(R)).toMatchObject({ status: 200 });
    const refused = await client.get(R);
    expect(refused.status).toBe(403);
    expect(refused.json['message']).toMatch(/secondary rate limit/);
    expect(refused.headers.get('retry-after')).toBe('60');
    clock.pass(60_000);
    expect(await client.get(R)).toMatchObject({ status: 200 });
  });

  test('can be set', async () => {
    await start();
    github.setRateLimit(1, 30);
    expect((await client.get(R)).headers.get('x-ratelimit-remaining')).toBe(
      '0',
    );
    expect(await client.get(R)).toMatchObject({ status: 403 });
    clock.pass(30_000);
    expect(await client.get(R)).toMatchObject({ status: 200 });
  });
});

describe('access', () => {
  beforeEach(() => start());

  const as = (token: string) => createClient({ url: github.url, token });

  test('needs a token that is known', async () => {
    expect(await as('ghp_wrong').get(R)).toMatchObject({
      status: 401,
      json: { message: 'Bad credentials' },
    });
    expect((await fetch(github.url + R)).status).toBe(404);
    expect((await fetch(`${github.url}/user`)).status).toBe(401);
    github.revokeToken(github.token);
    expect(await client.get(R)).toMatchObject({ status: 401 });
  });

  test('needs the permission', async () => {
    const reader = as(
      github.addToken('ghp_reader', { actions: 'read', metadata: 'read' }),
    );
    expect(await reader.get(RUNS)).toMatchObject({ status: 200 });
    const refused = await reader.post(DISPATCH, { ref: 'main' });
    expect(refused).toMatchObject({
      status: 403,
      json: { message: 'Resource not accessible by personal access token' },
    });
    expect(refused.headers.get('x-accepted-github-permissions')).toBe(
      'actions=write',
    );
    expect(github.runs()).toEqual([]);
  });

  const jwt = (claims: object, header: object = { alg: 'RS256' }) =>
    [header, claims]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.') + '.c2ln';
  const now = () => clock.now() / 1000;
  const mint = (token: string, id = github.app.installationId) =>
    as(token).post(`/app/installations/${id}/access_tokens`, {
      permissions: { actions: 'read' },
    });

  test('of an App: its JWT for a token of an hour', async () => {
    const token = jwt({
      iat: now() - 60,
      exp: now() + 500,
      iss: github.app.id,
    });
    const { status, json } = await mint(token);
    expect(status).toBe(201);
    const app = as(String(json['token']));
    expect(await app.get(RUNS)).toMatchObject({ status: 200 });
    expect(await app.post(DISPATCH, { ref: 'main' })).toMatchObject({
      status: 403,
      json: { message: 'Resource not accessible by integration' },
    });
    expect(await app.get('/user')).toMatchObject({ status: 403 });
    expect(await as(token).get(RUNS)).toMatchObject({ status: 401 });
    expect(await mint(token, 1)).toMatchObject({ status: 404 });
    clock.pass(3_600_000);
    expect(await app.get(RUNS)).toMatchObject({ status: 401 });
  });

  test.each([
    ['has expired', { iat: -700, exp: -100 }],
    ['lives too long', { iat: -60, exp: 700 }],
    ['comes from the future', { iat: 60, exp: 500 }],
  ])('refuses a JWT that %s', async (_, { iat, exp }) => {
    const claims = { iat: now() + iat, exp: now() + exp, iss: github.app.id };
    expect(await mint(jwt(claims))).toMatchObject({ status: 401 });
    expect(
      await mint(
        jwt({ ...claims, iat: now(), exp: now() + 60 }, { alg: 'none' }),
      ),
    ).toMatchObject({ status: 401 });
  });
});

describe('faults', () => {
  beforeEach(() => start());

  const dispatch = () =>
    client.post(DISPATCH, { ref: 'main', return_run_details: true });

  test('cut the connection before the effect, or after it', async () => {
    github.fail('POST /dispatches', { kind: 'drop' });
    await expect(dispatch()).rejects.toThrow('fetch failed');
    expect(github.runs()).toHaveLength(0);
    github.fail('POST /dispatches', { kind: 'drop-after' });
    await expect(dispatch()).rejects.toThrow('fetch failed');
    expect(github.runs()).toHaveLength(1);
    expect(await dispatch()).toMatchObject({ status: 200 });
    expect(github.requests.map(({ status }) => status)).toEqual([
      'dropped',
      'dropped',
      200,
    ]);
  });

  test('answer 5xx before the effect, or after it, as often as armed', async () => {
    const handle = github.fail(
      'POST /dispatches',
      { kind: 'status', status: 503 },
      2,
    );
    expect(await dispatch()).toMatchObject({ status: 503 });
    expect(handle.remaining).toBe(1);
    expect(await dispatch()).toMatchObject({ status: 503 });
    expect(github.runs()).toHaveLength(0);
    github.fail(/dispatches/, { kind: 'status-after', status: 502 });
    expect(await dispatch()).toMatchObject({ status: 502 });
    expect(github.runs()).toHaveLength(1);
    expect(github.faults()).toEqual([]);
  });

  test('answer with both limits', async () => {
    github.fail('*', { kind: 'primary-limit', resetInSeconds: 7 });
    const primary = await client.get(R);
    expect(primary.status).toBe(403);
    expect(primary.headers.get('x-ratelimit-remaining')).toBe('0');
    expect(primary.headers.get('x-ratelimit-reset')).toBe(
      String(clock.now() / 1000 + 7),
    );
    github.fail('*', {
      kind: 'secondary-limit',
      status: 429,
      retryAfterSeconds: 3,
    });
    const secondary = await client.get(R);
    expect(secondary.status).toBe(429);
    expect(secondary.headers.get('retry-after')).toBe('3');
    expect(secondary.json['message']).toMatch(/secondary rate limit/);
  });

  test('know the dispatch of older servers', async () => {
    github.fail('POST /dispatches', { kind: 'no-run-details' });
    expect(await dispatch()).toMatchObject({ status: 204, text: '' });
    expect(github.runs()).toHaveLength(1);
    github.fail('POST /dispatches', { kind: 'run-details-unknown' });
    expect(await dispatch()).toMatchObject({
      status: 400,
      json: { message: '"return_run_details" is not a permitted key.' },
    });
    expect(github.runs()).toHaveLength(1);
  });

  /** Resolves when the next request has come in. */
  const arrival = () =>
    new Promise<void>((resolve) => {
      const stop = github.subscribe(({ kind }) => {
        if (kind !== 'request') return;
        stop();
        resolve();
      });
    });

  test('delay an answer, or keep it for good', async () => {
    github.fail('GET ', { kind: 'delay', ms: 5000 });
    const delayed = client.get(R);
    await arrival();
    expect(github.requests[0]?.status).toBe('open');
    clock.pass(5000);
    expect(await delayed).toMatchObject({ status: 200 });
    github.fail('POST /dispatches', { kind: 'hang' });
    const patience = new AbortController();
    const kept = fetch(github.url + DISPATCH, {
      signal: patience.signal,
      method: 'POST',
      headers: { authorization: `Bearer ${github.token}` },
      body: JSON.stringify({ ref: 'main' }),
    });
    await arrival();
    patience.abort();
    await expect(kept).rejects.toThrow('aborted');
    expect(github.requests[1]?.status).toBe('open');
    expect(github.runs()).toEqual([]);
  });

  test('take the whole service away', async () => {
    github.setOutage('unavailable');
    const answer = await client.get(R);
    expect(answer.status).toBe(503);
    expect(answer.headers.get('content-type')).toMatch('text/html');
    github.setOutage('unreachable');
    await expect(client.get(R)).rejects.toThrow('fetch failed');
    github.setOutage(false);
    expect(await client.get(R)).toMatchObject({ status: 200 });
  });
});

describe('the API', () => {
  beforeEach(() => start());

  test('logs what it was asked, and no credential', async () => {
    await client.post(
      DISPATCH,
      { ref: 'main', inputs: { requester: 'Admin' } },
      { cookie: 'session=s3cret' },
    );
    expect(github.requests).toMatchObject([
      {
        method: 'POST',
        path: DISPATCH,
        route:
          '/repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches',
        body: { ref: 'main', inputs: { requester: 'Admin' } },
        status: 204,
        at: clock.now(),
      },
    ]);
    const log = JSON.stringify(github.requests);
    expect(log).not.toContain(github.token);
    expect(log).not.toContain('s3cret');
  });

  test('answers under /api/v3 too, with its headers', async () => {
    const answer = await client.get(`/api/v3${R}`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('x-github-request-id')).toMatch(/^[0-9A-F:]+$/);
    expect(answer.headers.get('date')).toBe(
      new Date(clock.now()).toUTCString(),
    );
    for (const path of ['/nothing', `${RUNS}/%E0%A4%A`, `${RUNS}/none`]) {
      expect(await client.get(path)).toMatchObject({ status: 404 });
    }
    expect(
      await client.get(R, { 'x-github-api-version': '1999-01-01' }),
    ).toMatchObject({ status: 400 });
  });

  test('gives the workflow files, which echo the correlation id in the run name', async () => {
    const path = `${R}/contents/.github/workflows/client-deploy.yml`;
    const { json } = await client.get(path);
    const text = Buffer.from(String(json['content']), 'base64').toString();
    expect(text).toContain(
      'run-name: "Client Deploy [${{ inputs.correlation_id }}]',
    );
    expect(
      await client.get(path, { accept: 'application/vnd.github.raw+json' }),
    ).toMatchObject({ text });
    expect(await client.get(`${path}?ref=nope`)).toMatchObject({ status: 404 });
  });
});

test('two equal sessions give equal answers', async () => {
  async function session() {
    await start({
      seed: [
        {
          workflow: 'diagnose.yml',
          conclusion: 'failure',
          createdAt: 0,
          attempts: 2,
        },
      ],
    });
    github.advanceToEnd(github.startRun().id);
    const { text } = await client.get(RUNS);
    const answer = text.replaceAll(github.url, '');
    await github.close();
    return answer;
  }
  expect(await session()).toBe(await session());
  await start();
});
