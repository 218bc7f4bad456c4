import type { Command } from 'commander';
import { addExamples } from '../../cli/examples.ts';
import { addTimeout, addWeb, DRY_RUN } from '../../cli/flags.ts';
import type { Session } from '../../cli/session.ts';
import { RUN_ARGUMENT } from '../follow.ts';
import type { ActionFlags } from './run.ts';

/** `cancel` and `rerun`: the actions behind Discord's buttons, with the same confirmation. */
export function addRunActions(program: Command, session: Session): void {
  const cancel = program
    .command('cancel')
    .description('Cancel a run')
    .argument(...RUN_ARGUMENT)
    .option('--force', 'force-cancel, even if steps use `always()`')
    .option('-y, --yes', 'do not ask for confirmation')
    .option(...DRY_RUN)
    .action(async (run: string, flags: ActionFlags) => {
      const { act } = await import('./run.ts');
      await act(session, run, flags, 'cancel', { force: flags.force });
    });

  addExamples(cancel, [
    {
      args: 'cancel 1f0c9a2b',
      does: 'ask, and cancel the run that this command started',
    },
    {
      args: 'cancel 20363538233 --force --yes',
      does: 'force-cancel without asking',
    },
  ]);

  const rerun = program
    .command('rerun')
    .description('Run a run again as its next attempt')
    .argument(...RUN_ARGUMENT)
    .option('--failed', 'only failed jobs and the jobs that depend on them')
    .option('--wait', 'wait for the new attempt and report its result');
  addTimeout(rerun)
    .option('-y, --yes', 'do not ask for confirmation')
    .option(...DRY_RUN);
  addExamples(rerun, [
    { args: 'rerun 1f0c9a2b', does: 'ask, and run all jobs again' },
    {
      args: 'rerun 20363538233 --failed --wait --yes',
      does: 'run the failed jobs again and follow them',
    },
  ]);
  addWeb(rerun).action(async (run: string, flags: ActionFlags) => {
    const { act } = await import('./run.ts');
    await act(session, run, flags, 'rerun', {
      failed_only: flags.failed,
      wait: flags.wait,
    });
  });
}
