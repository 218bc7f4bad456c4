import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createAppProcess,
  type AppProcess,
} from '@yardmaster/sandbox/app-process';
import {
  startLocalDiscord,
  type LocalDiscord,
} from '@yardmaster/sandbox/discord';
import { startLocalGitHub, type LocalGitHub } from '@yardmaster/sandbox/github';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

const root = join(import.meta.dirname, '..');
/** As deep as the published one. */
const outDir = join(root, 'dist/bundle-under-test');

let discord: LocalDiscord;
let github: LocalGitHub;
let app: AppProcess;
let folder: string;
const lines: string[] = [];

beforeAll(async () => {
  await build({
    root,
    configFile: join(root, 'bundle.config.ts'),
    logLevel: 'error',
    build: { outDir },
  });
  folder = await mkdtemp(join(tmpdir(), 'yardmaster-'));
  discord = await startLocalDiscord();
  github = await startLocalGitHub();
  app = await createAppProcess({
    entry: join(outDir, 'main.js'),
    env: {
      DISCORD_APPLICATION_ID: discord.applicationId,
      DISCORD_PUBLIC_KEY: discord.publicKey,
      DISCORD_BOT_TOKEN: discord.botToken,
      DISCORD_GUILD_ID: discord.guildId,
      DISCORD_API_URL: discord.url,
      GITHUB_REPOSITORY: github.repository,
      GITHUB_TOKEN: github.token,
      GITHUB_API_URL: github.url,
      DATABASE_URL: `file:${join(folder, 'journal.db')}`,
    },
    flags: ['--register'],
    onLine: (line) => lines.push(line),
  });
  await app.start();
  discord.setEndpoint(`${app.url}/interactions`);
}, 120_000);
afterAll(async () => {
  await app.stop();
  await Promise.all([discord.close(), github.close()]);
  await rm(folder, { recursive: true, force: true });
  await rm(outDir, { recursive: true, force: true });
});

describe('the app as it is published', { timeout: 120_000 }, () => {
  it('registers its commands and answers one', async () => {
    // On a busy machine the first try may time out; the next one follows after a minute.
    await vi.waitUntil(() => lines.join('\n').includes('commands registered'), {
      timeout: 90_000,
    });
    const sent = await discord.sendCommand({ name: 'agents' });
    expect(sent.outcome).toBe('answered');
  });

  it('starts a run on GitHub', async () => {
    const options = { wait: false };
    await discord.sendCommand({ name: 'deploy-client', options });
    await discord.waitForMessage((message) =>
      JSON.stringify(message).includes('/actions/runs/'),
    );
    expect(github.runs()).toHaveLength(1);
  });

  it('draws pictures with dependencies that are not bundled', async () => {
    await discord.sendCommand({ name: 'status-digest' });
    const message = await discord.waitForMessage(
      ({ attachments }) => attachments.length > 0,
    );
    expect(message.attachments[0]?.filename).toMatch(/\.png$/);
  });
});
