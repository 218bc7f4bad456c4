import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  VARIABLE_NAMES,
  describeFaults,
  loadConfig,
  type ConfigPart,
  type Env,
} from './config.ts';

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
const SNOWFLAKE = '80351110224678912';
const ENV = {
  DISCORD_APPLICATION_ID: SNOWFLAKE,
  DISCORD_PUBLIC_KEY: 'ab'.repeat(32),
  DISCORD_BOT_TOKEN: 'bot-token',
  GITHUB_REPOSITORY: 'acme/shop',
  GITHUB_TOKEN: 'ghp_token',
};
const ALL: readonly ConfigPart[] = ['github', 'discord', 'database'];

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'yardmaster-config-'));
});
afterEach(() => rmSync(cwd, { recursive: true }));

async function load(env: Env, parts = ALL) {
  const loaded = await loadConfig(env, { parts, cwd });
  if (!loaded.ok) throw new Error(describeFaults(loaded.faults).join('\n'));
  return loaded.config;
}

async function faults(env: Env, parts = ALL): Promise<readonly string[]> {
  const loaded = await loadConfig(env, { parts, cwd });
  return loaded.ok
    ? []
    : loaded.faults.map(({ variable, problem }) => `${variable}: ${problem}`);
}

describe('defaults', () => {
  it('are those of the documentation', async () => {
    expect(await load(ENV)).toEqual({
      github: {
        repository: 'acme/shop',
        auth: { kind: 'token', token: 'ghp_token' },
        apiUrl: 'https://api.github.com',
        webhookSecrets: [],
      },
      discord: {
        applicationId: SNOWFLAKE,
        publicKeys: ['ab'.repeat(32)],
        botToken: 'bot-token',
        apiUrl: 'https://discord.com/api/v10',
      },
      repositories: {
        shop: {
          repository: 'acme/shop',
          auth: { kind: 'token', token: 'ghp_token' },
        },
      },
      databaseUrl: 'file:.yardmaster/journal.db',
      host: '0.0.0.0',
      port: 3000,
      access: { adminUserIds: [], adminRoleIds: [], rules: [] },
      environments: {},
      freezes: [],
      timeZone: 'UTC',
      allowedDomains: [],
      checks: {
        frontendPaths: ['/', '/index.html'],
        apiPaths: ['/health', '/hello'],
      },
      workflows: {
        deploy: {
          file: 'client-deploy.yml',
          name: 'Client Deploy',
          service: 'client',
          environment: 'production',
          inputs: {},
        },
        diagnose: {
          file: 'diagnose.yml',
          name: 'Diagnose on Demand',
          inputs: {},
        },
      },
      follow: { timeoutMs: 180_000, pollIntervalMs: 3_000 },
      logLevel: 'info',
      agents: [],
    });
  });

  it('hold for empty variables, too', async () => {
    const empty = Object.fromEntries(
      VARIABLE_NAMES.filter((name) => !(name in ENV)).map((name) => [name, '']),
    );
    expect(await load({ ...empty, ...ENV })).toEqual(await load(ENV));
  });

  it('stand in for parts that were not asked for', async () => {
    const config = await load(
      { GITHUB_TOKEN: 'x', GITHUB_REPOSITORY: 'a/b', PORT: 'none' },
      ['github', 'database'],
    );
    expect(config.discord).toBeUndefined();
    const discordOnly = await load(
      { ...ENV, GITHUB_REPOSITORY: '', GITHUB_TOKEN: '' },
      ['discord'],
    );
    expect(discordOnly.github.repository).toBe('');
  });
});

