import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock, GitHub } from '@yardmaster/github-dispatcher';
import {
  createFakeGitHub,
  createManualClock,
  type FakeGitHub,
  type ManualClock,
} from '@yardmaster/github-dispatcher/testing';
import { z } from 'zod';
import { defineAgent } from '../command/agent.ts';
import { createRegistry } from '../command/registry.ts';
import { createCore, type RunningCore } from '../core/create-core.ts';
import { createKyselyHistory } from '../history/sql/history.ts';
import type { Journal } from '../journal/journal.ts';
import { createKyselyJournal } from '../journal/sql/journal.ts';
import { openSqliteDatabase } from '../journal/sql/sqlite.ts';
import { createInProcessQueue } from '../queue/in-process.ts';
import { createTestConfig } from './config.ts';
import {
  createRecordingMessenger,
  type RecordingMessenger,
} from './recording-messenger.ts';

export interface FollowWorldOptions {
  /** GitHub reports runs by webhooks, too. */
  readonly webhooks?: boolean;
  readonly logExcerpt?: 'on' | 'off';
  /** Stands between the core and GitHub. */
  readonly wrapGitHub?: (github: GitHub, fake: FakeGitHub) => GitHub;
}

/** A running core on GitHub and a chat in memory, with a journal file of its own. */
export interface FollowWorld {
  /** True time: GitHub's. */
  readonly time: ManualClock;
  readonly github: FakeGitHub;
  readonly messenger: RecordingMessenger;
  readonly journal: Journal;
  readonly core: RunningCore;
  /** Sets the clock of Yardmaster's machine, milliseconds ahead of GitHub's. */
  setClock(ahead: number): void;
  /** Runs `/deploy-client wait:true`. */
  deploy(): Promise<void>;
  close(): Promise<void>;
}

const OPERATOR = {
  surface: 'discord',
  id: '80351110224678912',
  name: 'octocat',
  roleIds: [],
  manageServer: true,
  guildId: '80351110224678913',
} as const;

const deployAgent = defineAgent({
  id: 'deploy_client',
  name: 'Deploy',
  description: 'Deploys',
  command: 'deploy-client',
  effect: 'write',
  visibility: 'public',
  input: z.object({ wait: z.boolean().default(false).describe('wait') }),
  examples: [],
  run: ({ wait }, context) =>
    context.start({
      workflow: 'deploy',
      inputs: {},
      wait,
      title: 'Client Deploy',
    }),
});

export async function openFollowWorld(
  options: FollowWorldOptions = {},
): Promise<FollowWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'follow-world-'));
  const time = createManualClock();
  let ahead = 0;
  const clock: Clock = {
    now: () => time.now() + ahead,
    // Timers do not follow the clock when it is set.
    steady: () => time.now(),
    schedule: (ms, run) => time.schedule(ms, run),
  };
  const github = createFakeGitHub({
    clock: time,
    workflows: [{ file: 'client-deploy.yml', name: 'Client Deploy' }],
  });
  const messenger = createRecordingMessenger();
  const { db, ...database } = openSqliteDatabase({
    path: join(folder, 'journal.db'),
  });
  const journal = createKyselyJournal(db, database);
  const config = createTestConfig(
    options.logExcerpt === undefined ? {} : { logExcerpt: options.logExcerpt },
  );
  const neverFetch = Object.assign(
    () => Promise.reject(new Error('no URL is fetched here')),
    { close: async () => {} },
  );
  const core = createCore({
    config: options.webhooks
      ? { ...config, github: { ...config.github, webhookSecrets: ['secret'] } }
      : config,
    registry: createRegistry([deployAgent]),
    github: options.wrapGitHub?.(github.github, github) ?? github.github,
    journal,
    history: createKyselyHistory(db),
    queue: createInProcessQueue({ clock }),
    fetchGuarded: neverFetch,
    fetchConfigured: neverFetch,
    messengers: [messenger],
    role: 'server',
    clock,
    random: () => 0,
  });
  await core.start();
  return {
    time,
    github,
    messenger,
    journal,
    core,
    setClock(value) {
      ahead = value;
    },
    async deploy() {
      const accepted = await core.invoke({
        command: 'deploy-client',
        input: { wait: true },
        caller: OPERATOR,
        externalId: '1',
        replyTo: {
          surface: 'discord',
          channelId: '2',
          userId: OPERATOR.id,
          token: 'interaction-token',
          tokenExpiresAt: clock.now() + 900_000,
        },
      });
      if (!accepted.ok) throw new Error(accepted.reason);
      await accepted.run();
    },
    async close() {
      await core.stop();
      await journal.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
