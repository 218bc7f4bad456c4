import { existsSync, statSync } from 'node:fs';
import { access, constants, statfs } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { configWarnings } from '@yardmaster/agent-registry/config';
import {
  JournalError,
  openJournal,
  parseDatabaseUrl,
} from '@yardmaster/agent-registry';
import {
  ok,
  error,
  skipped,
  warning,
  type Check,
  type Finding,
} from './check.ts';

/** The oldest Node.js that runs it, as in `engines`. */
const OLDEST = [22, 19] as const;

export const nodeCheck: Check = {
  id: 'node',
  title: 'Node.js',
  run({ nodeVersion }) {
    const [major = 0, minor = 0] = nodeVersion
      .replace(/^v/, '')
      .split('.')
      .map(Number);
    const [wantedMajor, wantedMinor] = OLDEST;
    return major > wantedMajor ||
      (major === wantedMajor && minor >= wantedMinor)
      ? ok(`Node.js ${nodeVersion}.`)
      : error(
          `Node.js ${nodeVersion} is too old.`,
          `Install Node.js ${OLDEST.join('.')} or newer.`,
        );
  },
};

export const configurationCheck: Check = {
  id: 'configuration',
  title: 'Configuration',
  run: ({ faults, config }) =>
    faults.length === 0
      ? [
          ok('Every variable and setting is valid.'),
          ...configWarnings(config).map((sentence) =>
            warning(sentence, 'See `yardmaster help environment`.'),
          ),
        ]
      : faults.map(({ variable, problem, expected }) =>
          error(
            `${variable}: ${problem.replace(/[.?]?$/, (end) => end || '.')}`,
            `Expected: ${expected}.`,
          ),
        ),
};

export const accessCheck: Check = {
  id: 'access',
  title: 'Operators',
  run({ config: { access: rules } }) {
    const { adminUserIds, adminRoleIds } = rules;
    const listed = adminUserIds.length + adminRoleIds.length;
    return listed > 0
      ? ok(
          `May start workflows: ${adminUserIds.length} listed users, ${adminRoleIds.length} listed roles.`,
        )
      : ok(
          'May start workflows: members with Manage Server, because no admin is listed.',
        );
  },
};

export const databaseCheck: Check = {
  id: 'database',
  title: 'Database',
  async run({ config, has, terminal }) {
    if (!has('database'))
      return skipped('DATABASE_URL is not valid; see Configuration.');
    const target = parseDatabaseUrl(config.databaseUrl);
    if (target.kind === 'sqlite') {
      const path = resolve(terminal.cwd, target.path);
      if (!existsSync(path)) return await notYetThere(path);
      // Before it is opened, which repairs its mode.
      const mode = modeOf(path);
      const findings = [await opened(config.databaseUrl), mode];
      return findings.filter((one) => one !== undefined);
    }
    return await opened(config.databaseUrl);
  },
};

/** The check leaves nothing behind, so it does not create the file either. */
async function notYetThere(path: string): Promise<Finding> {
  let folder = dirname(path);
  while (!existsSync(folder) && folder !== dirname(folder))
    folder = dirname(folder);
  try {
    await access(folder, constants.W_OK);
    return ok(`${path} does not exist yet; it is created when needed.`);
  } catch {
    return error(
      `${path} cannot be created: ${folder} is not writable.`,
      'Set DATABASE_URL to a writable place.',
    );
  }
}

async function opened(databaseUrl: string): Promise<Finding> {
  try {
    const journal = await openJournal(databaseUrl);
    try {
      await journal.ping();
      return ok('The journal can be opened, and its tables are up to date.');
    } finally {
      await journal.close();
    }
  } catch (cause) {
    if (cause instanceof JournalError)
      return error(cause.message, FIXES[cause.code]);
    return error(
      `The journal cannot be opened (${cause instanceof Error ? cause.message : String(cause)}).`,
      'Check DATABASE_URL.',
    );
  }
}

const FIXES: Readonly<Record<JournalError['code'], string>> = {
  invalid_url: 'Set DATABASE_URL to file:PATH or postgres://…',
  not_a_journal: 'Set DATABASE_URL to another place.',
  damaged: 'Restore a backup.',
  newer: 'Install the version of Yardmaster that wrote it.',
  unreachable: 'Check that the server runs, or that the folder is writable.',
};

/** Others must not read the journal, and reading must not wait for writing. */
function modeOf(path: string): Finding | undefined {
  const others = statSync(path).mode & 0o077;
  if (others !== 0 && process.platform !== 'win32')
    return warning(
      `Other users of this machine can read ${path}.`,
      `Run: chmod 600 ${path}`,
    );
  let mode: string;
  try {
    const database = new DatabaseSync(path, { readOnly: true });
    const row = database.prepare('PRAGMA journal_mode').get();
    mode = String(row?.['journal_mode']);
    database.close();
  } catch {
    // Opening it as a journal reports what is wrong with it.
    return undefined;
  }
  return mode === 'wal'
    ? undefined
    : warning(
        `The journal is in ${mode} mode instead of WAL, so that commands wait for each other.`,
        'Put it on a local disk: network file systems do not support WAL.',
      );
}

const MEBIBYTE = 1024 ** 2;
const LITTLE_SPACE = 500 * MEBIBYTE;
const NO_SPACE = 20 * MEBIBYTE;

export const diskCheck: Check = {
  id: 'disk',
  title: 'Disk',
  async run({ config, has, terminal }) {
    const target = has('database')
      ? parseDatabaseUrl(config.databaseUrl)
      : undefined;
    if (target?.kind !== 'sqlite')
      return skipped('The journal is not a file on this machine.');
    let folder = dirname(resolve(terminal.cwd, target.path));
    while (!existsSync(folder) && folder !== dirname(folder))
      folder = dirname(folder);
    const { bavail, bsize } = await statfs(folder);
    return diskFinding(folder, bavail * bsize);
  },
};

/** `free` in bytes. */
export function diskFinding(folder: string, free: number): Finding {
  const says = `${Math.floor(free / MEBIBYTE).toLocaleString('en')} MiB are free in ${folder}.`;
  const fix = 'Free some space, or set DATABASE_URL to another disk.';
  if (free < NO_SPACE) return error(says, fix);
  return free < LITTLE_SPACE ? warning(says, fix) : ok(says);
}
