import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import {
  startLocalGitHub,
  type LocalGitHub,
  type LocalGitHubOptions,
} from '@yardmaster/sandbox/github';
import type { LocalDiscord } from '@yardmaster/sandbox/discord';
import { runCli } from '../run.ts';

/** In the form of GitHub's tokens; must never be seen in anything that is written. */
export const CANARY = 'ghp_CanaryCanaryCanaryCanary0123456789';

/** The Discord part of the configuration. */
export function discordEnv(discord: LocalDiscord): Record<string, string> {
  return {
    DISCORD_API_URL: discord.url,
    DISCORD_APPLICATION_ID: discord.applicationId,
    DISCORD_PUBLIC_KEY: discord.publicKey,
    DISCORD_BOT_TOKEN: discord.botToken,
    DISCORD_GUILD_ID: discord.guildId,
  };
}

/** The result of one run of the program. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The document of `--json`; throws where standard output is anything but one. */
  json(): Record<string, unknown>;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal;
  /** As if at a terminal of so many columns. */
  readonly columns?: number;
  /** Called with everything written so far, each time something is. */
  readonly onOutput?: (written: string) => void;
}

/** A local GitHub, an empty folder to work in, and the program to run there. */
export interface World {
  readonly github: LocalGitHub;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Everything that was written by any run so far. */
  readonly written: () => string;
  run(argv: readonly string[], options?: RunOptions): Promise<Ran>;
  /** The program as a process of its own. */
  spawn(
    argv: readonly string[],
    env?: Readonly<Record<string, string>>,
  ): ChildProcessWithoutNullStreams;
  close(): Promise<void>;
}

/** The program as `npx yardmaster` starts it. */
export const MAIN = join(import.meta.dirname, '../../bin/yardmaster.js');

export async function openWorld(
  options: LocalGitHubOptions = {},
): Promise<World> {
  const github = await startLocalGitHub({
    pace: 20,
    token: CANARY,
    limits: { secondary: Infinity },
    ...options,
  });
  const cwd = await mkdtemp(join(tmpdir(), 'yardmaster-cli-'));
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: cwd,
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'user.name',
    GIT_CONFIG_VALUE_0: 'The Operator',
    GITHUB_API_URL: github.url,
    GITHUB_REPOSITORY: github.repository,
    GITHUB_TOKEN: CANARY,
    DATABASE_URL: `file:${join(cwd, 'journal.db')}`,
    POLL_INTERVAL_SECONDS: '0.05',
    FOLLOW_TIMEOUT_SECONDS: '30',
  };
  let written = '';
  return {
    github,
    cwd,
    env,
    written: () => written,
    async run(argv, { env: more = {}, signal, columns, onOutput } = {}) {
      let [stdout, stderr] = ['', ''];
      const tty = columns === undefined ? {} : { isTTY: true, columns };
      const note = (text: string) => {
        written += text;
        onOutput?.(stdout + stderr);
      };
      const code = await runCli(argv, {
        env: { ...env, ...more },
        cwd,
        stdin: new PassThrough(),
        stdout: {
          write(text) {
            stdout += text;
            note(text);
          },
          ...tty,
        },
        stderr: {
          write(text) {
            stderr += text;
            note(text);
          },
          ...tty,
        },
        signal: signal ?? new AbortController().signal,
      });
      return {
        code,
        stdout,
        stderr,
        json: () => JSON.parse(stdout) as Record<string, unknown>,
      };
    },
    spawn(argv, more = {}) {
      const child = spawn(process.execPath, [MAIN, ...argv], {
        cwd,
        env: { ...env, ...more },
      });
      child.stdin.end();
      return child;
    },
    async close() {
      await github.close();
      await rm(cwd, { recursive: true, force: true });
    },
  };
}
