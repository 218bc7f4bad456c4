import { EXIT } from './exit-code.ts';
import { promptStreams } from '../terminal/prompt-streams.ts';
import { fail, type Session } from './session.ts';

/** Asks a person; where nobody can answer, nothing is done and the flag that says yes is named. */
export async function confirm(
  session: Session,
  question: string,
): Promise<boolean> {
  const { terminal } = session;
  if (terminal.stdin.isTTY !== true || terminal.stdout.isTTY !== true) {
    fail(session, {
      message: `${question} Nobody is there to ask: say --yes.`,
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
  terminal.stderr.write('Nothing was done.\n');
  session.exitCode = prompts.isCancel(answer) ? EXIT.interrupted : EXIT.done;
  return false;
}
