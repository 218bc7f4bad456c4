import type { Command } from 'commander';
import type { Session } from '../cli/session.ts';

/** Follows a run that was started before, here or anywhere. */
export function addFollow(program: Command, session: Session): void {
  const command = program
    .command('follow <run>')
    .description(
      'Follow a run to its conclusion: by its number, its URL, or the short id of the command that started it',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ yardmaster follow 1f0c9a2b\n      goes on where Ctrl-C left off\n  $ yardmaster follow 20363538233\n      follows a run that anybody started\n',
    );
  command.action(async (run: string) => {
    const { followRun } = await import('../runs/follow.ts');
    await followRun(session, run);
  });
}
