import { describe, expect, test } from 'vitest';
import { createLocalGitHub } from '../local-github.ts';
import { createClient, createClock, type Json } from '../testing.ts';

const R = '/repos/acme/shop';
const RUNS = `${R}/actions/runs`;
const DISPATCH = `${R}/actions/workflows/client-deploy.yml/dispatches`;

function createWorld(options: Parameters<typeof createLocalGitHub>[0] = {}) {
  const clock = createClock();
  const github = createLocalGitHub({
    clock: clock.now,
    timers: clock.timers,
    ...options,
  });
  return { clock, github, client: createClient(github) };
}

function jwt(now: number, issued = -60) {
  const part = (value: unknown) =>
    Buffer.from(JSON.stringify(value)).toString('base64url');
  const seconds = Math.floor(now / 1000);
  return {
    authorization: `Bearer ${part({ alg: 'RS256' })}.${part({ iat: seconds + issued, exp: seconds + 540, iss: 424_242 })}.c2ln`,
  };
}

describe('time', () => {
  test("is GitHub's own: a host that is ahead has its JWT refused, and the Date header shows why", async () => {
    const { clock, github, client } = createWorld();
    const app = () => client.get('/app', jwt(clock.now()));
    expect((await app()).status).toBe(200);
    github.setClockOffset(-61_000);
    const refused = await app();
    expect([refused.status, String(refused.json['message'])]).toEqual([
      401,
      expect.stringContaining("'Issued at' claim ('iat')"),
    ]);
    expect(Date.parse(refused.headers.get('date') ?? '')).toBe(
      clock.now() - 61_000,
    );
    github.setClockOffset(11 * 60_000);
    expect((await app()).status).toBe(401);
  });
});

describe('a fresh installation token', () => {
  test.each([
    [401, 'Bad credentials'],
    [403, 'Resource not accessible by integration'],
  ] as const)(
    'answers %s while servers do not know it',
    async (status, message) => {
      const { clock, github, client } = createWorld();
      github.setTokenLag({ ms: 2_000, status });
      const minted = await client.send(
        'POST',
        `/app/installations/${github.app.installationId}/access_tokens`,
        {},
        jwt(clock.now()),
      );
      const fresh = createClient({
        url: github.url,
        fetch: github.fetch,
        token: String(minted.json['token']),
      });
      const early = await fresh.get(R);
      expect([early.status, early.json['message']]).toEqual([status, message]);
      clock.pass(2_000);
      expect((await fresh.get(R)).status).toBe(200);
    },
  );
});

describe('a refusal', () => {
  test.each([
    ['ip-allow-list', 403, 'has an IP allow list enabled'],
    ['archived', 403, 'Repository was archived so is read-only.'],
    ['unparsable-workflow', 422, 'failed to parse workflow'],
    ['workflow-disabled', 422, 'a disabled workflow'],
    ['old-run', 403, 'created over a month ago'],
    ['logs-expired', 410, 'Gone'],
  ] as const)(
    'for %s has the status and text of its own',
    async (cause, status, text) => {
      const { github, client } = createWorld();
      github.fail('POST /dispatches', { kind: 'refusal', cause });
      const answer = await client.post(DISPATCH, { ref: 'main' });
      expect([answer.status, String(answer.json['message'])]).toEqual([
        status,
        expect.stringContaining(text),
      ]);
      expect(github.runs()).toEqual([]);
    },
  );

  test('names the missing permission, and where to sign on, in a header', async () => {
    const { github, client } = createWorld();
    github.fail('GET ', { kind: 'refusal', cause: 'missing-permission' });
    const missing = await client.get(R);
    expect(missing.headers.get('x-accepted-github-permissions')).toBe(
      'actions=write',
    );
    github.fail('GET ', { kind: 'refusal', cause: 'saml' });
    expect((await client.get(R)).headers.get('x-github-sso')).toMatch(
      /^required; url=https:\/\/github\.com\/orgs\/acme\/sso/,
    );
  });
});

describe('an intermediary', () => {
  test('shows its sign-on page, its own JSON, or asks for its own credentials', async () => {
    const { github, client } = createWorld();
    github.setIntermediary('sign-on-page');
    const page = await client.get(R);
    expect([page.status, page.json]).toEqual([200, undefined]);
    expect(page.text).toContain('Sign in');
    github.setIntermediary('foreign-json');
    expect((await client.get(R)).json).toEqual({
      status: 'ok',
      gateway: 'acme-egress-2',
    });
    github.setIntermediary('proxy-authentication');
    expect((await client.get(R)).status).toBe(407);
    github.setIntermediary('bad-gateway');
    expect((await client.get(R)).text).toContain('nginx');
    github.setIntermediary(false);
    expect((await client.get(R)).json['full_name']).toBe('acme/shop');
  });

  test('redirects to another origin, and records whether our credentials came along', async () => {
    const { github, client } = createWorld();
    github.setIntermediary('sign-on-redirect');
    const { status, headers } = await client.get(R);
    expect(status).toBe(302);
    const location = headers.get('location') ?? '';
    expect(new URL(location).origin).not.toBe(new URL(github.url).origin);
    await github.fetch(location);
    await github.fetch(location, { headers: { authorization: 'Bearer x' } });
    expect(github.signOns.map(({ credentials }) => credentials)).toEqual([
      false,
      true,
    ]);
  });
});

describe('the repository', () => {
  test('hides itself and its runs from a token that has lost access', async () => {
    const { github, client } = createWorld();
    const { id } = github.startRun();
    github.setHidden(true);
    for (const path of [R, `${RUNS}/${id}`])
      expect((await client.get(path)).status).toBe(404);
    github.setHidden(false);
    expect((await client.get(`${RUNS}/${id}`)).status).toBe(200);
  });

  test('redirects requests under its former name', async () => {
    const { github, client } = createWorld();
    const { id } = github.startRun();
    github.rename('acme/store');
    const moved = await client.get(`${RUNS}/${id}?a=1`);
    const location = moved.headers.get('location') ?? '';
    expect([moved.status, moved.json['url']]).toEqual([301, location]);
    expect(location).toMatch(
      /^https:\/\/api\.github\.test\/repositories\/\d+\/actions\/runs\/\d+\?a=1$/,
    );
    const followed = await github.fetch(location, {
      headers: { authorization: `Bearer ${github.token}` },
    });
    expect((await followed.json()) as Json).toMatchObject({
      id,
      repository: { full_name: 'acme/store' },
    });
    const write = await client.post(DISPATCH, { ref: 'main' });
    expect([write.status, github.runs().length]).toEqual([307, 1]);
    expect((await client.get('/repos/acme/store')).status).toBe(200);
  });
});

describe('a webhook set up as a form', () => {
  test('sends its payload as a field, signed as it is sent', async () => {
    const sent: { readonly type: string | null; readonly body: string }[] = [];
    const { github } = createWorld({
      webhook: {
        url: 'https://app.test/hook',
        secret: 'hush',
        contentType: 'form',
      },
      fetch: async (_url, init) => {
        const request = new Request('https://app.test/hook', init);
        sent.push({
          type: request.headers.get('content-type'),
          body: await request.text(),
        });
        return new Response(null, { status: 204 });
      },
    });
    github.startRun();
    await github.webhooksSettled();
    expect(sent[0]?.type).toBe('application/x-www-form-urlencoded');
    const payload = new URLSearchParams(sent[0]?.body).get('payload') ?? '';
    expect(JSON.parse(payload)).toMatchObject({ action: 'requested' });
  });
});
