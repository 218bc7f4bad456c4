import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LONELY, startApp } from '../harness/app.ts';
import { peerFile } from '../harness/peers.ts';
import { printed, startNode, stop } from '../harness/process.ts';

export interface Server {
  readonly name: string;
  readonly port: number;
  readonly pid: number;
  stop(): Promise<void>;
}

export const OURS = 'yardmaster';
export const FLOOR = 'node:http, crypto sync';

/** Name, file and whether it needs the peers. */
const OTHERS: readonly (readonly [string, string, boolean])[] = [
  [FLOOR, 'node-sync.js', false],
  ['node:http, crypto callback', 'node-callback.js', false],
  ['node:http, libsodium', 'libsodium.js', true],
  ['express, discord-interactions', 'express.js', true],
  ['slash-create', 'slash-create.js', true],
  ['discord-hono', 'discord-hono.js', true],
];

/** What is in the answer of every server to `/agents`. */
export const EXPECTED = [
  'deploy_client',
  'diagnose_runner',
  'status_reporter',
  'deploy_verifier',
];

/** All servers, up: ours with a journal in a folder of its own. */
export async function startServers(
  publicKey: string,
  peers: boolean,
): Promise<Server[]> {
  const env = {
    PUBLIC_KEY: publicKey,
    ANSWER: EXPECTED.join('\n').padEnd(900, ' '),
  };
  const others = OTHERS.filter(([, , peer]) => !peer || peers);
  return Promise.all([
    startOurs(publicKey),
    ...others.map(async ([name, file]) => {
      const child = startNode({
        args: [peerFile(`servers/${file}`)],
        env,
        side: 'server',
      });
      const port = Number(await printed(child, /listening (\d+)/));
      return { name, port, pid: child.pid ?? 0, stop: () => stop(child) };
    }),
  ]);
}

async function startOurs(publicKey: string): Promise<Server> {
  const folder = await mkdtemp(join(tmpdir(), 'yardmaster-bench-'));
  const app = await startApp(
    {
      ...LONELY,
      DISCORD_PUBLIC_KEY: publicKey,
      DATABASE_URL: `file:${join(folder, 'journal.db')}`,
    },
    { side: 'server' },
  );
  return {
    name: OURS,
    port: app.port,
    pid: app.pid,
    async stop() {
      await app.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
