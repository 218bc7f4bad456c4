import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocalDiscord, type LocalDiscord } from '../discord/index.ts';
import {
  startLocalGitHub,
  type LocalGitHub,
  type LocalGitHubOptions,
} from '../github/index.ts';
import { appEnvironment } from './app-environment.ts';
import { createAppProcess, type AppProcess } from './app-process.ts';
import { startLocalSite, type LocalSite } from './local-site.ts';

export interface StackOptions {
  readonly discordPort?: number;
  readonly githubPort?: number;
  readonly github?: Pick<LocalGitHubOptions, 'pace' | 'seed' | 'environments'>;
  /** Further variables for the app. */
  readonly env?: Readonly<Record<string, string>>;
  /** An interactions endpoint to call in place of the app, which is not started then. */
  readonly endpoint?: string;
  readonly onAppLine?: (line: string) => void;
  readonly onAppExit?: (code: number | null) => void;
}

/** Both local servers, something to deploy to, and the app between them. */
export interface Stack {
  readonly discord: LocalDiscord;
  readonly github: LocalGitHub;
  readonly site: LocalSite;
  /** Absent if an endpoint was given in its place. */
  readonly app?: AppProcess;
  /** What the app was configured with; the CLI takes the same variables. */
  readonly env: Readonly<Record<string, string>>;
  readonly close: () => Promise<void>;
}

export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const { discordPort = 0, githubPort = 0, env = {}, endpoint } = options;
  const folder = await mkdtemp(join(tmpdir(), 'yardmaster-sandbox-'));
  const discord = await startLocalDiscord({
    port: discordPort,
    ...(endpoint === undefined ? {} : { applicationName: 'Your app' }),
  });
  const github = await startLocalGitHub({
    port: githubPort,
    ...options.github,
  });
  const site = await startLocalSite();
  async function closeParts(): Promise<void> {
    await Promise.all([discord.close(), github.close(), site.close()]);
    await rm(folder, { recursive: true, force: true });
  }
  const webhookSecret = randomBytes(24).toString('hex');
  const databasePath = join(folder, 'journal.db');
  const appEnv = {
    ...appEnvironment({ discord, github, site, databasePath, webhookSecret }),
    ...env,
  };
  if (endpoint !== undefined) {
    discord.setEndpoint(endpoint);
    return { discord, github, site, env: appEnv, close: closeParts };
  }
  const app = await createAppProcess({
    env: appEnv,
    flags: ['--register'],
    ...(options.onAppLine === undefined ? {} : { onLine: options.onAppLine }),
    ...(options.onAppExit === undefined ? {} : { onExit: options.onAppExit }),
  });
  async function close(): Promise<void> {
    await app.stop();
    await closeParts();
  }
  discord.setEndpoint(`${app.url}/interactions`);
  github.setWebhook({
    url: `${app.url}/github/webhooks`,
    secret: webhookSecret,
  });
  try {
    await app.start();
    await discord.waitFor(({ type }) => type === 'commands.changed');
  } catch (error) {
    await close();
    throw error;
  }
  return { discord, github, site, app, env: appEnv, close };
}
