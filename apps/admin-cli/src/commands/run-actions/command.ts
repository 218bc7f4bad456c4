import type { Command } from 'commander';
import { addTimeout, addWeb, DRY_RUN } from '../../cli/flags.ts';
import type { Session } from '../../cli/session.ts';
import { RUN_ARGUMENT } from '../follow.ts';
import type { ActionFlags } from './run.ts';

/** `cancel` and `rerun`: the actions behind Discord's buttons, with the same confirmation. */
export function addRunActions(program: Command, session: Session): void {
  program
    .command('cancel')
    .description('Cancel a run')
    .argument(...RUN_ARGUMENT)
    .option('--force', 'force-cancel, even if steps use `always()`')
    .option('-y, --yes', 'do not ask for confirmation')
    .option(...DRY_RUN)
    .addHelpText(
      'after',
      '\nExamples:\n  $ yardmaster cancel 1f0c9a2b\n      ask, and cancel the run that this command started\n  $ yardmaster cancel 20363538233 --force --yes\n      force-cancel without asking\n',
    )
    .action(async (run: string, flags: ActionFlags) => {
      const { act } = await import('./run.ts');
      await act(session, run, flags, 'cancel', { force: flags.force });
    });

  const rerun = program
    .command('rerun')
    .description('Run a run again as its next attempt')
    .argument(...RUN_ARGUMENT)
    .option('--failed', 'only failed jobs and the jobs that depend on them')
    .option('--wait', 'wait for the new attempt and report its result');
  addTimeout(rerun)
    .option('-y, --yes', 'do not ask for confirmation')
    .option(...DRY_RUN)
    .addHelpText(
      'after',
      '\nExamples:\n  $ yardmaster rerun 1f0c9a2b\n      ask, and run all jobs again\n  $ yardmaster rerun 20363538233 --failed --wait --yes\n      run the failed jobs again and follow them\n',
    );
  addWeb(rerun).action(async (run: string, flags: ActionFlags) => {
    const { act } = await import('./run.ts');
    await act(session, run, flags, 'rerun', {
      failed_only: flags.failed,
      wait: flags.wait,
    });
  });
}
