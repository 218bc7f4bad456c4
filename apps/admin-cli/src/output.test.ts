import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLIENT_DEPLOY, DIAGNOSE } from '@yardmaster/sandbox/github';
import {
  startLocalDiscord,
  type LocalDiscord,
} from '@yardmaster/sandbox/discord';
import { CANARY, openWorld, type World, discordEnv } from './testing/world.ts';

/** Moves the cursor, changes the title of the window, turns the text around. */
const HOSTILE = '\u001b[2J\u001b]0;owned\u0007\u202edeploy\rdone';
// oxlint-disable-next-line no-control-regex -- what must not be there
const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/;

let world: World;
let discord: LocalDiscord;
let env: Readonly<Record<string, string>>;
beforeAll(async () => {
  discord = await startLocalDiscord({ rateLimits: false });
  world = await openWorld({
    workflows: [
      {
        ...CLIENT_DEPLOY,
        jobs: [{ name: HOSTILE, steps: [HOSTILE] }],
      },
      DIAGNOSE,
    ],
  });
  env = discordEnv(discord);
});
afterAll(async () => {
  await world.close();
  await discord.close();
});

describe('what comes from outside', () => {
  it('never reaches the terminal as control characters', async () => {
    world.github.planNext({
      conclusion: 'failure',
      log: `${HOSTILE} token=${CANARY}`,
    });
    const ran = await world.run(['deploy-client', '--wait'], {
      env: { GIT_CONFIG_VALUE_0: HOSTILE },
    });
    expect(ran.code).toBe(1);
    expect(ran.stdout).toContain('\\x1b[2J');
    expect(ran.stdout + ran.stderr).not.toMatch(CONTROL);
    const list = await world.run(['journal', 'list']);
    expect(list.stdout).toContain('\\x1b[2J');
    expect(list.stdout.replaceAll('\t', ' ')).not.toMatch(CONTROL);
  });

  it('is escaped in JSON, and comes back whole', async () => {
    const name = `${HOSTILE}\u009b31m`;
    const ran = await world.run(['deploy-client', '--json'], {
      env: { GIT_CONFIG_VALUE_0: name },
    });
    expect(ran.stdout).not.toMatch(CONTROL);
    expect(ran.json()['requester']).toMatchObject({ name });
  });

  it('is neutralised where the command line holds it', async () => {
    const ran = await world.run([HOSTILE]);
    expect(ran.code).toBe(2);
    expect(ran.stderr).not.toMatch(CONTROL);
    const followed = await world.run(['follow', HOSTILE]);
    expect(followed.stderr).not.toMatch(CONTROL);
  });
});

describe('--json', () => {
  it.each([
    ['agents'],
    ['status'],
    ['status-digest'],
    ['status', '--count', '9'],
    ['deploy-client'],
    ['deploy-client', '--wait'],
    ['deploy-client', '--dry-run'],
    ['diagnose', '--api-base', 'https://api.example.com'],
    ['verify-latest'],
    ['journal', 'list'],
    ['journal', 'show', '00000000'],
    ['can-i', 'status'],
    ['cancel', '99999999999', '--yes'],
    ['rerun', '99999999999', '--yes', '--dry-run'],
    ['follow', '99999999999'],
    ['discord', 'diff'],
    ['discord', 'register', '--dry-run'],
    ['discord', 'register'],
    ['discord', 'diff'],
    ['discord', 'diff', '--nonsense'],
    ['completion', 'bash'],
    ['completion', 'cobol'],
    ['journal'],
    ['doctor'],
    ['init'],
  ])(
    'prints one document and nothing else: %s %s %s',
    async (...argv) => {
      const ran = await world.run([...argv, '--json'], { env });
      expect(ran.stdout.startsWith('{')).toBe(true);
      expect(Object.keys(ran.json()).length).toBeGreaterThan(0);
      if (ran.code === 2)
        expect(JSON.stringify(ran.json())).toContain('message');
    },
    20_000,
  );

  it('shows an invocation and its follow', async () => {
    const started = (await world.run(['deploy-client', '--json'])).json();
    const shown = await world.run([
      'journal',
      'show',
      String(started['shortId']),
      '--json',
    ]);
    expect(shown.json()).toMatchObject({
      id: started['correlationId'],
      command: 'deploy-client',
      surface: 'cli',
      requester: { name: 'The Operator' },
      outcome: 'started',
      follow: { identity: 'exact', stage: 'closed' },
    });
  });
});

describe('secrets', () => {
  it('are in nothing that was written so far', async () => {
    const faults: Record<string, string>[] = [
      { GITHUB_REPOSITORY: CANARY },
      { GITHUB_API_URL: `http://x:${CANARY}@127.0.0.1:9` },
      { GITHUB_TOKEN: `${CANARY} and white space` },
      { DATABASE_URL: `postgres://ann:${CANARY}@127.0.0.1:9/none` },
      { DISCORD_BOT_TOKEN: 'canary.bot.token-canary' },
    ];
    for (const fault of faults) {
      await world.run(['status', '--debug'], { env: { ...env, ...fault } });
      await world.run(['discord', 'diff', '--debug'], {
        env: { ...env, ...fault },
      });
      await world.run(['doctor'], { env: { ...env, ...fault } });
    }
    expect(world.written().length).toBeGreaterThan(10_000);
    expect(world.written()).not.toContain(CANARY);
    expect(world.written()).not.toContain(discord.botToken);
    expect(world.written()).not.toContain('canary.bot');
  }, 30_000);
});

