import { Option, type Command } from 'commander';
import { OUTCOMES, REFUSALS, SURFACES } from '@yardmaster/agent-registry';
import type { Session } from '../../cli/session.ts';
import { parseLimit, parseSince } from './flags.ts';
import type { ListOptions } from './run.ts';

/** Who asked for what, what was decided and how it ended: the running app's own journal, also while it runs. */
export function addJournal(program: Command, session: Session): void {
  const journal = program
    .command('journal')
    .description('Read what was asked for, what was decided and how it ended')
    .addHelpText(
      'after',
      '\nExamples:\n  $ yardmaster journal list --since 24h\n  $ yardmaster journal show 1f0c9a2b\n',
    );
  const list = journal
    .command('list')
    .description('The newest invocations')
    .addOption(
      new Option('--surface <name>', 'where it came from').choices(SURFACES),
    )
    .option('--command <name>', 'such as deploy-client')
    .option('--requester <name>', 'id or name, whole')
    .addOption(new Option('--outcome <name>', 'how it ended').choices(OUTCOMES))
    .addOption(
      new Option('--decision <name>', 'whether it was run').choices([
        'accepted',
        ...REFUSALS,
      ]),
    )
    .option(
      '--since <time>',
      'an ISO date, or so long ago: 90m, 24h, 7d',
      parseSince,
    )
    .option(
      '--limit <number>',
      'at most so many, 1 to 1000 (default: 20)',
      parseLimit,
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ yardmaster journal list --command deploy-client --since 7d\n  $ yardmaster journal list --decision not_allowed --json\n',
    );
  list.action(async () => {
    const { listVerb } = await import('./run.ts');
    await listVerb(session, list.opts<ListOptions>());
  });
  const show = journal
    .command('show <id>')
    .description('One invocation with its follow, by short id or more of it')
    .addHelpText('after', '\nExample:\n  $ yardmaster journal show 1f0c9a2b\n');
  show.action(async (id: string) => {
    const { showVerb } = await import('./run.ts');
    await showVerb(session, id);
  });
}
