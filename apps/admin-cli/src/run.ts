import { CommanderError } from 'commander';
import { secretsIn } from './cli/configuration.ts';
import { EXIT } from './cli/exit-code.ts';
import { createProgram } from './program.ts';
import { createSession, fail, printJson } from './cli/session.ts';
import type { Terminal } from './terminal/terminal.ts';

/** Runs one command line and answers with its exit code. Writes only to the terminal it is given. */
export async function runCli(
  argv: readonly string[],
  terminal: Terminal,
): Promise<number> {
  const session = createSession(argv, terminal);
  session.hide(secretsIn(terminal.env));
  try {
    const program = await createProgram(session);
    if (argv.length === 0) program.outputHelp();
    else await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError))
      fail(session, {
        message: session.debug
          ? 'Something went wrong that Yardmaster did not expect.'
          : 'Something went wrong that Yardmaster did not expect; --debug shows where.',
        error,
        exitCode: EXIT.serviceFailed,
      });
    else {
      session.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.usage;
      if (error.exitCode !== 0 && session.json)
        printJson(session, {
          error: { message: messageOf(error), exitCode: EXIT.usage },
        });
    }
  }
  return session.exitCode;
}

function messageOf({ code, message }: CommanderError): string {
  return code === 'commander.help'
    ? 'Name a command: see --help.'
    : message.replace(/^error: /, '');
}
