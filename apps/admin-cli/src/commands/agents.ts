import { Option, type Command as Subcommand } from 'commander';
import {
  expectedOf,
  flagOf,
  optionsOf,
  type Command,
  type OptionSpec,
  type Registry,
  type Report,
} from '@yardmaster/agent-registry';
import { addPictureFlags, DRY_RUN, type PictureFlags } from '../cli/flags.ts';
import type { Session } from '../cli/session.ts';

/** Says what there is: needs no account, and makes no journal where there is none. */
const DESCRIBES = new Set(['agents']);
/** Its report has a picture. */
const PICTURES = new Set(['status-digest']);

type Flags = Readonly<Record<string, unknown>> & PictureFlags;

/** Every command of the registry becomes a subcommand: same name, its options as flags, its examples as help. */
export function addAgentCommands(
  program: Subcommand,
  registry: Registry,
  session: Session,
): void {
  for (const command of registry.commands()) {
    const subcommand = program
      .command(command.command)
      .description(command.description)
      .addHelpText('after', examplesText(command));
    const options = optionsOf(command);
    for (const option of options) subcommand.addOption(toFlag(option));
    if (command.effect === 'write' || command.effectOf !== undefined)
      subcommand.option(...DRY_RUN);
    if (PICTURES.has(command.command)) addPictureFlags(subcommand);
    subcommand.action((flags: Flags) =>
      run(session, command, inputOf(options, flags), flags),
    );
  }
}

async function run(
  session: Session,
  { command }: Command,
  input: Readonly<Record<string, unknown>>,
  flags: Flags,
): Promise<void> {
  const describes = DESCRIBES.has(command);
  if (describes && !(await hasJournal(session))) {
    const { describeOnly } = await import('./describe-only.ts');
    return describeOnly(session);
  }
  if (flags['dryRun'] === true) {
    const { dryRun } = await import('../invoke/dry-run.ts');
    return dryRun(session, command, input);
  }
  const [{ invokeAndShow }, { showReport }, { showPicture }, { withCore }] =
    await Promise.all([
      import('../invoke/invoke.ts'),
      import('../cli/show-report.ts'),
      import('../cli/picture.ts'),
      import('../cli/core.ts'),
    ]);
  const show = async (report: Report) => {
    showReport(session, report);
    if (PICTURES.has(command)) await showPicture(session, report, flags);
  };
  await withCore(session, { parts: ['github', 'database'] }, (core) =>
    invokeAndShow(session, core, command, input, {
      show,
      mayAskGitHub: !describes,
    }),
  );
}

/** Whether the configuration names a journal that is there. */
async function hasJournal(session: Session): Promise<boolean> {
  const [{ setUp }, { parseDatabaseUrl }, { existsSync }, { resolve }] =
    await Promise.all([
      import('../cli/configuration.ts'),
      import('@yardmaster/agent-registry'),
      import('node:fs'),
      import('node:path'),
    ]);
  const setup = await setUp(session, ['github', 'database']);
  // What is wrong with the configuration is said by what reads it next.
  if (!setup.ok) return false;
  const target = parseDatabaseUrl(setup.config.databaseUrl);
  return (
    target.kind === 'postgres' ||
    existsSync(resolve(session.terminal.cwd, target.path))
  );
}

function toFlag(option: OptionSpec): Option {
  const flag = flagOf(option);
  const made = new Option(
    option.type === 'boolean' ? flag : `${flag} <value>`,
    descriptionOf(option),
  );
  if (option.choices !== undefined) made.choices([...option.choices]);
  if (option.required) made.makeOptionMandatory();
  return made;
}

/** What commander does not add by itself: the range. Defaults stay the schema's own. */
function descriptionOf(option: OptionSpec): string {
  const notes = [
    ...(option.type === 'integer' ? [expectedOf(option)] : []),
    ...(option.default === undefined || option.type === 'boolean'
      ? []
      : [`default: ${option.default}`]),
  ];
  return notes.length === 0
    ? option.description
    : `${option.description} (${notes.join('; ')})`;
}

/** Flags back to the names that Discord and the schema use. */
function inputOf(
  options: readonly OptionSpec[],
  flags: Flags,
): Record<string, unknown> {
  return Object.fromEntries(
    options.map((option) => [
      option.name,
      flags[new Option(flagOf(option)).attributeName()],
    ]),
  );
}

function examplesText(command: Command): string {
  const lines = command.examples.map(({ input, does }) => {
    const flags = optionsOf(command)
      .filter(({ name }) => input[name] !== undefined && input[name] !== false)
      .map((option) =>
        option.type === 'boolean'
          ? flagOf(option)
          : `${flagOf(option)} ${String(input[option.name])}`,
      );
    return `  $ yardmaster ${[command.command, ...flags].join(' ')}\n      ${does}`;
  });
  return lines.length === 0 ? '' : `\nExamples:\n${lines.join('\n')}\n`;
}
