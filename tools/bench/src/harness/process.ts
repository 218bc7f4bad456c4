import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/** Which side of a measurement a process is on: each gets a core of its own where the machine allows it. */
export type Side = 'server' | 'client';

const canPin =
  process.platform === 'linux' &&
  availableParallelism() >= 2 &&
  spawnSync('taskset', ['--version']).status === 0;
const CORE: Record<Side, string> = { server: '0', client: '1' };

export const PINNING = canPin
  ? 'server and load generator are bound to a core each'
  : 'processes are not bound to cores';

export interface Program {
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly side?: Side;
  readonly ipc?: boolean;
}

/** Starts Node with these arguments. The variables are the whole environment: nothing of the own one is handed on. */
export function startNode(program: Program): ChildProcess {
  const { args, env = {}, cwd, side, ipc = false } = program;
  const pinned = canPin && side !== undefined;
  const [command, before]: [string, readonly string[]] = pinned
    ? ['taskset', ['-c', CORE[side], process.execPath]]
    : [process.execPath, []];
  const { PATH = '' } = process.env;
  return spawn(command, [...before, ...args], {
    env: { PATH, ...env },
    ...(cwd === undefined ? {} : { cwd }),
    stdio: ['ignore', 'pipe', 'pipe', ...(ipc ? (['ipc'] as const) : [])],
  });
}

/** Everything a child has printed, for the message when it fails. */
export function listenTo(child: ChildProcess): { readonly said: () => string } {
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      said = `${said}${chunk.toString()}`.slice(-20_000);
    });
  return { said: () => said };
}

/** Resolves with the first group of the first match in what the child prints. */
export async function printed(
  child: ChildProcess,
  pattern: RegExp,
): Promise<string> {
  const { said } = listenTo(child);
  return new Promise((resolve, reject) => {
    const look = () => {
      const found = pattern.exec(said())?.[1];
      if (found !== undefined) resolve(found);
    };
    child.stdout?.on('data', look);
    child.stderr?.on('data', look);
    child.once('error', reject);
    child.once('exit', () =>
      reject(new Error(`It ended before it was ready: ${said()}`)),
    );
  });
}

export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 11_000);
  await exited;
  clearTimeout(timer);
}

/** In the unit of /proc/PID/stat, which is a hundredth of a second on every Linux that Node supports. */
const TICK_MS = 10;

/** Processor time a process has used, milliseconds; NaN where there is no /proc. */
export function cpuOf(pid: number | undefined): number {
  const fields = read(pid, 'stat')
    .replace(/^.*\) /s, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

/** Resident memory of a process, MB of 10^6 bytes; NaN where there is no /proc. */
export function memoryOf(pid: number | undefined): number {
  const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(read(pid, 'status'))?.[1];
  return (Number(kibibytes) * 1024) / 1e6;
}

function read(pid: number | undefined, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return '';
  }
}
