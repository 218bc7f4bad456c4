import { existsSync } from 'node:fs';
import { access, constants } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import {
  JournalError,
  openJournal,
  parseDatabaseUrl,
} from '@yardmaster/agent-registry';
import {
  ok,
  problem,
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
      ? ok(`Node.js ${nodeVersion} is recent enough.`)
      : problem(
          `Node.js ${nodeVersion} is too old.`,
          `Install Node.js ${OLDEST.join('.')} or newer.`,
        );
  },
};

export const configurationCheck: Check = {
  id: 'configuration',
  title: 'Configuration',
  run: ({ faults }) =>
    faults.length === 0
      ? ok('Every variable and setting that is there is well-formed.')
      : faults.map(({ variable, problem: what, expected }) =>
          problem(`${variable}: ${what}.`, `Set it to ${expected}.`),
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
          `${adminUserIds.length} users and ${adminRoleIds.length} roles may start workflows.`,
        )
      : ok(
          'No admin is listed: members with Manage Server may start workflows.',
        );
  },
};

export const databaseCheck: Check = {
  id: 'database',
  title: 'Database',
  async run({ config, has, terminal }) {
    if (!has('database'))
      return skipped('DATABASE_URL has a fault, see Configuration.');
    const target = parseDatabaseUrl(config.databaseUrl);
    if (target.kind === 'sqlite') {
      const path = resolve(terminal.cwd, target.path);
      if (!existsSync(path)) return await notYetThere(path);
    }
    return await opened(config.databaseUrl);
  },
};

/** The check leaves nothing behind, so it does not make the file either. */
async function notYetThere(path: string): Promise<Finding> {
  let folder = dirname(path);
  while (!existsSync(folder) && folder !== dirname(folder))
    folder = dirname(folder);
  try {
    await access(folder, constants.W_OK);
    return ok(`${path} is not there yet; it is made when first needed.`);
  } catch {
    return problem(
      `${path} cannot be made: ${folder} may not be written to.`,
      'Let DATABASE_URL name a place that may be written to.',
    );
  }
}

async function opened(databaseUrl: string): Promise<Finding> {
  try {
    const journal = await openJournal(databaseUrl);
    try {
      await journal.ping();
      return ok('The journal opens, and its tables are those of this version.');
    } finally {
      await journal.close();
    }
  } catch (error) {
    if (error instanceof JournalError)
      return problem(error.message, FIXES[error.code]);
    return warning(
      `The journal could not be opened (${error instanceof Error ? error.message : String(error)}).`,
      'Run again with --debug, and check DATABASE_URL.',
    );
  }
}

const FIXES: Readonly<Record<JournalError['code'], string>> = {
  invalid_url: 'Set DATABASE_URL to file:PATH or postgres://…',
  not_a_journal: 'Let DATABASE_URL name another place.',
  damaged: 'Put a backup in its place.',
  newer: 'Install the Yardmaster that wrote it.',
  unreachable: 'Check that the server runs, or the folder may be written to.',
};
