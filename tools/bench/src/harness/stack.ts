import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  startLocalDiscord,
  type LocalDiscord,
} from '@yardmaster/sandbox/discord';
import { startLocalGitHub, type LocalGitHub } from '@yardmaster/sandbox/github';
import { LONELY, startApp, type RunningApp } from './app.ts';

type MessageView = ReturnType<LocalDiscord['messages']>[number];

/** A webhook as GitHub would send it, held back. */
export interface HeldWebhook {
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** A local Discord, a local GitHub whose webhooks are held back, and a folder; apps are started on them. */
export interface Stack {
  readonly discord: LocalDiscord;
  readonly github: LocalGitHub;
  readonly folder: string;
  /** Takes the `workflow_run` `completed` webhooks held back so far, oldest first; the others are lost. */
  readonly takeConclusions: () => HeldWebhook[];
  readonly startApp: (databaseUrl: string) => Promise<RunningApp>;
  readonly close: () => Promise<void>;
}

const SECRET = 'webhook-secret-of-the-bench';

export async function createStack(): Promise<Stack> {
  const folder = await mkdtemp(join(tmpdir(), 'yardmaster-bench-'));
  const discord = await startLocalDiscord({ rateLimits: false });
  let held: HeldWebhook[] = [];
  const github = await startLocalGitHub({
    limits: { primary: Number.MAX_SAFE_INTEGER, secondary: Infinity },
    webhook: { url: 'http://127.0.0.1:9/', secret: SECRET },
    fetch: async (_url, init) => {
      const headers = Object.fromEntries(new Headers(init?.headers));
      if (headers['x-github-event'] === 'workflow_run')
        held.push({ headers, body: await new Response(init?.body).text() });
      return new Response(null, { status: 202 });
    },
  });
  const apps: RunningApp[] = [];
  return {
    discord,
    github,
    folder,
    takeConclusions() {
      const taken = held.filter(({ body }) =>
        body.includes('"action":"completed"'),
      );
      held = [];
      return taken;
    },
    async startApp(databaseUrl) {
      const app = await startApp({
        ...LONELY,
        DISCORD_API_URL: discord.url,
        DISCORD_APPLICATION_ID: discord.applicationId,
        DISCORD_PUBLIC_KEY: discord.publicKey,
        DISCORD_BOT_TOKEN: discord.botToken,
        GITHUB_API_URL: github.url,
        GITHUB_REPOSITORY: github.repository,
        GITHUB_TOKEN: github.token,
        GITHUB_WEBHOOK_SECRET: SECRET,
        DATABASE_URL: databaseUrl,
        ADMIN_USER_IDS: discord.members.admin.id,
        // What is measured is the way of a webhook; polling finds nothing sooner.
        POLL_INTERVAL_SECONDS: '3600',
        FOLLOW_TIMEOUT_SECONDS: '3600',
      });
      apps.push(app);
      return app;
    },
    async close() {
      await Promise.all(apps.map((app) => app.stop()));
      await Promise.all([discord.close(), github.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Hands a webhook to an app; throws where it is not taken. */
export async function sendWebhook(
  app: RunningApp,
  { headers, body }: HeldWebhook,
): Promise<void> {
  const response = await fetch(`${app.url}/github/webhooks`, {
    method: 'POST',
    headers,
    body,
  });
  await response.arrayBuffer();
  if (!response.ok)
    throw new Error(`A webhook was answered with ${response.status}.`);
}

/**
 * The app looks at a new run after two seconds, and edits one message at most every two seconds: what is measured after
 * this long waits for neither.
 */
const QUIET_AFTER_MS = 5_000;

/**
 * Starts deploys by command, one after the other, each through the given app in turn. Answers with their runs, once each
 * message may be edited again.
 */
export async function startDeploys(
  { discord, github }: Stack,
  apps: readonly RunningApp[],
  count: number,
): Promise<readonly number[]> {
  const before = new Set(github.runs().map(({ id }) => id));
  for (let index = 0; index < count; index += 1) {
    discord.setEndpoint(`${apps[index % apps.length]?.url}/interactions`);
    const { outcome } = await discord.sendCommand({
      name: 'deploy-client',
      options: { wait: true },
      member: 'admin',
    });
    if (outcome !== 'answered')
      throw new Error(`A command ended as ${outcome}.`);
  }
  const started = () => github.runs().filter(({ id }) => !before.has(id));
  await until(() => started().length === count, 'the runs to start');
  await sleep(QUIET_AFTER_MS);
  return started().map(({ id }) => id);
}

/** The one message of an outcome that mentions the requester. */
export function isMention(message: MessageView): boolean {
  return message.pings.users.length > 0;
}

/** Resolves with the last of `count` new messages that mention a user. */
export function mentioned(discord: LocalDiscord, count: number): Promise<void> {
  let seen = 0;
  return new Promise((resolve, reject) => {
    const give = setTimeout(
      () =>
        reject(
          new Error(`${seen} of ${count} outcomes arrived within a minute.`),
        ),
      60_000,
    );
    const stop = discord.subscribe((event) => {
      if (event.type !== 'message.created' || !isMention(event.message)) return;
      seen += 1;
      if (seen < count) return;
      clearTimeout(give);
      stop();
      resolve();
    });
  });
}

/** Resolves once it holds. Throws after a minute. */
export async function until(
  holds: () => boolean | Promise<boolean>,
  what: string,
): Promise<void> {
  const end = Date.now() + 60_000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`Waited a minute for ${what}.`);
    await sleep(5);
  }
}
