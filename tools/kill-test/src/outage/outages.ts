import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startTestPostgres } from '@yardmaster/agent-registry/testing';
import { startTcpProxy } from './tcp-proxy.ts';

/** A journal that can be taken away from the app and given back. */
export interface FragileJournal {
  /** For the app. */
  readonly url: string;
  /** For this test: not affected by the outage, except where the database itself is away. */
  readonly directUrl: string;
  takeAway(appPid: number): Promise<void>;
  giveBack(): Promise<void>;
  close(): Promise<void>;
}

export interface Outage {
  readonly name: string;
  readonly database: 'sqlite' | 'postgres';
  readonly lastsMs: number;
  open(folder: string): Promise<FragileJournal>;
}

/** Longer than every timeout of the app's database drivers. */
const LONG_MS = 40_000;
const SHORT_MS = 15_000;

export const OUTAGES: readonly Outage[] = [
  {
    name: 'full disk',
    database: 'sqlite',
    lastsMs: SHORT_MS,
    open: openOnFullDisk,
  },
  {
    name: 'locked file',
    database: 'sqlite',
    lastsMs: LONG_MS,
    open: openLockable,
  },
  {
    name: 'refused',
    database: 'postgres',
    lastsMs: SHORT_MS,
    open: () => openBehindProxy('refused'),
  },
  {
    name: 'hung',
    database: 'postgres',
    lastsMs: LONG_MS,
    open: () => openBehindProxy('hung'),
  },
  {
    name: 'killed and restarted',
    database: 'postgres',
    lastsMs: SHORT_MS,
    open: openMortal,
  },
];

/** The app may write no byte to any file: SQLite meets a write error, as on a full disk. */
async function openOnFullDisk(folder: string): Promise<FragileJournal> {
  const url = `file:${join(folder, 'journal.db')}`;
  let pid = 0;
  const limit = async (soft: string): Promise<void> => {
    await promisify(execFile)('prlimit', [
      `--pid=${pid}`,
      `--fsize=${soft}:unlimited`,
    ]);
  };
  return {
    url,
    directUrl: url,
    takeAway(appPid) {
      pid = appPid;
      return limit('0');
    },
    giveBack: () => limit('unlimited'),
    close: async () => {},
  };
}

const LOCK_HOLDER = `
const { DatabaseSync } = require('node:sqlite');
const database = new DatabaseSync(process.argv[1], { timeout: 10_000 });
database.exec('begin exclusive');
console.log('locked');
process.stdin.on('end', () => { database.exec('commit'); database.close(); }).resume();
`;

/** Another process keeps an exclusive transaction open. */
async function openLockable(folder: string): Promise<FragileJournal> {
  const path = join(folder, 'journal.db');
  const url = `file:${path}`;
  let release = async (): Promise<void> => {};
  return {
    url,
    directUrl: url,
    async takeAway() {
      const holder = spawn(
        process.execPath,
        ['--no-warnings', '--eval', LOCK_HOLDER, path],
        { stdio: ['pipe', 'pipe', 'inherit'] },
      );
      const exited = once(holder, 'exit');
      release = async () => {
        holder.stdin.end();
        await exited;
      };
      await Promise.race([
        once(holder.stdout, 'data'),
        exited.then(() => {
          throw new Error('The journal could not be locked.');
        }),
      ]);
    },
    giveBack: () => release(),
    close: () => release(),
  };
}

async function openBehindProxy(
  mode: 'refused' | 'hung',
): Promise<FragileJournal> {
  const postgres = await startTestPostgres();
  const proxy = await startTcpProxy(Number(new URL(postgres.url).port));
  const url = new URL(postgres.url);
  url.port = String(proxy.port);
  return {
    url: url.href,
    directUrl: postgres.url,
    takeAway: () => proxy.setMode(mode),
    giveBack: () => proxy.setMode('open'),
    async close() {
      await proxy.close();
      await postgres.stop();
    },
  };
}

async function openMortal(): Promise<FragileJournal> {
  const postgres = await startTestPostgres();
  return {
    url: postgres.url,
    directUrl: postgres.url,
    takeAway: () => postgres.crash(),
    giveBack: () => postgres.restart(),
    close: () => postgres.stop(),
  };
}
