import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openJournal, type Journal } from '@yardmaster/agent-registry';
import {
  startLocalDiscord,
  startLocalGitHub,
  type LocalDiscord,
  type LocalGitHub,
} from '@yardmaster/sandbox';
import { createAppProcess } from '@yardmaster/sandbox/app-process';
import { allInvocations } from '../count-notifications.ts';
import { watchHealth, type HealthWatch } from './health.ts';
import type { Outage } from './outages.ts';
import { faultsOf, type Announced, type OutageResult } from './result.ts';

/** How the app hears of a run. */
export type Source = 'webhooks' | 'polling';

/** What the runs come to during the outage: one at its beginning, one in the middle, one at its end. */
const CONCLUSIONS = ['success', 'failure', 'timed_out'] as const;
/** Words of the outcome, as the message shows them. */
const SHOWN = {
  success: 'Succeeded',
  failure: 'Failed',
  timed_out: 'Timed out',
} as const;

const PREPARE_WITHIN_MS = 120_000;
/** Discord allows 3 s. This test is about the journal, and may run on a busy machine. */
const ANSWER_LIMIT_MS = 30_000;
/** The journal is away: how long until the app must say so. */
const NOTICE_WITHIN_MS = 10_000;
/** The journal is back: how long until every outcome must be announced and the app ready. */
const REPORT_WITHIN_MS = 60_000;
/** Time in which a second announcement would still appear. */
const SETTLE_MS = 12_000;

/** Runs conclude while the journal is away. Each outcome must be announced exactly once after its return. */
export async function runOutageTest(
  outage: Outage,
  source: Source,
): Promise<OutageResult> {
  const folder = await mkdtemp(join(tmpdir(), 'yardmaster-outage-'));
  const journal = await outage.open(folder);
  const discord = await startLocalDiscord({
    rateLimits: false,
    answerLimitMs: ANSWER_LIMIT_MS,
  });
  const github = await startLocalGitHub({
    limits: { primary: 1_000_000, secondary: Infinity },
  });
  const secret = randomBytes(24).toString('hex');
  const exits: (number | null)[] = [];
  const output: string[] = [];
  const app = await createAppProcess({
    env: {
      ...environment(discord, github, journal.url),
      ...(source === 'webhooks'
        ? // Polling is too slow to be the one that reports.
          { GITHUB_WEBHOOK_SECRET: secret, POLL_INTERVAL_SECONDS: '300' }
        : { POLL_INTERVAL_SECONDS: '1' }),
    },
    cwd: folder,
    readyWithinMs: PREPARE_WITHIN_MS,
    onExit: (code) => exits.push(code),
    onLine: (line) => {
      output.push(line);
      if (output.length > 200) output.shift();
    },
  });
  let inspector: Journal | undefined;
  let health: HealthWatch | undefined;
  try {
    if (source === 'webhooks')
      github.setWebhook({ url: `${app.url}/github/webhooks`, secret });
    discord.setEndpoint(`${app.url}/interactions`);
    await app.start();
    inspector = await openJournal(journal.directUrl);
    const runs = await startRuns(discord, github, inspector);
    health = watchHealth(app.url, app.pid() ?? 0);

    const runsExpected = github.runs().length;
    const awayAt = Date.now();
    await journal.takeAway(app.pid() ?? 0);
    for (const [index, { runId, conclusion }] of runs.entries()) {
      const at =
        awayAt +
        NOTICE_WITHIN_MS / 5 +
        (index * (outage.lastsMs - NOTICE_WITHIN_MS / 2)) / (runs.length - 1);
      await sleep(Math.max(0, at - Date.now()));
      github.finish(runId, conclusion);
      // Without a journal it must start nothing.
      if (index === 0) void command(discord);
    }
    await github.webhooksSettled();
    await sleep(Math.max(0, awayAt + outage.lastsMs - Date.now()));
    const announcedTooEarly = runs.filter(
      ({ shortId }) => mentions(discord, shortId) > 0,
    ).length;
    const endsAt = Date.now();
    await journal.giveBack();
    const backAt = Date.now();

    const done = (): boolean =>
      runs.every(({ shortId }) => mentions(discord, shortId) > 0) &&
      health?.ready.at(-1)?.status === 200;
    while (!done() && Date.now() < backAt + REPORT_WITHIN_MS) await sleep(250);
    const reportedAfterMs = Date.now() - backAt;
    await sleep(SETTLE_MS);
    const openFollows = (await inspector.openFollows()).length;
    const running = app.isRunning();
    await health.stop();
    await app.stop();

    const result: Omit<OutageResult, 'faults'> = {
      outage: `${outage.database}, ${outage.name}`,
      source,
      announced: runs.map(({ shortId, conclusion }) => ({
        shortId,
        conclusion,
        mentions: mentions(discord, shortId),
        shown: shows(discord, shortId, SHOWN[conclusion]),
      })) satisfies Announced[],
      announcedTooEarly,
      reportedAfterMs,
      slowestHealthMs: health.slowest(),
      readyWhileAway: health.ready
        .filter(
          ({ sentAt, answeredAt }) =>
            sentAt > awayAt + NOTICE_WITHIN_MS && answeredAt < endsAt,
        )
        .map(({ status }) => status),
      readyAfter: health.ready.at(-1)?.status ?? 0,
      exits: running ? exits : [...exits, null],
      runsStarted: github.runs().length,
      runsExpected,
      openFollows,
    };
    const faults = faultsOf(result, REPORT_WITHIN_MS);
    return {
      ...result,
      faults:
        faults.length === 0
          ? []
          : [...faults, ...output.slice(-20).map((line) => line.slice(0, 300))],
    };
  } finally {
    await health?.stop();
    await app.stop();
    await inspector?.close();
    await journal.close();
    await Promise.all([discord.close(), github.close()]);
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
    DISCORD_GUILD_ID: discord.guildId,
    GITHUB_API_URL: github.url,
    GITHUB_REPOSITORY: github.repository,
    GITHUB_TOKEN: github.token,
    DATABASE_URL: databaseUrl,
    ADMIN_USER_IDS: discord.members.admin.id,
    LOG_LEVEL: 'warn',
  };
}

