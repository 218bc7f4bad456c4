import { CommanderError } from 'commander';
import { failWithFaults, secretsIn } from './cli/configuration.ts';
import { EXIT } from './cli/exit-code.ts';
import { createSession, fail, type Session } from './cli/session.ts';
import { pathOf, UsageError } from './cli/usage-error.ts';
import { COMPLETE } from './commands/completion/script.ts';
import { createProgram } from './program.ts';
import type { Terminal } from './terminal/terminal.ts';

/** Runs one command line and resolves to its exit code. Writes only to the terminal it is given. */
export async function runCli(
  argv: readonly string[],
  terminal: Terminal,
): Promise<number> {
  const session = createSession(argv, terminal);
  session.hide(secretsIn(terminal.env));
  await Promise.race([
    runCommand(session, argv),
    terminal.crashed ?? new Promise<never>(() => {}),
  ]).catch((error: unknown) =>
    fail(session, {
      message: session.debug
        ? 'Unexpected error.'
        : 'Unexpected error. Run the command again with --debug for details.',
      error,
      exitCode: EXIT.serviceFailed,
    }),
  );
  return session.exitCode;
}

async function runCommand(
  session: Session,
  argv: readonly string[],
): Promise<void> {
  const { program, faults } = await createProgram(session);
  try {
    if (argv[0] === COMPLETE) {
      const { completeVerb } = await import('./commands/completion/run.ts');
      await completeVerb(session, program, argv.slice(1));
    } else if (argv.length === 0) program.outputHelp();
    else await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (error instanceof UsageError) {
      // What the configuration would define may be what is missing.
      if (error.unknownCommand && faults.length > 0)
        return failWithFaults(session, faults);
      return fail(session, {
        message: error.message,
        exitCode: EXIT.usage,
        helpFor: pathOf(error.command),
      });
    }
    if (!(error instanceof CommanderError) || error.exitCode !== 0) throw error;
  }
}
