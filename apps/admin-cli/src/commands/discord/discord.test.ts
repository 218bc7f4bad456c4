import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  startLocalDiscord,
  type LocalDiscord,
} from '@yardmaster/sandbox/discord';
import { openWorld, type World, discordEnv } from '../../testing/world.ts';

let world: World;
let discord: LocalDiscord;
let env: Record<string, string>;
beforeAll(async () => {
  discord = await startLocalDiscord({ rateLimits: false });
  world = await openWorld();
  env = discordEnv(discord);
});
afterEach(() => discord.faults.clear());
afterAll(async () => {
  await world.close();
  await discord.close();
});

const NAMES = [
  'deploy-client',
  'diagnose',
  'status',
  'verify-latest',
  'agents',
  'status-digest',
];
const puts = () =>
  discord.requests.filter(({ method }) => method === 'PUT').length;

describe('yardmaster discord', () => {
  it('lists what is missing, and registers nothing in a dry run', async () => {
    const diff = await world.run(['discord', 'diff'], { env });
    expect(diff.code).toBe(1);
    for (const name of NAMES) expect(diff.stdout).toContain(`+ /${name}`);

    const dry = await world.run(['discord', 'register', '--dry-run'], { env });
    expect(dry.code).toBe(0);
    expect(dry.stdout).toMatch(
      /^PUT .*\/applications\/\d+\/guilds\/\d+\/commands$/m,
    );
    expect(dry.stdout).not.toContain('uthorization');
    expect(puts()).toBe(0);
    expect(discord.commands(discord.guildId)).toEqual([]);
  });

  it('registers with one request, and with none where nothing differs', async () => {
    const first = await world.run(['discord', 'register'], { env });
    expect(first.code).toBe(0);
    expect(first.stdout).toContain(
      `https://discord.com/oauth2/authorize?client_id=${discord.applicationId}`,
    );
    expect(
      discord
        .commands(discord.guildId)
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual(NAMES.toSorted());
    const second = await world.run(['discord', 'register', '--json'], { env });
    expect(second.json()).toMatchObject({ sent: false });
    expect(puts()).toBe(1);
    expect((await world.run(['discord', 'diff'], { env })).code).toBe(0);
  });

  it('knows of no repository, and registers everywhere without a server', async () => {
    const ran = await world.run(['discord', 'register', '--json'], {
      env: {
        ...env,
        DISCORD_GUILD_ID: undefined,
        GITHUB_REPOSITORY: undefined,
        GITHUB_TOKEN: undefined,
      },
    });
    expect(ran.json()).toMatchObject({ sent: true, guildId: null });
    expect(discord.commands()).toHaveLength(NAMES.length);
  });

  it('waits out a short rate limit once', async () => {
    discord.faults.add({ kind: 'rate-limit', retryAfterSeconds: 0.05 });
    const ran = await world.run(['discord', 'diff'], { env });
    expect(ran.code).toBe(0);
  });

  it.each([
    ['5 where Discord fails', { kind: 'server-error', times: 'always' }, 5],
    ['5 where no answer comes', { kind: 'drop', times: 'always' }, 5],
  ] as const)('exits %s', async (_name, fault, code) => {
    discord.faults.add(fault);
    const ran = await world.run(['discord', 'diff'], { env });
    expect(ran.code).toBe(code);
    expect(ran.stderr).toContain('yardmaster doctor');
  });

  it('exits 3 where the token is not known, and never shows it', async () => {
    const ran = await world.run(['discord', 'register', '--debug'], {
      env: { ...env, DISCORD_BOT_TOKEN: 'canary.of.the.bot' },
    });
    expect(ran.code).toBe(3);
    expect(ran.stderr).toContain('DISCORD_BOT_TOKEN');
    expect(ran.stdout + ran.stderr).not.toContain('canary');
  });

  it('exits 2 without a configuration', async () => {
    const ran = await world.run(['discord', 'register']);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('DISCORD_BOT_TOKEN: missing');
  });
});
