import { chmod } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  startLocalDiscord,
  type LocalDiscord,
} from '@yardmaster/sandbox/discord';
import { CLIENT_DEPLOY, DIAGNOSE } from '@yardmaster/sandbox/github';
import { openWorld, type World, discordEnv } from '../testing/world.ts';
import { clockCheck, tokenFinding } from './github-checks.ts';
import type { Surroundings } from './check.ts';
import { diskFinding, nodeCheck } from './local-checks.ts';

interface Result {
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
): Promise<{ code: number; result: Result; of(id: string): string }> {
  const ran = await where.run(['doctor', '--json'], { env });
  const result = ran.json() as unknown as Result;
  return {
    code: ran.code,
    result,
    of: (id) =>
      result.checks
        .find((check) => check.id === id)
        ?.findings.map(({ status, says }) => `${status}: ${says}`)
        .join('\n') ?? 'no such check',
  };
}

describe('yardmaster doctor', () => {
  it('finds nothing wrong with a terminal alone', async () => {
    const { code, result } = await doctor();
    const bad = result.checks.flatMap(({ findings }) =>
      findings.filter(({ status }) => status === 'error'),
    );
    expect({ code, bad }).toEqual({ code: 0, bad: [] });
  });

  it('has a fix for everything that is not as it should be', async () => {
    const { result } = await doctor({
      ...configured,
      GITHUB_TOKEN: 'nonsense',
      DISCORD_BOT_TOKEN: 'nonsense',
    });
    const findings = result.checks.flatMap((check) => check.findings);
    expect(
      findings.filter(({ status }) => status === 'error').length,
    ).toBeGreaterThan(2);
    for (const { status, fix } of findings)
      if (status === 'error' || status === 'warning') expect(fix).toMatch(/\w/);
  });

  it('goes on where one part is not configured', async () => {
    const { code, of } = await doctor({ GITHUB_REPOSITORY: 'nonsense' });
    expect(code).toBe(1);
    expect(of('configuration')).toContain('error: GITHUB_REPOSITORY');
    expect(of('github.reachable')).toMatch(/^skipped/);
    expect(of('database')).toMatch(/^ok/);
  });

  it('reports an outage', async () => {
    world.github.setOutage('unreachable');
    const { code, of } = await doctor();
    expect(code).toBe(1);
    expect(of('github.reachable')).toMatch(
      /^error: No connection to 127\.0\.0\.1/,
    );
  }, 20_000);

  it('reports a repository that does not exist and a rate limit that is used up', async () => {
    const { of } = await doctor({ GITHUB_REPOSITORY: 'acme/none' });
    expect(of('github.repository')).toContain(
      'error: acme/none does not exist',
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
      expect.stringContaining('error: client-deploy.yml is disabled manually'),
      expect.stringContaining('lacks the inputs VITE_API_BASE'),
      expect.stringContaining('requires target'),
      expect.stringMatching(/^warning: .*run-name/),
      expect.stringContaining('error: diagnose.yml does not exist'),
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
    expect(of('github.webhook')).toMatch(/error: 1 of the last 1 .*401/);
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

  it('names the permission that is missing, and starts nothing', async () => {
    const token = world.github.addToken('ghp_readOnlyReadOnlyReadOnly11', {
      actions: 'read',
      contents: 'read',
      metadata: 'read',
    });
    const before = world.github.runs().length;
    const { code, of } = await doctor({ GITHUB_TOKEN: token });
    expect(code).toBe(1);
    expect(of('github.permissions')).toMatch(
      /^error: The permission Actions: write is missing/,
    );
    expect((await doctor()).of('github.permissions')).toMatch(/^ok/);
    expect(world.github.runs()).toHaveLength(before);
  });

  it('warns of a journal that others can read', async () => {
    const bare = await openWorld();
    await bare.run(['journal', 'list']);
    await chmod(join(bare.cwd, 'journal.db'), 0o644);
    expect((await doctor({}, bare)).of('database')).toMatch(
      /^ok: .*\nwarning: Other users/,
    );
    await chmod(join(bare.cwd, 'journal.db'), 0o600);
    expect((await doctor({}, bare)).of('database')).toMatch(/^ok: .*$/);
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
      /^ok: All 6 commands are up to date/,
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
      expect.stringContaining('DISCORD_PUBLIC_KEY is not the public key'),
    ]);
  });

  it('tries the endpoint', async () => {
    const { port } = endpoint.address() as AddressInfo;
    discord.setEndpoint(`http://127.0.0.1:${port}/interactions`);
    const { of } = await doctor(configured);
    expect(of('discord.endpoint').split('\n')).toEqual([
      expect.stringMatching(/^ok: .* rejects a bad signature/),
      expect.stringMatching(/^error: .*PING/),
    ]);
    answer = 200;
    expect((await doctor(configured)).of('discord.endpoint')).toContain(
      'responds 200 to a bad signature',
    );
    answer = 401;
  });

  it('judges the database without making one', async () => {
    const bare = await openWorld();
    expect((await doctor({}, bare)).of('database')).toContain(
      'does not exist yet',
    );
    expect((await doctor({}, bare)).of('database')).toContain(
      'does not exist yet',
    );
    await bare.run(['journal', 'list']);
    expect((await doctor({}, bare)).of('database')).toMatch(/^ok: The journal/);
    expect(
      (await doctor({ DATABASE_URL: `file:${bare.cwd}` }, bare)).of('database'),
    ).toMatch(/^error/);
    await bare.close();
  });

  it('prints for people what is wrong and what to do', async () => {
    const ran = await world.run(['doctor'], {
      env: { GITHUB_TOKEN: 'nonsense' },
    });
    expect(ran.stdout).toMatch(
      /Credentials\n {2}✗ GitHub rejects the credentials: .*\n {4}→ Create a new token/,
    );
    expect(ran.stdout).toMatch(/\n\d+ errors?, \d+ warnings?\.\n$/);
  });
});

describe('single checks', () => {
  it.each([
    ['v22.18.0', 'error'],
    ['v22.19.0', 'ok'],
    ['v24.0.0', 'ok'],
    ['v9.99.0', 'error'],
  ])('Node.js %s: %s', async (nodeVersion, status) => {
    expect(await nodeCheck.run({ nodeVersion } as Surroundings)).toMatchObject({
      status,
    });
  });

  it.each([
    ['github_pat_x', {}, 'ok', 'fine-grained'],
    ['ghp_x', { 'x-oauth-scopes': 'gist, repo' }, 'ok', 'classic'],
    ['ghp_x', { 'x-oauth-scopes': 'gist' }, 'error', 'gist'],
    ['ghp_x', { 'x-oauth-scopes': '' }, 'error', 'no scopes'],
    ['ghs_x', {}, 'warning', 'within an hour'],
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
    [-120_000, 'error'],
  ])('a clock that is off by %i ms: %s', async (skew, status) => {
    const at = Date.UTC(2026, 0, 1) + 500;
    const headers = new Headers({ date: new Date(at).toUTCString() });
    const get = () =>
      Promise.resolve({ status: 200, headers, body: {}, at: at + skew });
    expect(
      await clockCheck.run({ github: { get } } as unknown as Surroundings),
    ).toMatchObject({ status });
  });

  it.each([
    [1_024 ** 3, 'ok'],
    [100 * 1_024 ** 2, 'warning'],
    [1_024 ** 2, 'error'],
  ])('%i bytes free: %s', (free, status) => {
    expect(diskFinding('/data', free)).toMatchObject({ status });
  });
});
