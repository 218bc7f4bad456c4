import { Command, CommanderError } from 'commander';
import { createConfiguredRegistry } from '@yardmaster/agent-registry';
import { loadConfig } from '@yardmaster/agent-registry/config';
import { addAgentCommands } from './agent-command.ts';
import { EXIT } from './exit-code.ts';
import { fail, type Session } from './session.ts';
import type { Terminal } from './terminal.ts';
import { addFollow } from './verbs/follow.ts';
import { addJournal } from './verbs/journal.ts';
import { addCanI } from './verbs/can-i.ts';
import { addRunActions } from './verbs/run-actions.ts';

/** Runs one command line and answers with its exit code. Writes only to the terminal it is given. */
export async function runCli(
  argv: readonly string[],
  terminal: Terminal,
): Promise<number> {
  const session: Session = { terminal, exitCode: EXIT.done };
  const program = await createProgram(session);
  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError)
      return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    fail(session, {
      message: 'Something went wrong that Yardmaster did not expect.',
      error,
      exitCode: EXIT.serviceFailed,
      debug: argv.includes('--debug'),
    });
  }
  return session.exitCode;
}

async function createProgram(session: Session): Promise<Command> {
  const { terminal } = session;
  const program = new Command('yardmaster')
    .description(
      'Runs GitHub Actions workflows, knows exactly which run it started, and follows it to its conclusion.',
    )
    .option('--json', 'print one JSON document on standard output')
    .option('--debug', 'show the stack of unexpected errors')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text),
      getOutHelpWidth: () => terminal.stdout.columns ?? 80,
      getErrHelpWidth: () => terminal.stderr.columns ?? 80,
    })
    .showHelpAfterError('Run it with --help to see how it is used.')
    .showSuggestionAfterError();
  // Help works without any configuration; what is wrong with it is said by the command that needs it.
  const loaded = await loadConfig(terminal.env, {
    parts: [],
    cwd: terminal.cwd,
  });
  const config = loaded.ok
    ? loaded
    : await loadConfig({}, { parts: [], cwd: '/' });
  if (!config.ok) throw new Error('The built-in configuration has faults');
  addAgentCommands(program, createConfiguredRegistry(config.config), session);
  addFollow(program, session);
  addRunActions(program, session);
  addJournal(program, session);
  addCanI(program, session);
  return program;
}
