import type { Command } from 'commander';
import { DRY_RUN } from '../../cli/flags.ts';
import type { Session } from '../../cli/session.ts';
import type { ActionOptions } from './run.ts';

/** `cancel` and `rerun`: the actions behind Discord's buttons, confirmed here as they are there. */
export function addRunActions(program: Command, session: Session): void {
  const cancel = program
    .command('cancel <run>')
    .description('Cancel a run: by its number, its URL or a short id')
    .option('--force', 'also where the run’s own steps resist')
    .option('-y, --yes', 'do not ask')
    .option(...DRY_RUN)
    .addHelpText(
      'after',
      '\nExamples:\n  $ yardmaster cancel 1f0c9a2b\n      asks, and cancels the run that this command started\n  $ yardmaster cancel 20363538233 --force --yes\n      without asking, even if its steps resist\n',
    );
  cancel.action(async (run: string) => {
    const { act } = await import('./run.ts');
    const options: ActionOptions = cancel.optsWithGlobals();
    await act(session, run, options, 'cancel', { force: options.force });
  });

  const rerun = program
    .command('rerun <run>')
    .description('Run a run again as its next attempt')
    .option('--failed', 'only the jobs that failed, and those that need them')
    .option('--wait', 'follow the new attempt and tell its outcome')
    .option('-y, --yes', 'do not ask')
    .option(...DRY_RUN)
    .addHelpText(
      'after',
      '\nExamples:\n  $ yardmaster rerun 1f0c9a2b\n      asks, and runs all of it again\n  $ yardmaster rerun 20363538233 --failed --wait --yes\n      runs the failed jobs again and follows them\n',
    );
  rerun.action(async (run: string) => {
    const { act } = await import('./run.ts');
    const options: ActionOptions = rerun.optsWithGlobals();
    await act(session, run, options, 'rerun', {
      failed_only: options.failed,
      wait: options.wait,
    });
  });
}
