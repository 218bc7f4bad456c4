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
import { addExamples, type Example } from '../cli/examples.ts';
import {
  addPictureFlags,
  addTimeout,
  addWeb,
  DRY_RUN,
  type PictureFlags,
  type WaitFlags,
  type WebFlags,
} from '../cli/flags.ts';
import type { Session } from '../cli/session.ts';

/** Lists the commands: needs no account, and creates no journal where there is none. */
const DESCRIBES = 'agents';
/** Its report has a picture. */
const DRAWS = 'status-digest';

type Flags = Readonly<Record<string, unknown>> &
  PictureFlags &
  WaitFlags &
  WebFlags & { readonly dryRun?: boolean };

/** Every command of the registry becomes a subcommand: same name, its options as flags, its examples as help. */
export function addAgentCommands(
  program: Subcommand,
  registry: Registry,
  session: Session,
): void {
  for (const command of registry.commands()) {
    const options = optionsOf(command);
    const starts = command.effect === 'write';
    const subcommand = program
      .command(command.command)
      .description(command.description)
      .usage('[flags]');
    if (command.examples.length > 0)
      addExamples(subcommand, examplesOf(command));
    for (const option of options) subcommand.addOption(toFlag(option));
    if (options.some(({ name }) => name === 'wait')) addTimeout(subcommand);
    if (starts || command.effectOf !== undefined) subcommand.option(...DRY_RUN);
    if (starts || command.command === 'status') addWeb(subcommand);
    if (command.command === DRAWS) addPictureFlags(subcommand);
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
  const describes = command === DESCRIBES;
  if (describes && !(await hasJournal(session))) {
    const { describeOnly } = await import('./describe-only.ts');
    return describeOnly(session);
  }
  if (flags.dryRun) {
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
    if (command === DRAWS) await showPicture(session, report, flags);
  };
  await withCore(
    session,
    { parts: ['github', 'database'], timeout: flags.timeout },
    (core) =>
      invokeAndShow(session, core, command, input, {
        show,
        mayAskGitHub: !describes,
        web: flags.web,
      }),
  );
}

/** Whether the configuration names a journal that exists. */
async function hasJournal({
  terminal: { env, cwd },
}: Session): Promise<boolean> {
  const [{ loadConfig }, { parseDatabaseUrl }, { existsSync }, { resolve }] =
    await Promise.all([
      import('@yardmaster/agent-registry/config'),
      import('@yardmaster/agent-registry'),
      import('node:fs'),
      import('node:path'),
    ]);
  const loaded = await loadConfig(env, { parts: ['github', 'database'], cwd });
  // Faults are reported by the one who reads the configuration next.
  if (!loaded.ok) return false;
  const target = parseDatabaseUrl(loaded.config.databaseUrl);
  return target.kind === 'postgres' || existsSync(resolve(cwd, target.path));
}

function toFlag(option: OptionSpec): Option {
  const flag = flagOf(option);
  const made = new Option(
    option.type === 'boolean' ? flag : `${flag} ${placeholderOf(option)}`,
    descriptionOf(option),
  );
  if (option.choices !== undefined) made.choices([...option.choices]);
  if (option.required) made.makeOptionMandatory();
  return made;
}

/** `<n>`, `<url>`, `<period>`: what kind of value it takes. */
function placeholderOf({ name, type, choices }: OptionSpec): string {
  if (type === 'integer') return '<n>';
  if (choices === undefined && /(?:^|_)(?:url|base)$/.test(name))
    return '<url>';
  return `<${name.replaceAll('_', '-')}>`;
}

/** What commander does not add by itself: range and default. */
function descriptionOf(option: OptionSpec): string {
  const notes = [
    ...(option.type === 'integer' ? [expectedOf(option)] : []),
    ...(option.default === undefined || option.type === 'boolean'
      ? []
      : [`default: ${option.default}`]),
  ];
  const text = option.description
    .replace(/\.$/, '')
    .replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase());
  return notes.length === 0 ? text : `${text} (${notes.join('; ')})`;
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

function examplesOf(command: Command): readonly Example[] {
  return command.examples.map(({ input, does }) => {
    const flags = optionsOf(command)
      .filter(({ name }) => input[name] !== undefined && input[name] !== false)
      .map((option) =>
        option.type === 'boolean'
          ? flagOf(option)
          : `${flagOf(option)} ${String(input[option.name])}`,
      );
    return { args: [command.command, ...flags].join(' '), does };
  });
}
