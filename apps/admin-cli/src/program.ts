import { Command } from 'commander';
import { createConfiguredRegistry } from '@yardmaster/agent-registry';
import { loadConfig } from '@yardmaster/agent-registry/config';
import { ownVersion } from './cli/version.ts';
import { addAgentCommands } from './commands/agents.ts';
import { printable } from './terminal/printable.ts';
import type { Session } from './cli/session.ts';
import { addCanI } from './commands/can-i.ts';
import { addCompletion } from './commands/completion/command.ts';
import { addDiscord } from './commands/discord/command.ts';
import { addDoctor } from './commands/doctor.ts';
import { addFollow } from './commands/follow.ts';
import { addInit } from './commands/init.ts';
import { addJournal } from './commands/journal/command.ts';
import { addRunActions } from './commands/run-actions/command.ts';

const EXAMPLES = `
Examples:
  $ yardmaster init
      writes the configuration and the workflows into your repository
  $ yardmaster doctor
      checks everything, and says how to mend what is wrong
  $ yardmaster deploy-client --wait
      deploys, and follows the run to its conclusion
`;

/** The whole command line. Commands load what they need when they are run. */
export async function createProgram(session: Session): Promise<Command> {
  const { terminal } = session;
  const program = new Command('yardmaster')
    .description(
      'Runs GitHub Actions workflows, knows exactly which run it started, and follows it to its conclusion.',
    )
    .version(ownVersion(), '-V, --version', 'print the version')
    .option('--json', 'print one JSON document on standard output')
    .option('--debug', 'show the stack of unexpected errors')
    .helpOption('-h, --help', 'show what a command takes, with examples')
    .helpCommand('help [command]', 'show what a command takes')
    .configureHelp({ showGlobalOptions: true })
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text),
      // Holds what was typed.
      outputError: (text, write) => write(printable(text, { multiline: true })),
      getOutHelpWidth: () => terminal.stdout.columns ?? 80,
      getErrHelpWidth: () => terminal.stderr.columns ?? 80,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .showHelpAfterError('Run it with --help to see how it is used.')
    .addHelpText('after', EXAMPLES);
  program.commandsGroup('Agents:');
  addAgentCommands(program, await registryOf(session), session);
  program.commandsGroup('Runs:');
  addFollow(program, session);
  addRunActions(program, session);
  addJournal(program, session);
  program.commandsGroup('Set-up:');
  addInit(program, session);
  addDoctor(program, session);
  addDiscord(program, session);
  addCanI(program, session);
  addCompletion(program, session);
  return program;
}

/** Help works without any configuration; what is wrong with it is said by the command that needs it. */
async function registryOf({ terminal: { env, cwd } }: Session) {
  const loaded = await loadConfig(env, { parts: [], cwd });
  const config = loaded.ok
    ? loaded
    : await loadConfig({}, { parts: [], cwd: '/' });
  if (!config.ok) throw new Error('The built-in configuration has faults');
  return createConfiguredRegistry(config.config);
}
