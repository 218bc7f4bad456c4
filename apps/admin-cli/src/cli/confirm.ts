import { promptStreams } from '../terminal/prompt-streams.ts';
import { EXIT } from './exit-code.ts';
import { fail, note, type Session } from './session.ts';

/** Asks a person. Without a terminal nothing is done, and the flag that confirms is named. */
export async function confirm(
  session: Session,
  question: string,
): Promise<boolean> {
  const { terminal } = session;
  if (terminal.stdin.isTTY !== true || terminal.stdout.isTTY !== true) {
    fail(session, {
      message: `${question} Not a terminal; pass --yes to confirm.`,
      exitCode: EXIT.usage,
    });
    return false;
  }
  const prompts = await import('@clack/prompts');
  const answer = await prompts.confirm({
    message: question,
    initialValue: false,
    signal: terminal.signal,
    ...promptStreams(terminal),
  });
  if (answer === true) return true;
  note(session, 'Nothing was changed.');
  session.exitCode = prompts.isCancel(answer) ? EXIT.interrupted : EXIT.done;
  return false;
}