describe('everything that can be set', () => {
  it('is read', async () => {
    const config = await load({
      ...ENV,
      DISCORD_PUBLIC_KEY: `${'ab'.repeat(32)}, ${'CD'.repeat(32)}`,
      DISCORD_GUILD_ID: SNOWFLAKE,
      DISCORD_API_URL: 'http://127.0.0.1:4000/api/v10/',
      GITHUB_API_URL: 'https://github.example.com/api/v3',
      GITHUB_WEBHOOK_SECRET: 'one, two',
      DATABASE_URL: 'postgres://user:pw@db/yardmaster',
      HOST: '::1',
      PORT: '0',
      ADMIN_USER_IDS: `${SNOWFLAKE},${SNOWFLAKE}`,
      ADMIN_ROLE_IDS: ` ${SNOWFLAKE} , `,
      ALLOWED_DOMAINS: 'example.com, *.example.org',
      FRONTEND_BASE_URL: 'http://localhost:5173/',
      VITE_API_BASE: 'https://api.example.com/v1',
      FOLLOW_TIMEOUT_SECONDS: '0.5',
      POLL_INTERVAL_SECONDS: '10',
      DIGEST_CHANNEL_ID: SNOWFLAKE,
      DIGEST_SCHEDULE: '0 9 * * 1',
      DIGEST_TIME_ZONE: 'Europe/Vienna',
      LOG_LEVEL: 'DEBUG',
    });
    expect(config).toMatchObject({
      discord: {
        publicKeys: ['ab'.repeat(32), 'CD'.repeat(32)],
        guildId: SNOWFLAKE,
        apiUrl: 'http://127.0.0.1:4000/api/v10',
      },
      github: {
        apiUrl: 'https://github.example.com/api/v3',
        webhookSecrets: ['one', 'two'],
      },
      databaseUrl: 'postgres://user:pw@db/yardmaster',
      host: '::1',
      port: 0,
      access: { adminUserIds: [SNOWFLAKE], adminRoleIds: [SNOWFLAKE] },
      allowedDomains: ['example.com', '*.example.org'],
      checks: {
        frontendBaseUrl: 'http://localhost:5173',
        apiBase: 'https://api.example.com/v1',
      },
      follow: { timeoutMs: 500, pollIntervalMs: 10_000 },
      digest: {
        channelId: SNOWFLAKE,
        schedule: '0 9 * * 1',
        timeZone: 'Europe/Vienna',
        period: 'weekly',
      },
      logLevel: 'debug',
    });
  });

  it('includes a GitHub App, its key on one line or from a file', async () => {
    const app = { GITHUB_APP_ID: '12', GITHUB_APP_INSTALLATION_ID: '34' };
    const env = { ...ENV, ...app, GITHUB_TOKEN: '' };
    const auth = {
      kind: 'app',
      appId: '12',
      privateKey: privateKey.trim(),
      installationId: '34',
    };
    const inline = await load({
      ...env,
      GITHUB_APP_PRIVATE_KEY: privateKey.replaceAll('\n', '\\n'),
    });
    expect(inline.github.auth).toEqual({ ...auth, privateKey });
    writeFileSync(join(cwd, 'key.pem'), privateKey);
    const file = await load({
      ...env,
      GITHUB_APP_PRIVATE_KEY_FILE: join(cwd, 'key.pem'),
    });
    expect(file.github.auth).toEqual(auth);
  });

  it('takes a daily digest for one that comes more often than weekly', async () => {
    const config = await load({
      ...ENV,
      DIGEST_CHANNEL_ID: SNOWFLAKE,
      DIGEST_SCHEDULE: '30 8 * * 1-5',
    });
    expect(config.digest).toMatchObject({ period: 'daily', timeZone: 'UTC' });
  });
});

