import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  startLocalDiscord,
  type LocalDiscord,
} from '@yardmaster/sandbox/discord';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

let discord: LocalDiscord;
let directory: string;
const started: ChildProcess[] = [];
beforeAll(async () => {
  discord = await startLocalDiscord();
  directory = await mkdtemp(join(tmpdir(), 'yardmaster-'));
});
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});
afterAll(async () => {
  await discord.close();
  await rm(directory, { recursive: true, maxRetries: 3 });
});

const SECRET = 'ghp_aSecretOfTheTests1234567890';
const environment = (port = 0) => ({
  DISCORD_APPLICATION_ID: discord.applicationId,
  DISCORD_PUBLIC_KEY: discord.publicKey,
  DISCORD_BOT_TOKEN: discord.botToken,
  DISCORD_GUILD_ID: discord.guildId,
  DISCORD_API_URL: discord.url,
  GITHUB_REPOSITORY: 'acme/shop',
  GITHUB_TOKEN: SECRET,
  GITHUB_API_URL: 'http://127.0.0.1:9',
  DATABASE_URL: `file:${join(directory, 'journal.db')}`,
  HOST: '127.0.0.1',
  PORT: String(port),
});

/** The app as an operator starts it. */
function run(env: Readonly<Record<string, string>>, ...flags: string[]) {
  const child = spawn(
    process.execPath,
    [
      '--conditions=@yardmaster/source',
      join(import.meta.dirname, 'main.ts'),
      ...flags,
    ],
    {
      cwd: directory,
      env: { PATH: process.env['PATH'], ...env },
      stdio: 'pipe',
    },
  );
  started.push(child);
  let output = '';
  const seen = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      for (const look of seen) look();
    });
  return {
    child,
    output: () => output,
    ended: once(child, 'exit').then(([code]) => code as number | null),
    says: (words: string) =>
      new Promise<void>((resolve) => {
        const look = () => {
          if (output.includes(words)) resolve();
        };
        seen.add(look);
        look();
      }),
  };
}

describe('the process', { timeout: 60_000 }, () => {
  it('names every missing variable and its purpose, and exits with 2', async () => {
    const { ended, output } = run({});
    expect(await ended).toBe(2);
    for (const variable of [
      'GITHUB_REPOSITORY',
      'GITHUB_TOKEN',
      'DISCORD_APPLICATION_ID',
      'DISCORD_PUBLIC_KEY',
      'DISCORD_BOT_TOKEN',
    ])
      expect(output()).toMatch(
        new RegExp(`^- ${variable}: .*Expected: \\S+`, 'm'),
      );
  });

  it('does not repeat an invalid secret', async () => {
    const { ended, output } = run({
      ...environment(),
      DISCORD_BOT_TOKEN: 'a bot token with spaces',
    });
    expect(await ended).toBe(2);
    expect(output()).not.toContain('a bot token with spaces');
  });

  it('registers, answers Discord, and ends with 0 within 10 s of SIGTERM', async () => {
    const { child, ended, output, says } = run(environment(), '--register');
    await says('"msg":"listening"');
    await says('invite link');
    const { port } = JSON.parse(
      output()
        .split('\n')
        .find((line) => line.includes('"listening"')) ?? '{}',
    ) as { port: number };
    discord.setEndpoint(`http://127.0.0.1:${port}/interactions`);
    expect(await discord.checkEndpoint()).toMatchObject({ ok: true });
    expect(await discord.sendCommand({ name: 'agents' })).toMatchObject({
      outcome: 'answered',
    });
    expect(discord.commands(discord.guildId).length).toBeGreaterThan(4);
    const startedAt = performance.now();
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    expect(performance.now() - startedAt).toBeLessThan(9500);
    expect(output()).not.toContain(SECRET);
    expect(output()).not.toContain(discord.botToken);
  });

  it('names a port that is in use, and exits with 1', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { ended, output } = run(
      environment((other.address() as AddressInfo).port),
    );
    expect(await ended).toBe(1);
    expect(output()).toContain('EADDRINUSE');
    other.close();
  });

  it('names a database that cannot be opened, and exits with 1', async () => {
    const { ended, output } = run({
      ...environment(),
      DATABASE_URL: 'file:/dev/null/journal.db',
    });
    expect(await ended).toBe(1);
    expect(output()).toContain('/dev/null/journal.db');
  });
});
