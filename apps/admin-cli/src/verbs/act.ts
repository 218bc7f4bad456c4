import type { OpenCore } from '@yardmaster/agent-registry/open-core';
import { confirm } from '../confirm.ts';
import { dryRun } from '../dry-run.ts';
import { EXIT } from '../exit-code.ts';
import { invokeAndShow } from '../invoke-and-show.ts';
import { fail, type Session } from '../session.ts';
import { withCore } from '../with-core.ts';
import { findInvocation } from './find-invocation.ts';
import type { ActionOptions } from './run-actions.ts';
import { runIdOf } from './run-id.ts';

/** Finds the run, asks, and does it. */
export async function act(
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
