import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOctokitGitHub } from '@yardmaster/github-dispatcher/octokit';
import {
  startLocalGitHub,
  type LocalGitHub,
  type LocalGitHubOptions,
} from '@yardmaster/sandbox/github';
import { operatorPolicy } from '@yardmaster/url-guard';
import {
  createGuardedFetch,
  type GuardedFetch,
} from '@yardmaster/url-guard/undici';
import type { Reply } from '../command/agent.ts';
import { createConfiguredRegistry } from '../core/built-in.ts';
import type { Setup } from '../core/setup.ts';
import { createCore } from '../core/create-core.ts';
import { createInProcessQueue } from '../queue/in-process.ts';
import type { Core } from '../command/core.ts';
import type { Caller, Refusal } from '../journal/invocation.ts';
import type { Journal } from '../journal/journal.ts';
import type { Registry } from '../command/registry.ts';
import type { Text } from '../report/report.ts';
import { createSilentMessenger } from '../surface/messenger.ts';
import { openStores } from '../core/open-database.ts';
import { createTestConfig } from './config.ts';

/** An operator at a terminal. */
export const ANN: Caller = {
  surface: 'cli',
  id: 'ann',
  name: 'ann',
  roleIds: [],
  manageServer: false,
};

/** A member in Discord who may read, and start nothing. */
export const READER: Caller = {
  surface: 'discord',
  id: '80351110224678912',
  name: 'octocat',
  roleIds: [],
  manageServer: false,
  guildId: '80351110224678913',
};

export interface TestCoreOptions {
  readonly config?: Partial<Setup>;
  readonly github?: LocalGitHubOptions;
  /** Stands for the Internet; by default nothing there answers. */
  readonly fetchGuarded?: (url: string) => Promise<Response>;
}

export interface TestCore {
  readonly config: Setup;
  readonly github: LocalGitHub;
  readonly journal: Journal;
  readonly core: Core;
  readonly registry: Registry;
  /** Runs a command to its reply; throws where it is refused. */
  call(
    command: string,
    input?: Readonly<Record<string, unknown>>,
    caller?: Caller,
  ): Promise<Reply>;
  /** Why a command is refused, and what is said. */
  refusal(
    command: string,
    input?: Readonly<Record<string, unknown>>,
    caller?: Caller,
  ): Promise<{ readonly reason: Refusal; readonly said: Text | undefined }>;
  close(): Promise<void>;
}

/** The whole core on a local GitHub and a journal of its own. */
export async function openTestCore(
  options: TestCoreOptions = {},
): Promise<TestCore> {
  const github = await startLocalGitHub(options.github);
  const folder = await mkdtemp(join(tmpdir(), 'yardmaster-core-'));
  const base = createTestConfig(options.config);
  const config: Setup = {
    ...base,
    github: {
      ...base.github,
      auth: { kind: 'token', token: github.token },
      apiUrl: github.url,
    },
  };
  const { journal, history } = await openStores(
    `file:${join(folder, 'journal.db')}`,
  );
  const { frontendBaseUrl, apiBase } = config.checks;
  const fetchConfigured = createGuardedFetch(
    operatorPolicy(
      [frontendBaseUrl, apiBase].filter((url) => url !== undefined),
    ),
  );
  const running = createCore({
    config,
    registry: createConfiguredRegistry(config),
    github: createOctokitGitHub({
      repository: github.repository,
      auth: { token: github.token },
      baseUrl: github.url,
    }),
    journal,
    history,
    queue: createInProcessQueue(),
    fetchGuarded: Object.assign(
      async (url: string) => {
        if (options.fetchGuarded) return options.fetchGuarded(url);
        throw new TypeError('fetch failed');
      },
      { close: async () => {} },
    ) as unknown as GuardedFetch,
    fetchConfigured,
    messengers: [createSilentMessenger('cli')],
    role: 'client',
  });
  await running.start();

  return {
    config,
    github,
    journal,
    core: running.core,
    registry: running.registry,
    async call(command, input = {}, caller = ANN) {
      const accepted = await running.invoke({ command, input, caller });
      if (!accepted.ok)
        throw new Error(
          `${accepted.reason}: ${JSON.stringify(accepted.report.data)}`,
        );
      const reply = await accepted.run();
      await accepted.complete(reply);
      return reply;
    },
    async refusal(command, input = {}, caller = ANN) {
      const refused = await running.invoke({ command, input, caller });
      if (refused.ok) throw new Error(`${command} was accepted`);
      return { reason: refused.reason, said: refused.report.summary };
    },
    async close() {
      await running.stop();
      await fetchConfigured.close();
      await journal.close();
      await github.close();
      await rm(folder, { recursive: true });
    },
  };
}
