import type { Report } from '@yardmaster/agent-registry';
import type { OpenCore } from '@yardmaster/agent-registry/open-core';
import { EXIT, exitCodeOf, exitCodeOfRefusal } from '../cli/exit-code.ts';
import { followToEnd } from '../runs/follow-to-end.ts';
import { callerOf } from '../cli/caller.ts';
import { fail, type Session } from '../cli/session.ts';
import { showReport } from '../cli/show-report.ts';

export interface ShowOptions {
  readonly show?: (report: Report) => Promise<void> | void;
  /** GitHub is asked whose the token is where git does not know who is at the terminal. */
  readonly mayAskGitHub?: boolean;
}

/** The one way in, and what comes of it on this terminal. */
export async function invokeAndShow(
  session: Session,
  core: OpenCore,
  command: string,
  input: Readonly<Record<string, unknown>>,
  {
    show = (report) => showReport(session, report),
    mayAskGitHub = true,
  }: ShowOptions = {},
): Promise<void> {
  const { terminal } = session;
  const caller = await callerOf(
    terminal,
    mayAskGitHub ? core.core.github : undefined,
  );
  const accepted = await core.invoke({ command, input, caller });
  if (!accepted.ok) {
    const { summary, title, data } = accepted.report;
    return fail(session, {
      message: typeof summary === 'string' ? summary : title,
      exitCode: exitCodeOfRefusal(accepted.reason),
      document: data,
    });
  }
  const reply = await accepted.run(terminal.signal);
  if (reply.follow?.wait)
    return followToEnd(session, core, accepted.invocation);
  await show(reply.report);
  await accepted.complete(reply);
  session.exitCode = terminal.signal.aborted
    ? EXIT.interrupted
    : exitCodeOf(reply.outcome, reply.follow?.outcomeDetail?.['reason']);
}
