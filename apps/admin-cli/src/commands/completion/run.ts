import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import {
  openJournal,
  parseDatabaseUrl,
  shortId,
} from '@yardmaster/agent-registry';
import { loadConfig } from '@yardmaster/agent-registry/config';
import type { Session } from '../../cli/session.ts';
import { printable } from '../../terminal/printable.ts';
import { relativeTime } from '../../terminal/time.ts';
import { complete, type Candidate, type Values } from './complete.ts';
import { bashReply, splitLine, unquote } from './shell-words.ts';

/** Answers one Tab: `__complete bash LINE CURRENT`, or `__complete zsh|fish WORD…`. */
export async function completeVerb(
  session: Session,
  program: Command,
  [shell, ...rest]: readonly string[],
): Promise<void> {
  const values = journalValues(session);
  if (shell === 'bash') {
    const [line = '', current = ''] = rest;
    const { words, raw } = splitLine(line);
    const found = await complete(program, words.slice(1), values);
    return print(
      session,
      found.files,
      found.candidates.map(({ value }) => bashReply(value, raw, current)),
    );
  }
  const words =
    shell === 'fish'
      ? [...rest.slice(0, -1), unquote(rest.at(-1) ?? '')]
      : rest;
  const { files, candidates } = await complete(program, words, values);
  print(
    session,
    files,
    candidates.map(({ value, about = '' }) =>
      about === '' ? value : `${value}\t${printable(about)}`,
    ),
  );
}

function print(
  { terminal }: Session,
  files: boolean,
  lines: readonly string[],
): void {
  terminal.stdout.write(
    `${[files ? 'files' : 'values', ...lines].join('\n')}\n`,
  );
}

/** A Tab must not wait longer for a database, milliseconds. */
const TIMEOUT_MS = 1_000;
const MAX_IDS = 50;

/** Values out of the journal; none if it does not exist, cannot be opened or does not respond. */
function journalValues({ terminal: { env, cwd } }: Session): Values {
  async function newest(runs: boolean): Promise<readonly Candidate[]> {
    const loaded = await loadConfig(env, { parts: ['database'], cwd });
    if (!loaded.ok) return [];
    const { databaseUrl } = loaded.config;
    const target = parseDatabaseUrl(databaseUrl);
    if (target.kind === 'sqlite' && !existsSync(resolve(cwd, target.path)))
      return [];
    const journal = await openJournal(databaseUrl);
    try {
      const found = await journal.listInvocations({ limit: MAX_IDS });
      return found
        .filter(({ runId }) => !runs || runId !== null)
        .map(({ id, command, requester, createdAt }) => ({
          value: shortId(id),
          about: `${command}, ${requester.name}, ${relativeTime(createdAt, Date.now())}`,
        }));
    } finally {
      await journal.close();
    }
  }
  return {
    shortIds: ({ runs }) =>
      Promise.race([
        newest(runs).catch(() => []),
        new Promise<readonly Candidate[]>((done) => {
          setTimeout(() => done([]), TIMEOUT_MS).unref();
        }),
      ]),
  };
}
