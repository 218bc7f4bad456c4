import type { Command } from 'commander';
import type { OpenCore } from '@yardmaster/agent-registry/open-core';
import { confirm } from '../confirm.ts';
import { DRY_RUN, dryRun } from '../dry-run.ts';
import { EXIT } from '../exit-code.ts';
import { invokeAndShow } from '../invoke-and-show.ts';
import { fail, type Session } from '../session.ts';
import { withCore } from '../with-core.ts';
import { findInvocation } from './find-invocation.ts';
import { runIdOf } from './run-id.ts';

interface ActionOptions {
  readonly yes?: boolean;
  readonly force?: boolean;
  readonly failed?: boolean;
  readonly wait?: boolean;
  readonly dryRun?: boolean;
}

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
  cancel.action((run: string) => {
    const options: ActionOptions = cancel.optsWithGlobals();
    return act(session, run, options, 'cancel', { force: options.force });
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
  rerun.action((run: string) => {
    const options: ActionOptions = rerun.optsWithGlobals();
    return act(session, run, options, 'rerun', {
      failed_only: options.failed,
      wait: options.wait,
    });
  });
}

async function act(
  session: Session,
  run: string,
  options: ActionOptions,
  command: 'cancel' | 'rerun',
  input: Readonly<Record<string, unknown>>,
): Promise<void> {
  const parts = ['github', 'database'] as const;
  await withCore(session, { parts }, async (core) => {
    const runId = await resolveRun(core, run);
    if (typeof runId === 'string')
      return fail(session, { message: runId, exitCode: EXIT.usage });
    const whole = { run_id: runId, ...input };
    if (options.dryRun) return dryRun(session, command, whole);
    const question = `${command === 'cancel' ? 'Cancel' : 'Re-run'} run ${runId} of ${core.core.github.repository}?`;
    if (!options.yes && !(await confirm(session, question))) return;
    await invokeAndShow(session, core, command, whole);
  });
}

/** The run's number, or a sentence about why there is none. */
async function resolveRun(
  core: OpenCore,
  run: string,
): Promise<number | string> {
  const runId = runIdOf(run, core.core.github.repository);
  if (runId !== undefined) return runId;
  const found = await findInvocation(core.core.journal, run);
  if (!found.ok) return found.message;
  return (
    found.invocation.runId ??
    `${run} started no run. See \`yardmaster journal show ${run}\`.`
  );
}
