import { confirm } from '../../cli/confirm.ts';
import { withCore } from '../../cli/core.ts';
import { EXIT } from '../../cli/exit-code.ts';
import type { WaitFlags, WebFlags } from '../../cli/flags.ts';
import { fail, type Session } from '../../cli/session.ts';
import { dryRun } from '../../invoke/dry-run.ts';
import { invokeAndShow } from '../../invoke/invoke.ts';
import { noRunOf } from '../../runs/follow.ts';
import { findRun, type RunReference } from '../../runs/reference.ts';

export interface ActionFlags extends WaitFlags, WebFlags {
  readonly yes?: boolean;
  readonly force?: boolean;
  readonly failed?: boolean;
  readonly wait?: boolean;
  readonly dryRun?: boolean;
}

/** Finds the run, asks for confirmation, and runs the command. */
export async function act(
  session: Session,
  run: string,
  { timeout, web, ...flags }: ActionFlags,
  command: 'cancel' | 'rerun',
  input: Readonly<Record<string, unknown>>,
): Promise<void> {
  const parts = ['github', 'database'] as const;
  await withCore(session, { parts, timeout }, async (core) => {
    const found = runIdOf(await findRun(core, run));
    if (typeof found === 'string')
      return fail(session, {
        message: found,
        exitCode: EXIT.usage,
        helpFor: `yardmaster ${command}`,
      });
    const whole = { run_id: found, ...input };
    if (flags.dryRun) return dryRun(session, command, whole);
    const question = `${command === 'cancel' ? 'Cancel' : 'Re-run'} run ${found} of ${core.core.github.repository}?`;
    if (!flags.yes && !(await confirm(session, question))) return;
    await invokeAndShow(session, core, command, whole, { web });
  });
}

/** The run's id, or why there is none. */
function runIdOf(found: RunReference): number | string {
  if (!found.ok) return found.message;
  if (found.kind === 'run') return found.runId;
  return found.invocation.runId ?? noRunOf(found.invocation);
}
