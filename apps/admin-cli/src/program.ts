import { Command, type CommanderError, type Help } from 'commander';
import { createConfiguredRegistry } from '@yardmaster/agent-registry';
import {
  loadConfig,
  type ConfigFault,
} from '@yardmaster/agent-registry/config';
import { addExamples } from './cli/examples.ts';
import { addGlobals } from './cli/globals.ts';
import type { Session } from './cli/session.ts';
import { UsageError } from './cli/usage-error.ts';
import { addAgentCommands } from './commands/agents.ts';
import { addCanI } from './commands/can-i.ts';
import { addCompletion } from './commands/completion/command.ts';
import { addDiscord } from './commands/discord/command.ts';
import { addDoctor } from './commands/doctor.ts';
import { addFollow } from './commands/follow.ts';
import { addHelp, HELP_TOPICS } from './commands/help.ts';
import { addInit } from './commands/init.ts';
import { addJournal } from './commands/journal/command.ts';
import { addRunActions } from './commands/run-actions/command.ts';
import { addVersion } from './commands/version.ts';

/** Help is for reading: longer lines are not easier in a wide terminal. */
const HELP_WIDTH = 80;
/** A narrower description is put below its term. */
const MIN_DESCRIPTION = 30;

const LEARN_MORE = `
Learn more:
${HELP_TOPICS}
  https://github.com/yardmaster/yardmaster#readme
`;

export interface Program {
  readonly program: Command;
  /** What is wrong with the configuration that the commands come from; they are the built-in ones then. */
  readonly faults: readonly ConfigFault[];
}

/** The whole command line. Commands load what they need when they are run. */
export async function createProgram(session: Session): Promise<Program> {
  const { terminal } = session;
  const program = new Command('yardmaster')
    .description(
      'Run GitHub Actions workflows, know exactly which run was started, and follow it to its conclusion.',
    )
    .usage('<command> [flags]')
    .helpOption('-h, --help', 'show help')
    .helpCommand(false)
    .configureHelp({
      showGlobalOptions: true,
      formatItem,
      optionDescription: withChoices,
      argumentDescription: withChoices,
      subcommandTerm: (command) =>
        [command.name(), ...command.registeredArguments.map(placeholder)].join(
          ' ',
        ),
    })
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      // Errors are printed by `fail`, in one style.
      writeErr: () => {},
      outputError: () => {},
      getOutHelpWidth: () => Math.min(HELP_WIDTH, columnsFor(terminal.stdout)),
      getErrHelpWidth: () => HELP_WIDTH,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .optionsGroup('Options:');
  addExamples(program, [
    {
      args: 'init',
      does: 'write the configuration and the workflows into your repository',
    },
    { args: 'doctor', does: 'check the setup and show how to fix it' },
    {
      args: 'deploy-client --wait',
      does: 'deploy, and follow the run to its conclusion',
    },
  ]);
  program.addHelpText('after', LEARN_MORE);
  addGlobals(program);
  const { registry, faults } = await registryOf(session);
  program.commandsGroup('Run workflows:');
  addAgentCommands(program, registry, session);
  program.commandsGroup('Runs:');
  addFollow(program, session);
  addRunActions(program, session);
  addJournal(program, session);
  program.commandsGroup('Setup:');
  addInit(program, session);
  addDoctor(program, session);
  addDiscord(program, session);
  addCanI(program, session);
  program.commandsGroup('Other:');
  addCompletion(program, session);
  addHelp(program, session);
  addVersion(program, session);
  throwUsageErrors(program);
  return { program, faults };
}

/** `where it was run: {discord|cli}`. Defaults are part of the description. */
function withChoices({
  description,
  argChoices,
}: {
  readonly description: string;
  readonly argChoices?: readonly string[] | undefined;
}): string {
  return argChoices === undefined
    ? description
    : `${description}: {${argChoices.join('|')}}`;
}

/** A term with its description beside it, or below it where the terminal is too narrow for both. */
function formatItem(
  term: string,
  termWidth: number,
  description: string,
  helper: Help,
): string {
  const width = helper.helpWidth ?? HELP_WIDTH;
  const beside = width - termWidth - 4;
  const below = beside < MIN_DESCRIPTION;
  const indent = below ? '      ' : ' '.repeat(termWidth + 4);
  const lines = helper
    .boxWrap(description, below ? width - indent.length : beside)
    .split('\n')
    .join(`\n${indent}`);
  if (description === '') return `  ${term}`;
  return below
    ? `  ${term}\n${indent}${lines}`
    : `  ${term.padEnd(termWidth)}  ${lines}`;
}

function columnsFor({ columns = HELP_WIDTH }: { columns?: number }): number {
  return Math.max(columns, 40);
}

function placeholder(argument: Command['registeredArguments'][number]): string {
  const name = argument.name() + (argument.variadic ? '...' : '');
  return argument.required ? `<${name}>` : `[${name}]`;
}

/** Every error of the command line is thrown with the command that it is about. */
function throwUsageErrors(command: Command): void {
  command.exitOverride((error: CommanderError) => {
    throw error.exitCode === 0 ? error : new UsageError(command, error);
  });
  command.commands.forEach(throwUsageErrors);
}

/** Help works without any configuration; the command that needs it reports what is wrong. */
async function registryOf({ terminal: { env, cwd } }: Session) {
  const loaded = await loadConfig(env, { parts: [], cwd });
  const config = loaded.ok
    ? loaded
    : await loadConfig({}, { parts: [], cwd: '/' });
  if (!config.ok) throw new Error('The built-in configuration has faults');
  return {
    registry: createConfiguredRegistry(config.config),
    faults: loaded.ok ? [] : loaded.faults,
  };
}
