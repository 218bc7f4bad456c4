import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openJournal, type Journal } from '@yardmaster/agent-registry';
import { startTestPostgres } from '@yardmaster/agent-registry/testing';
import {
  startLocalDiscord,
  startLocalGitHub,
  type LocalDiscord,
  type LocalGitHub,
} from '@yardmaster/sandbox';
import {
  createAppProcess,
  type AppProcess,
} from '@yardmaster/sandbox/app-process';
import {
  allInvocations,
  countNotifications,
  type Asked,
} from './count-notifications.ts';
import { createRandom } from './random.ts';
import type { KillTestOptions, KillTestResult } from './result.ts';

/** Milliseconds a run needs per step: short, so that kills fall into every part of its life. */
const PACE_MS = 40;
/** An instance lives at most this long after it is ready. */
const LIFE_MS = 1_500;
const BETWEEN_COMMANDS_MS = 250;
/** Time for the last notifications after the last kill: the leases of killed instances must expire first. */
const REST_MS = 120_000;

/**
 * Real processes, real SIGKILL: people send commands while instances are killed at random moments and restarted. At the
 * end the messages in the local Discord show who was notified, and how often.
 */
export async function runKillTest(
  options: KillTestOptions,
): Promise<KillTestResult> {
  const random = createRandom(options.seed);
  const started = Date.now();
  const folder = await mkdtemp(join(tmpdir(), 'yardmaster-kill-test-'));
  // One person gives all the commands, more than a person could.
  const rate = { burst: 1_000_000, perMinute: 1_000_000 };
  await writeFile(
    join(folder, 'yardmaster.config.json'),
    JSON.stringify({ limits: { reads: rate, writes: rate } }),
  );
  const postgres =
    options.database === 'postgres' ? await startTestPostgres() : undefined;
  const databaseUrl =
    postgres === undefined
      ? `file:${join(folder, 'journal.db')}`
      : postgres.url;
  const discord = await startLocalDiscord({ rateLimits: false });
  const github = await startLocalGitHub({
    pace: PACE_MS,
    limits: { primary: 1_000_000, secondary: Infinity },
  });
  const apps = await Promise.all(
    Array.from({ length: options.instances }, () =>
      createAppProcess({
        env: environment(discord, github, databaseUrl),
        cwd: folder,
      }),
    ),
  );
  const journal = await startAll(apps, databaseUrl);
  const asked: Asked[] = [];
  const people = { going: true };
  const asking = sendCommands(people, discord, apps, asked, random);
  try {
    for (let kills = 0; kills < options.kills; kills += 1) {
      await sleep(random() * LIFE_MS);
      const app = apps[Math.floor(random() * apps.length)];
      await app?.kill();
      await app?.start();
    }
    people.going = false;
    await asking;
    await settle(journal);
    return {
      kills: options.kills,
      seconds: (Date.now() - started) / 1000,
      ...(await countNotifications(journal, discord, github, asked)),
    };
  } finally {
    people.going = false;
    await Promise.all(apps.map((app) => app.stop()));
    await journal.close();
    await Promise.all([discord.close(), github.close()]);
    await postgres?.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

function environment(
  discord: LocalDiscord,
  github: LocalGitHub,
  databaseUrl: string,
): Record<string, string> {
  return {
    DISCORD_API_URL: discord.url,
    DISCORD_APPLICATION_ID: discord.applicationId,
    DISCORD_PUBLIC_KEY: discord.publicKey,
    DISCORD_BOT_TOKEN: discord.botToken,
    GITHUB_API_URL: github.url,
    GITHUB_REPOSITORY: github.repository,
    GITHUB_TOKEN: github.token,
    DATABASE_URL: databaseUrl,
    ADMIN_USER_IDS: discord.members.admin.id,
    POLL_INTERVAL_SECONDS: '1',
    LOG_LEVEL: 'error',
  };
}

async function startAll(
  apps: readonly AppProcess[],
  databaseUrl: string,
): Promise<Journal> {
  await Promise.all(apps.map((app) => app.start()));
  return openJournal(databaseUrl);
}

/** One command after the other, each to an instance that should be running. */
async function sendCommands(
  people: { readonly going: boolean },
  discord: LocalDiscord,
  apps: readonly AppProcess[],
  asked: Asked[],
  random: () => number,
): Promise<void> {
  while (people.going) {
    const app = apps[Math.floor(random() * apps.length)];
    discord.setEndpoint(`${app?.url}/interactions`);
    const sent = await discord.sendCommand({
      name: 'deploy-client',
      options: { wait: true },
      member: 'admin',
    });
    asked.push({
      interactionId: sent.interaction.id,
      answered: sent.outcome === 'answered',
    });
    await sleep(BETWEEN_COMMANDS_MS * (0.5 + random()));
  }
}

async function settle(journal: Journal): Promise<void> {
  const until = Date.now() + REST_MS;
  while (Date.now() < until) {
    const unfinished = (await allInvocations(journal)).some(
      (one) => one.finishedAt === null,
    );
    if (!unfinished && (await journal.openFollows()).length === 0) return;
    await sleep(500);
  }
}