describe('manners', () => {
  it('shows help with no arguments, and examples on every command', async () => {
    expect((await world.run([])).code).toBe(0);
    const help = await world.run(['--help']);
    expect(help.stdout).toContain('deploy-client');
    const names = [...help.stdout.matchAll(/^ {2}([a-z][a-z-]+)\b/gm)]
      .map(([, name]) => String(name))
      .filter((name) => name !== 'help');
    expect(names.length).toBeGreaterThan(12);
    const all = [
      ...names.map((name) => [name]),
      ['journal', 'list'],
      ['journal', 'show'],
      ['discord', 'diff'],
      ['discord', 'register'],
    ];
    for (const name of all) {
      const ran = await world.run([...name, '--help']);
      expect({ name, code: ran.code }).toEqual({ name, code: 0 });
      expect(ran.stdout).toMatch(/Examples?:\n {2}\$ /);
      expect(ran.stdout).toContain('--json');
    }
  });

  it('asks in the name of the person, else of the token’s owner', async () => {
    const requester = async (more: Record<string, string>) =>
      (await world.run(['deploy-client', '--json'], { env: more })).json()[
        'requester'
      ];
    expect(await requester({})).toMatchObject({ name: 'The Operator' });
    expect(await requester({ GIT_CONFIG_COUNT: '0' })).toMatchObject({
      name: 'octo-operator',
    });
  });

  it('prints its version', async () => {
    const ran = await world.run(['--version']);
    expect(ran.code).toBe(0);
    expect(ran.stdout).toMatch(
      /^yardmaster 0\.1\.0 \(\d{4}-\d\d-\d\d, [0-9a-f]{7,}\)\n$/,
    );
    expect((await world.run(['version', '--json'])).json()).toMatchObject({
      version: '0.1.0',
    });
  });

  it('colours for people, and not where NO_COLOR is set', async () => {
    const coloured = await world.run(['agents'], { columns: 80 });
    expect(coloured.stdout).toContain('\u001b[');
    const plain = await world.run(['agents'], {
      columns: 80,
      env: { NO_COLOR: '1' },
    });
    expect(plain.stdout).not.toContain('\u001b');
  });

  it('keeps a table within the width of the terminal', async () => {
    await world.run(['deploy-client'], {
      env: { GIT_CONFIG_VALUE_0: '東京の運用担当者 '.repeat(12) },
    });
    const ran = await world.run(['journal', 'list'], {
      columns: 60,
      env: { NO_COLOR: '1' },
    });
    const widths = ran.stdout
      .split('\n')
      .map((line) => line.replaceAll(/[\u3000-\u9fff]/g, 'ww').length);
    expect(Math.max(...widths)).toBeLessThanOrEqual(60);
    expect(ran.stdout).toContain('…');
  });

  it('prints the exact request of a dry run, and sends none', async () => {
    world.github.clearRequests();
    const ran = await world.run([
      'deploy-client',
      '--api-base',
      'https://api.example.com',
      '--dry-run',
      '--json',
    ]);
    expect(ran.code).toBe(0);
    const { requests } = ran.json() as {
      requests: {
        method: string;
        url: string;
        body: object;
        headers: object;
      }[];
    };
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({
      method: 'POST',
      url: `${world.github.url}/repos/acme/shop/actions/workflows/client-deploy.yml/dispatches`,
      body: {
        ref: 'main',
        inputs: {
          VITE_API_BASE: 'https://api.example.com',
          requester: 'The Operator (claimed at a terminal)',
        },
      },
    });
    expect(requests[0]?.headers).not.toHaveProperty('authorization');
    expect(world.github.requests.every(({ method }) => method === 'GET')).toBe(
      true,
    );
  });

  it('writes the picture of the digest to the given files', async () => {
    const ran = await world.run([
      'status-digest',
      '--png',
      'digest.png',
      '--svg',
      'digest.svg',
    ]);
    expect(ran.code).toBe(0);
    expect(ran.stderr).toContain(join(world.cwd, 'digest.png'));
    const inline = await world.run(['status-digest'], {
      columns: 80,
      env: { TERM: 'xterm-kitty' },
    });
    expect(inline.stdout).toContain('\u001b_Ga=T,f=100,m=1;iVBOR');
    const iterm = await world.run(['status-digest'], {
      columns: 80,
      env: { TERM_PROGRAM: 'iTerm.app' },
    });
    expect(iterm.stdout).toContain('\u001b]1337;File=inline=1;');
    expect(iterm.stdout).toContain(':iVBOR');
  }, 20_000);

  it('takes a secret from a file and keeps that one, too', async () => {
    const file = join(world.cwd, 'token');
    await writeFile(file, `${CANARY}\n`);
    const ran = await world.run(['status', '--json'], {
      env: { GITHUB_TOKEN: undefined, GITHUB_TOKEN_FILE: file },
    });
    expect(ran.code).toBe(0);
    expect(ran.stdout).not.toContain(CANARY);
  });
});
