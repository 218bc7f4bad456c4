import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ChildProcess } from 'node:child_process';
import { listenTo, startNode, stop } from './process.ts';

const ROOT = new URL('../../../../', import.meta.url);
const path = (name: string) => fileURLToPath(new URL(name, ROOT));

/** What users run: the programs as they are published, not their source. */
export const APP = publishedProgram('apps/discord-webhook');
export const CLI = publishedProgram('apps/admin-cli');

function publishedProgram(project: string): string {
  const text = readFileSync(path(`${project}/package.json`), 'utf8');
  const { bin } = JSON.parse(text) as { bin: Record<string, string> };
  return path(join(project, Object.values(bin)[0] ?? ''));
}

let built: boolean | undefined;

/** Builds both programs as for publishing, once per process. Throws with the compiler's words where they do not compile. */
export function buildPrograms(): void {
  if (built === true) return;
  const projects = ['apps/discord-webhook', 'apps/admin-cli'];
  build(['node_modules/typescript/bin/tsc', '--build', ...projects], '.');
  for (const project of projects)
    if (existsSync(path(`${project}/bundle.config.ts`)))
      build(
        ['node_modules/vite/bin/vite.js', 'build', '-c', 'bundle.config.ts'],
        project,
      );
  built = true;
}

function build([tool = '', ...args]: readonly string[], cwd: string): void {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [path(tool), ...args],
    {
      encoding: 'utf8',
      cwd: path(cwd),
    },
  );
  if (status !== 0)
    throw new Error(`The programs cannot be built:\n${stdout}${stderr}`);
}

export interface RunningApp {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Milliseconds from spawn to the first 200 of `/readyz`. */
  readonly readyAfter: number;
  stop(): Promise<void>;
}

/** A folder whose configuration lets one person give any number of commands: that is what is measured. */
function unlimitedFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'yardmaster-bench-'));
  const rate = { burst: 1_000_000, perMinute: 1_000_000 };
  writeFileSync(
    join(folder, 'yardmaster.config.json'),
    JSON.stringify({ limits: { reads: rate, writes: rate } }),
  );
  return folder;
}

const READY_WITHIN_MS = 30_000;
const ASK_EVERY_MS = 5;

/** The built app as a process of its own, ready. */
export async function startApp(
  env: Readonly<Record<string, string>>,
  options: { readonly side?: 'server' | 'client' } = {},
): Promise<RunningApp> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const startedAt = performance.now();
  const child = startNode({
    args: [APP],
    env: { ...env, HOST: '127.0.0.1', PORT: String(port) },
    cwd: unlimitedFolder(),
    ...options,
  });
  const { said } = listenTo(child);
  try {
    await ready(child, url, startedAt + READY_WITHIN_MS);
  } catch (error) {
    await stop(child);
    throw new Error(`${String(error)} ${said()}`, { cause: error });
  }
  return {
    url,
    port,
    pid: child.pid ?? 0,
    readyAfter: performance.now() - startedAt,
    stop: () => stop(child),
  };
}

async function ready(
  child: ChildProcess,
  url: string,
  until: number,
): Promise<void> {
  for (;;) {
    const answer = await fetch(`${url}/readyz`).catch(() => undefined);
    await answer?.arrayBuffer();
    if (answer?.ok === true) return;
    if (child.exitCode !== null)
      throw new Error('The app ended before it was ready.');
    if (performance.now() > until)
      throw new Error('The app was not ready in time.');
    await sleep(ASK_EVERY_MS);
  }
}

/** What every app needs to start; nothing listens at these addresses. */
export const LONELY: Readonly<Record<string, string>> = {
  DISCORD_API_URL: 'http://127.0.0.1:9/api/v10',
  DISCORD_APPLICATION_ID: '1000000000000000001',
  DISCORD_PUBLIC_KEY: '0'.repeat(64),
  DISCORD_BOT_TOKEN: 'bot-token-of-the-bench',
  GITHUB_API_URL: 'http://127.0.0.1:9',
  GITHUB_REPOSITORY: 'acme/shop',
  GITHUB_TOKEN: 'token-of-the-bench',
  LOG_LEVEL: 'error',
};

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return port;
}