function command(discord: LocalDiscord) {
  return discord.sendCommand({
    name: 'deploy-client',
    options: { wait: true },
    member: 'admin',
  });
}

interface FollowedRun {
  readonly runId: number;
  readonly shortId: string;
  readonly conclusion: (typeof CONCLUSIONS)[number];
}

/** Starts the runs, one after the other, and waits until the journal follows each of them while it is in progress. */
async function startRuns(
  discord: LocalDiscord,
  github: LocalGitHub,
  journal: Journal,
): Promise<readonly FollowedRun[]> {
  const runs: FollowedRun[] = [];
  for (const conclusion of CONCLUSIONS) {
    const sent = await command(discord);
    if (sent.outcome !== 'answered')
      throw new Error('A command was not answered in time, before any outage.');
    const run = await eventually(async () => {
      const found = (await allInvocations(journal)).find(
        ({ externalId }) => externalId === sent.interaction.id,
      );
      return found?.runId == null
        ? undefined
        : { runId: found.runId, shortId: found.id.slice(0, 8) };
    });
    while (github.run(run.runId)?.status === 'queued')
      github.advance(run.runId);
    runs.push({ ...run, conclusion });
  }
  await eventually(async () => {
    const open = await journal.openFollows();
    const inProgress = open.filter(
      ({ stage, shown }) => stage === 'following' && shown !== null,
    );
    return inProgress.length === runs.length ? true : undefined;
  });
  return runs;
}

async function eventually<T>(
  look: () => Promise<T | undefined>,
): Promise<NonNullable<T>> {
  const until = Date.now() + PREPARE_WITHIN_MS;
  while (Date.now() < until) {
    const found = await look();
    if (found !== undefined && found !== null) return found;
    await sleep(200);
  }
  throw new Error(
    `The runs were not followed within ${PREPARE_WITHIN_MS} ms, before any outage.`,
  );
}

function about(discord: LocalDiscord, shortId: string) {
  return discord
    .messages()
    .filter((message) => JSON.stringify(message).includes(shortId));
}

function mentions(discord: LocalDiscord, shortId: string): number {
  return about(discord, shortId).filter(({ pings }) => pings.users.length > 0)
    .length;
}

/** Whether the command's own message shows the outcome. */
function shows(discord: LocalDiscord, shortId: string, word: string): boolean {
  return about(discord, shortId).some(
    ({ via, embeds }) =>
      via === 'response' && JSON.stringify(embeds).includes(word),
  );
}
