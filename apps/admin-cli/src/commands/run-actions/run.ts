import type { OpenCore } from '@yardmaster/agent-registry/open-core';
import { confirm } from '../../cli/confirm.ts';
import { dryRun } from '../../invoke/dry-run.ts';
import { EXIT } from '../../cli/exit-code.ts';
import { invokeAndShow } from '../../invoke/invoke.ts';
import { fail, type Session } from '../../cli/session.ts';
import { withCore } from '../../cli/core.ts';
import { findInvocation } from '../../runs/find-invocation.ts';
import { runIdOf } from '../../runs/run-id.ts';

export interface ActionOptions {
  readonly yes?: boolean;
  readonly force?: boolean;
  readonly failed?: boolean;
  readonly wait?: boolean;
  readonly dryRun?: boolean;
}

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
