import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { generateKeyPairSync } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  startLocalDiscord,
  type LocalDiscord,
} from '@yardmaster/sandbox/discord';
import { CLIENT_DEPLOY, DIAGNOSE } from '@yardmaster/sandbox/github';
import { openWorld, type World, discordEnv } from '../testing/world.ts';
import { clockCheck, tokenFinding } from './github-checks.ts';
import type { Surroundings } from './check.ts';
import { nodeCheck } from './local-checks.ts';

interface Told {
  readonly ok: boolean;
  readonly checks: readonly {
    readonly id: string;
    readonly findings: readonly {
      readonly status: string;
      readonly says: string;
      readonly fix?: string;
    }[];
  }[];
}

let world: World;
let discord: LocalDiscord;
let endpoint: Server;
let answer = 401;
let configured: Readonly<Record<string, string>>;
beforeAll(async () => {
  discord = await startLocalDiscord({ rateLimits: false });
  world = await openWorld();
  // Stands for the app: refuses what is badly signed. Nothing here can sign, so a PING gets the same answer.
  endpoint = createServer((_request, response) =>
    response.writeHead(answer).end(),
  );
  await new Promise<void>((resolve) =>
    endpoint.listen(0, '127.0.0.1', resolve),
  );
  configured = discordEnv(discord);
});
afterEach(() => {
  world.github.setOutage(false);
  world.github.clearFaults();
});
afterAll(async () => {
  await new Promise((resolve) => endpoint.close(resolve));
  await world.close();
  await discord.close();
});

async function doctor(
  env: Readonly<Record<string, string | undefined>> = {},
  where = world,
): Promise<{ code: number; told: Told; of(id: string): string }> {
  const ran = await where.run(['doctor', '--json'], { env });
  const told = ran.json() as unknown as Told;
  return {
    code: ran.code,
    told,
    of: (id) =>
      told.checks
        .find((check) => check.id === id)
        ?.findings.map(({ status, says }) => `${status}: ${says}`)
        .join('\n') ?? 'no such check',
  };
}

describe('yardmaster doctor', () => {
  it('finds nothing wrong with a terminal alone', async () => {
    const { code, told } = await doctor();
    const bad = told.checks.flatMap(({ findings }) =>
      findings.filter(({ status }) => status === 'problem'),
    );
    expect({ code, bad }).toEqual({ code: 0, bad: [] });
  });

  it('has a fix for everything that is not as it should be', async () => {
    const { told } = await doctor({
      ...configured,
      GITHUB_TOKEN: 'nonsense',
      DISCORD_BOT_TOKEN: 'nonsense',
    });
    const findings = told.checks.flatMap((check) => check.findings);
    expect(
      findings.filter(({ status }) => status === 'problem').length,
    ).toBeGreaterThan(3);
    for (const { status, fix } of findings)
      if (status === 'problem' || status === 'warning')
        expect(fix).toMatch(/\w/);
  });

  it('goes on where one part is not configured', async () => {
    const { code, of } = await doctor({ GITHUB_REPOSITORY: 'nonsense' });
    expect(code).toBe(1);
    expect(of('configuration')).toContain('problem: GITHUB_REPOSITORY');
    expect(of('github.reachable')).toMatch(/^skipped/);
    expect(of('database')).toMatch(/^ok/);
  });

  it('tells an outage', async () => {
    world.github.setOutage('unreachable');
    const { code, of } = await doctor();
    expect(code).toBe(1);
    expect(of('github.reachable')).toContain('does not answer');
  }, 20_000);

  it('tells a repository that is not there and a rate limit that is spent', async () => {
    const { of } = await doctor({ GITHUB_REPOSITORY: 'acme/none' });
    expect(of('github.repository')).toContain(
      'problem: acme/none is not there',
    );
    world.github.setRateLimit(40);
    const { of: spent } = await doctor();
    world.github.setRateLimit(5000);
    expect(spent('github.rate-limit')).toMatch(/^warning: \d\d of 5000/);
  }, 20_000);

  it('reads the workflow files', async () => {
    const { runName: _runName, ...unnamed } = CLIENT_DEPLOY;
    const other = await openWorld({
      workflows: [
        {
          ...unnamed,
          inputs: {
            correlation_id: {},
            requester: {},
            target: { required: true },
          },
          state: 'disabled_manually',
        },
        { ...DIAGNOSE, file: 'other.yml' },
      ],
    });
    const { code, of } = await doctor({}, other);
    await other.close();
    expect(code).toBe(1);
    expect(of('github.workflows').split('\n')).toEqual([
      expect.stringContaining(
        'problem: client-deploy.yml is disabled manually',
      ),
      expect.stringContaining('does not take VITE_API_BASE'),
      expect.stringContaining('requires target'),
      expect.stringMatching(/^warning: .*run-name/),
      expect.stringContaining('problem: diagnose.yml is not in the'),
    ]);
  });

  it('looks at the webhook and its last deliveries', async () => {
    const { port } = endpoint.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}/github/webhooks`;
    world.github.setWebhook({ url, secret: 'one', events: ['workflow_run'] });
    world.github.pingWebhook();
    await world.github.webhooksSettled();
    const { of } = await doctor({ GITHUB_WEBHOOK_SECRET: 'two-two' });
    expect(of('github.webhook')).toContain('does not send workflow_job');
    expect(of('github.webhook')).toMatch(/problem: 1 of the last 1 .*401/);
    expect((await doctor()).of('github.webhook')).toContain(
      'GITHUB_WEBHOOK_SECRET is not set',
    );
  });

  it('warns of a secret without a webhook, and of one that cannot be read', async () => {
    const bare = await openWorld();
    const env = { GITHUB_WEBHOOK_SECRET: 'two-two' };
    expect((await doctor(env, bare)).of('github.webhook')).toMatch(/^warning/);
    const token = bare.github.addToken('ghp_noHooksNoHooksNoHooks0000', {
      actions: 'write',
      contents: 'read',
      metadata: 'read',
    });
    expect(
      (await doctor({ ...env, GITHUB_TOKEN: token }, bare)).of(
        'github.webhook',
      ),
    ).toContain('cannot be read with these credentials (403)');
    await bare.close();
  });

  it('authenticates as an App', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const { app } = world.github;
    const { of } = await doctor({
      GITHUB_TOKEN: undefined,
      GITHUB_APP_ID: String(app.id),
      GITHUB_APP_INSTALLATION_ID: String(app.installationId),
      GITHUB_APP_PRIVATE_KEY: privateKey
        .export({ type: 'pkcs8', format: 'pem' })
        .toString(),
    });
    expect(of('github.credentials')).toContain('ok: The GitHub App');
    expect(of('github.webhook')).not.toContain('cannot be read');
  });

  it('compares what Discord has with what it should have', async () => {
    const { of, code } = await doctor(configured);
    expect(code).toBe(1);
    expect(of('discord.identity')).toMatch(/^ok/);
    expect(of('discord.commands')).toContain('+ /deploy-client');
    expect(of('discord.endpoint')).toMatch(/^warning: No interactions/);
    await world.run(['discord', 'register'], { env: configured });
    expect((await doctor(configured)).of('discord.commands')).toMatch(
      /^ok: 6 commands/,
    );
  });

  it('notices values of different applications', async () => {
    const { of } = await doctor({
      ...configured,
      DISCORD_APPLICATION_ID: '80351110224678912',
      DISCORD_PUBLIC_KEY: 'ab'.repeat(32),
    });
    expect(of('discord.identity').split('\n')).toEqual([
      expect.stringContaining('DISCORD_APPLICATION_ID is 80351110224678912'),
      expect.stringContaining('DISCORD_PUBLIC_KEY is not the key'),
    ]);
  });

  it('tries the endpoint', async () => {
    const { port } = endpoint.address() as AddressInfo;
    discord.setEndpoint(`http://127.0.0.1:${port}/interactions`);
    const { of } = await doctor(configured);
    expect(of('discord.endpoint').split('\n')).toEqual([
      expect.stringMatching(/^ok: .* refuses a bad signature/),
      expect.stringMatching(/^problem: .*PING/),
    ]);
    answer = 200;
    expect((await doctor(configured)).of('discord.endpoint')).toContain(
      'answers 200 to a bad signature',
    );
    answer = 401;
  });

  it('judges the database without making one', async () => {
    const bare = await openWorld();
    expect((await doctor({}, bare)).of('database')).toContain('not there yet');
    expect((await doctor({}, bare)).of('database')).toContain('not there yet');
    await bare.run(['journal', 'list']);
    expect((await doctor({}, bare)).of('database')).toMatch(/^ok: The journal/);
    expect(
      (await doctor({ DATABASE_URL: `file:${bare.cwd}` }, bare)).of('database'),
    ).toMatch(/^problem/);
    await bare.close();
  });

  it('prints for people what is wrong and what to do', async () => {
    const ran = await world.run(['doctor'], {
      env: { GITHUB_TOKEN: 'nonsense' },
    });
    expect(ran.stdout).toMatch(
      /Credentials\n {2}✗ GitHub does not take the credentials: .*\n {4}→ Make a new token/,
    );
    expect(ran.stdout).toMatch(/\d+ to mend, \d+ to look at\.\n$/);
  });
});