describe('what is wrong', () => {
  it('is all of it listed, with what is expected', async () => {
    const loaded = await loadConfig({}, { parts: ALL, cwd });
    const lines = loaded.ok ? [] : describeFaults(loaded.faults);
    expect(lines).toHaveLength(5);
    expect(lines.join('\n')).toMatch(
      /DISCORD_APPLICATION_ID: missing\. Expected: .*\nDISCORD_PUBLIC_KEY: missing\. Expected: .*64 hexadecimal.*\nDISCORD_BOT_TOKEN: missing.*\nGITHUB_REPOSITORY: missing.*owner\/name.*\nGITHUB_TOKEN: missing.*GITHUB_APP_ID/,
    );
  });

  it.each<[string, string, RegExp]>([
    ['DISCORD_APPLICATION_ID', 'twelve', /"twelve" is not an id/],
    ['DISCORD_PUBLIC_KEY', `${'ab'.repeat(32)},abc`, /"abc" is not a key/],
    ['DISCORD_PUBLIC_KEY', ',', /it is empty/],
    ['DISCORD_GUILD_ID', 'here', /is not an id/],
    ['DISCORD_API_URL', 'discord.com', /is not a URL/],
    ['GITHUB_REPOSITORY', 'https://github.com/acme/shop', /not owner\/name/],
    ['GITHUB_REPOSITORY', 'acme', /is not owner\/name/],
    ['GITHUB_REPOSITORY', 'acme/..', /is not owner\/name/],
    ['GITHUB_API_URL', 'ftp://github.com', /not an http or https URL/],
    ['GITHUB_API_URL', 'https://a:b@github.com', /user name or password/],
    ['DATABASE_URL', 'mysql://db', /neither file: nor postgres/],
    ['DATABASE_URL', 'file:', /path after file: is missing/],
    ['DATABASE_URL', 'postgres://a:b#c@[/x', /it is not a URL/],
    ['HOST', 'http://localhost', /not a host name/],
    ['DATABASE_URL', 'file::memory:', /would forget/],
    ['PORT', '65536', /is not a port/],
    ['PORT', '80a', /is not a port/],
    ['ADMIN_USER_IDS', `-1,${SNOWFLAKE},@me`, /"-1" is.*"@me" is/],
    ['ADMIN_ROLE_IDS', 'admins', /is not an id/],
    ['ALLOWED_DOMAINS', 'https://example.com', /"https:\/\/example.com"/],
    ['FRONTEND_BASE_URL', 'https://x.com/?a=1', /has a query/],
    ['VITE_API_BASE', '/api', /is not a URL/],
    ['FOLLOW_TIMEOUT_SECONDS', '0', /not a number of seconds/],
    ['FOLLOW_TIMEOUT_SECONDS', '3m', /not a number of seconds/],
    ['POLL_INTERVAL_SECONDS', '-1', /not a number of seconds/],
    ['LOG_LEVEL', 'loud', /is not trace, debug/],
    ['DIGEST_SCHEDULE', '0 9 * *', /is no cron expression/],
    ['DIGEST_SCHEDULE', '0 0 30 2 *', /never comes/],
    ['DIGEST_TIME_ZONE', 'Vienna', /is not a time zone/],
  ])('%s=%s', async (name, value, problem) => {
    const digest = {
      DIGEST_CHANNEL_ID: SNOWFLAKE,
      DIGEST_SCHEDULE: '0 9 * * *',
    };
    expect(await faults({ ...ENV, ...digest, [name]: value })).toEqual([
      expect.stringMatching(new RegExp(`^${name}: .*${problem.source}`)),
    ]);
  });

  it('names a digest that lacks its other half', async () => {
    expect(await faults({ ...ENV, DIGEST_CHANNEL_ID: SNOWFLAKE })).toEqual([
      'DIGEST_SCHEDULE: missing, though a channel is set',
    ]);
    expect(await faults({ ...ENV, DIGEST_SCHEDULE: '0 9 * * *' })).toEqual([
      'DIGEST_CHANNEL_ID: missing, though a schedule is set',
    ]);
  });

  it('names what is missing of a GitHub App, and two identities', async () => {
    const app = { ...ENV, GITHUB_TOKEN: '', GITHUB_APP_ID: '12' };
    expect(await faults(app)).toEqual([
      'GITHUB_APP_PRIVATE_KEY: missing',
      'GITHUB_APP_INSTALLATION_ID: missing',
    ]);
    expect(await faults({ ...ENV, GITHUB_APP_ID: '12' })).toEqual([
      'GITHUB_TOKEN: set, and GITHUB_APP_ID too',
    ]);
  });

  it('never shows the value of a secret', async () => {
    const canary = 'canary-5d1f';
    const loaded = await loadConfig(
      {
        ...ENV,
        DISCORD_BOT_TOKEN: `${canary} x`,
        GITHUB_TOKEN: '',
        GITHUB_APP_ID: '1',
        GITHUB_APP_INSTALLATION_ID: '2',
        GITHUB_APP_PRIVATE_KEY: `-----BEGIN KEY----- ${canary}`,
        GITHUB_WEBHOOK_SECRET: `${canary} y`,
        DATABASE_URL: `mysql://${canary}`,
      },
      { parts: ALL, cwd },
    );
    expect(loaded.ok ? [] : loaded.faults).toHaveLength(4);
    expect(JSON.stringify(loaded)).not.toContain(canary);
  });
});

describe('secrets from files', () => {
  it('are read without the line break at their end', async () => {
    writeFileSync(join(cwd, 'token'), 'ghp_from_file\n');
    const config = await load({
      ...ENV,
      GITHUB_TOKEN: '',
      GITHUB_TOKEN_FILE: join(cwd, 'token'),
    });
    expect(config.github.auth).toEqual({
      kind: 'token',
      token: 'ghp_from_file',
    });
  });

  it('are refused where file and value are set, the file is empty or not there', async () => {
    writeFileSync(join(cwd, 'empty'), ' \n');
    const [both, empty, none] = await Promise.all([
      faults({ ...ENV, GITHUB_TOKEN_FILE: join(cwd, 'empty') }),
      faults({
        ...ENV,
        GITHUB_TOKEN: '',
        GITHUB_TOKEN_FILE: join(cwd, 'empty'),
      }),
      faults({ ...ENV, GITHUB_TOKEN: '', GITHUB_TOKEN_FILE: '/no/such/file' }),
    ]);
    expect(both).toEqual(['GITHUB_TOKEN_FILE: set, and GITHUB_TOKEN too']);
    expect(empty).toEqual([
      expect.stringMatching(/^GITHUB_TOKEN_FILE: .* is empty$/),
    ]);
    expect(none).toEqual([
      'GITHUB_TOKEN_FILE: the file "/no/such/file" cannot be read (ENOENT)',
    ]);
  });

  it('exist for every variable', async () => {
    expect(
      await faults({
        ...ENV,
        GITHUB_REPOSITORY: '',
        GITHUB_REPOSITORY_FILE: '/no/such/file',
      }),
    ).toEqual([
      'GITHUB_REPOSITORY_FILE: the file "/no/such/file" cannot be read (ENOENT)',
    ]);
  });
});
