import { InvalidArgumentError, Option, type Command } from 'commander';
import {
  OUTCOMES,
  REFUSALS,
  SURFACES,
  type InvocationFilter,
} from '@yardmaster/agent-registry';
import { parseDuration } from '../../cli/duration.ts';
import { addExamples } from '../../cli/examples.ts';
import { addWeb, type WebFlags } from '../../cli/flags.ts';
import type { Session } from '../../cli/session.ts';

export interface ListFlags {
  readonly surface?: InvocationFilter['surface'];
  readonly command?: string;
  readonly requester?: string;
  readonly outcome?: InvocationFilter['outcome'];
  readonly decision?: InvocationFilter['decision'];
  /** Milliseconds since the epoch. */
  readonly since?: number;
  readonly limit: number;
}

const DEFAULT_LIMIT = 20;

/** Reads the journal, also while the app writes it. */
export function addJournal(program: Command, session: Session): void {
  const journal = program
    .command('journal')
    .description('See who ran what, and how it ended')
    .usage('<command> [flags]')
    .helpCommand(false);
  addExamples(journal, [
    { args: 'journal list --since 24h' },
    { args: 'journal show 1f0c9a2b' },
  ]);
  const list = journal
    .command('list')
    .description('List invocations, newest first')
    .usage('[flags]')
    .addOption(
      new Option('--surface <surface>', 'where it was run').choices(SURFACES),
    )
    .option('--command <command>', 'such as deploy-client')
    .option('--requester <user>', 'exact name or id')
    .addOption(
      new Option('--outcome <outcome>', 'how it ended').choices(OUTCOMES),
    )
    .addOption(
      new Option(
        '--decision <decision>',
        'accepted, or why it was refused',
      ).choices(['accepted', ...REFUSALS]),
    )
    .option(
      '--since <time>',
      'an ISO 8601 date, or how long ago: 90m, 24h, 7d',
      parseSince,
    )
    .option(
      '-L, --limit <n>',
      `at most this many, 1 to 1000 (default: ${DEFAULT_LIMIT})`,
      parseLimit,
    )
    .action(async (flags: Omit<ListFlags, 'limit'> & { limit?: number }) => {
      const { listVerb } = await import('./list.ts');
      await listVerb(session, { limit: DEFAULT_LIMIT, ...flags });
    });
  addExamples(list, [
    { args: 'journal list --command deploy-client --since 7d' },
    { args: 'journal list --decision not_allowed --json' },
  ]);
  const show = journal
    .command('show')
    .description('Show one invocation from request to notification')
    .argument(
      '<id>',
      'short id, or any unique beginning of the correlation id',
    );
  addExamples(show, [{ args: 'journal show 1f0c9a2b' }]);
  addWeb(show).action(async (id: string, flags: WebFlags) => {
    const { showVerb } = await import('./show.ts');
    await showVerb(session, id, flags);
  });
}

function parseSince(text: string): number {
  const ago = parseDuration(text);
  if (ago !== undefined) return Date.now() - ago;
  const time = Date.parse(text);
  if (Number.isNaN(time))
    throw new InvalidArgumentError(
      'Use an ISO 8601 date, or how long ago: 90m, 24h, 7d.',
    );
  return time;
}

function parseLimit(text: string): number {
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > 1000)
    throw new InvalidArgumentError('Use a whole number from 1 to 1000.');
  return limit;
}
