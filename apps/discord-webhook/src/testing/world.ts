import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import {
  startLocalDiscord,
  type LocalDiscord,
} from '@yardmaster/sandbox/discord';
import { startLocalGitHub, type LocalGitHub } from '@yardmaster/sandbox/github';
import {
  systemClock,
  type Agent,
  type Clock,
} from '@yardmaster/agent-registry';
import {
  loadConfig,
  secretsOf,
  type Setup,
} from '@yardmaster/agent-registry/config';
import { createLog } from '../observability/log.ts';
import { createRedact } from '../observability/redact.ts';
import { startApp, type RunningApp } from '../start.ts';

export interface World {
  readonly discord: LocalDiscord;
  readonly github: LocalGitHub;
  readonly app: RunningApp;
  readonly url: string;
  /** Holds the journal. */
  readonly directory: string;
  /** The lines of the app's log. */
  readonly logged: string[];
  /** Stops the app and starts it again on the same journal. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export interface WorldOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly clock?: Clock;
  readonly deferAfterMs?: number;
  readonly requestTimeoutMs?: number;
  readonly maxConnections?: number;
  readonly agents?: readonly Agent[];
  readonly register?: boolean;
  /** A second key that the app accepts. */
  readonly extraPublicKey?: string;
}

/** The app between a local Discord and a local GitHub, all over real HTTP. */
export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const { clock = systemClock } = options;
  const directory = await mkdtemp(join(tmpdir(), 'yardmaster-'));
  const discord = await startLocalDiscord({ clock: () => clock.now() });
  const github = await startLocalGitHub();
  const checked = await testConfig({
    DISCORD_APPLICATION_ID: discord.applicationId,
    DISCORD_PUBLIC_KEY: [discord.publicKey, options.extraPublicKey ?? []]
      .flat()
      .join(),
    DISCORD_BOT_TOKEN: discord.botToken,
    DISCORD_GUILD_ID: discord.guildId,
    DISCORD_API_URL: discord.url,
    GITHUB_REPOSITORY: github.repository,
    GITHUB_TOKEN: github.token,
    GITHUB_API_URL: github.url,
    GITHUB_WEBHOOK_SECRET: 'webhook-secret-of-the-tests',
    DATABASE_URL: `file:${join(directory, 'journal.db')}`,
    ...options.env,
  });
  const config = { ...checked, agents: options.agents ?? [] };
  const logged: string[] = [];
  const log = createLog('trace', createRedact(secretsOf(config)), {
    write: (line) => void logged.push(line),
  });
  const start = () => startApp({ ...options, clock, config, log });
  let app = await start();
  const url = () => `http://127.0.0.1:${app.port}`;
  const connect = () => {
    discord.setEndpoint(`${url()}/interactions`);
    github.setWebhook({
      url: `${url()}/github/webhooks`,
      secret: 'webhook-secret-of-the-tests',
    });
  };
  connect();
  return {
    discord,
    github,
    get app() {
      return app;
    },
    get url() {
      return url();
    },
    directory,
    logged,
    async restart() {
      await app.stop();
      app = await start();
      connect();
    },
    async close() {
      await app.stop();
      await discord.close();
      await github.close();
      await rm(directory, { recursive: true });
    },
  };
}

/** A checked configuration on any free port of the loopback interface. */
export async function testConfig(
  env: Readonly<Record<string, string>>,
): Promise<Setup> {
  const loaded = await loadConfig(
    { HOST: '127.0.0.1', PORT: '0', ...env },
    { parts: ['github', 'discord', 'database'], cwd: import.meta.dirname },
  );
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.faults));
  return loaded.config;
}

/** Signs any bytes, for requests that the real Discord would not send. */
export function createTestSigner() {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  return { publicKey: rawHex(publicKey), sign: signer(privateKey) };
}

function signer(privateKey: KeyObject) {
  return (timestamp: string, body: Uint8Array | string): string =>
    sign(
      null,
      Buffer.concat([Buffer.from(timestamp), Buffer.from(body)]),
      privateKey,
    ).toString('hex');
}

function rawHex(publicKey: KeyObject): string {
  const { x = '' } = publicKey.export({ format: 'jwk' });
  return Buffer.from(x, 'base64url').toString('hex');
}
