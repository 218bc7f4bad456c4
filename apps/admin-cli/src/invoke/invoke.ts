import type { Report } from '@yardmaster/agent-registry';
import type { OpenCore } from '@yardmaster/agent-registry/open-core';
import { callerOf } from '../cli/caller.ts';
import { EXIT, exitCodeOf, exitCodeOfRefusal } from '../cli/exit-code.ts';
import { fail, type Session } from '../cli/session.ts';
import { showPage, showReport } from '../cli/show-report.ts';
import { followToEnd } from '../runs/follow-to-end.ts';

export interface InvokeOptions {
  readonly show?: (report: Report) => Promise<void> | void;
  /** If git has no name for the person at the terminal, asks GitHub whose the token is. */
  readonly mayAskGitHub?: boolean;
  /** Opens the report's first link. */
  readonly web?: boolean | undefined;
}

/** Runs a command of the registry and shows its result in this terminal. */
export async function invokeAndShow(
  session: Session,
  core: OpenCore,
  command: string,
  input: Readonly<Record<string, unknown>>,
  {
    show = (report) => showReport(session, report),
    mayAskGitHub = true,
    web,
  }: InvokeOptions = {},
): Promise<void> {
  const { terminal } = session;
  const caller = await callerOf(
    terminal,
    mayAskGitHub ? core.core.github : undefined,
  );
  const accepted = await core.invoke({ command, input, caller });
  if (!accepted.ok) {
    const { reason, report } = accepted;
    const { summary, title, data } = report;
    const exitCode = exitCodeOfRefusal(reason);
    return fail(session, {
      message: typeof summary === 'string' ? summary : title,
      exitCode,
      helpFor: exitCode === EXIT.usage ? `yardmaster ${command}` : undefined,
      document: data,
    });
  }
  const reply = await accepted.run(terminal.signal);
  if (web) await showPage(session, reply.report.links[0]?.url);
  if (reply.follow?.wait)
    return followToEnd(session, core, accepted.invocation);
  await show(reply.report);
  await accepted.complete(reply);
  session.exitCode = terminal.signal.aborted
    ? EXIT.interrupted
    : exitCodeOf(reply.outcome, reply.follow?.outcomeDetail?.['reason']);
}