describe('single checks', () => {
  it.each([
    ['v22.18.0', 'problem'],
    ['v22.19.0', 'ok'],
    ['v24.0.0', 'ok'],
    ['v9.99.0', 'problem'],
  ])('Node.js %s: %s', async (nodeVersion, status) => {
    expect(await nodeCheck.run({ nodeVersion } as Surroundings)).toMatchObject({
      status,
    });
  });

  it.each([
    ['github_pat_x', {}, 'ok', 'fine-grained'],
    ['ghp_x', { 'x-oauth-scopes': 'gist, repo' }, 'ok', 'classic'],
    ['ghp_x', { 'x-oauth-scopes': 'gist' }, 'problem', 'gist'],
    ['ghp_x', { 'x-oauth-scopes': '' }, 'problem', 'no scopes'],
    ['ghs_x', {}, 'warning', 'within the hour'],
    [
      'github_pat_x',
      { 'github-authentication-token-expiration': '2026-03-01 00:00:00 UTC' },
      'ok',
      'until 2026-03-01',
    ],
    [
      'ghp_x',
      { 'github-authentication-token-expiration': '2026-01-05 00:00:00 UTC' },
      'warning',
      'soon',
    ],
  ])('token %s with %j: %s', (token, headers, status, says) => {
    const now = Date.UTC(2026, 0, 1);
    const given = new Headers(Object.entries(headers));
    expect(tokenFinding(token, 'ann', given, now)).toMatchObject({
      status,
      says: expect.stringContaining(says),
    });
  });

  it.each([
    [0, 'ok'],
    [20_000, 'warning'],
    [-120_000, 'problem'],
  ])('a clock that is off by %i ms: %s', async (skew, status) => {
    const at = Date.UTC(2026, 0, 1) + 500;
    const headers = new Headers({ date: new Date(at).toUTCString() });
    const get = () =>
      Promise.resolve({ status: 200, headers, body: {}, at: at + skew });
    expect(
      await clockCheck.run({ github: { get } } as unknown as Surroundings),
    ).toMatchObject({ status });
  });
});
