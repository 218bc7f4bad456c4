import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export interface AppProcessOptions {
  /** Variables of the app's contract; nothing of the own environment is handed on. */
  readonly env: Readonly<Record<string, string>>;
  /** Where the app looks for its configuration file. Default: here. */
  readonly cwd?: string;
  /** Default: the Discord app of this workspace. */
  readonly entry?: string;
  /** Flags of the app's command line. */
  readonly flags?: readonly string[];
  /** How long a start may take, milliseconds; default 20,000. */
  readonly readyWithinMs?: number;
  /** Every line the app prints. */
  readonly onLine?: (line: string) => void;
  /** Called when the app ends without having been asked to. */
  readonly onExit?: (code: number | null) => void;
}

export interface AppProcess {
  /** Where the app listens. */
  readonly url: string;
  readonly start: () => Promise<void>;
  /** Asks the app to end (SIGTERM), as a deployment would. */
  readonly stop: () => Promise<void>;
  /** Ends the app as a power cut would (SIGKILL). */
  readonly kill: () => Promise<void>;
  readonly isRunning: () => boolean;
  /** The id of the running process. */
  readonly pid: () => number | undefined;
}

const ENTRY = fileURLToPath(
  new URL('../../../../apps/discord-webhook/src/main.ts', import.meta.url),
);
const READY_WITHIN_MS = 20_000;
const STOP_WITHIN_MS = 10_000;

/** A port that was free a moment ago; fixed, so that the app keeps its address over restarts. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null)
      resolve(child.exitCode);
    else child.once('exit', resolve);
  });
}

/** The app as a child process of its own, started from source. */
export async function createAppProcess({
  env,
  cwd,
  entry = ENTRY,
  flags = [],
  readyWithinMs = READY_WITHIN_MS,
  onLine = () => undefined,
  onExit = () => undefined,
}: AppProcessOptions): Promise<AppProcess> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let child: ChildProcess | undefined;
  let wanted = false;

  function spawnApp(): ChildProcess {
    const spawned = spawn(
      process.execPath,
      [
        '--conditions=@yardmaster/source',
        '--disable-warning=ExperimentalWarning',
        entry,
        ...flags,
      ],
      {
        env: { ...env, HOST: '127.0.0.1', PORT: String(port) },
        cwd,
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    for (const stream of [spawned.stdout, spawned.stderr]) {
      createInterface({ input: stream }).on('line', onLine);
    }
    return spawned;
  }

  const isRunning = (): boolean =>
    child !== undefined && child.exitCode === null && child.signalCode === null;

  async function isReady(): Promise<boolean> {
    try {
      const response = await fetch(`${url}/readyz`, {
        signal: AbortSignal.timeout(1000),
      });
      await response.arrayBuffer();
      return response.ok;
    } catch {
      return false;
    }
  }

  // However this process ends, the app does not stay behind.
  const killLeftover = (): void => void child?.kill('SIGKILL');

  async function end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    wanted = false;
    if (child === undefined || !isRunning()) return;
    const ending = child;
    ending.kill(signal);
    const timer = setTimeout(() => ending.kill('SIGKILL'), STOP_WITHIN_MS);
    await ended(ending);
    clearTimeout(timer);
  }

  return {
    url,
    start: async () => {
      if (isRunning()) return;
      const started = spawnApp();
      child = started;
      wanted = true;
      process.on('exit', killLeftover);
      started.once('exit', (code) => {
        process.off('exit', killLeftover);
        if (wanted && child === started) onExit(code);
      });
      const deadline = Date.now() + readyWithinMs;
      while (!(await isReady())) {
        if (!isRunning())
          throw new Error('The app ended before it was ready; see its output.');
        if (Date.now() > deadline)
          throw new Error(`The app was not ready within ${readyWithinMs} ms.`);
        await sleep(50);
      }
    },
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    isRunning,
    pid: () => (isRunning() ? child?.pid : undefined),
  };
}
