import type { Argument, Command, Option } from 'commander';

export interface Candidate {
  readonly value: string;
  /** Shown beside it where the shell can. */
  readonly about?: string;
}

export interface Completions {
  /** The shell completes names of files by itself. */
  readonly files: boolean;
  readonly candidates: readonly Candidate[];
}

/** Values that are not part of the command line's definition. */
export interface Values {
  /** Short ids of the newest invocations; with `runs`, of those that started a run. */
  shortIds(options: { readonly runs: boolean }): Promise<readonly Candidate[]>;
}

/** What may stand in place of the last word. */
export async function complete(
  program: Command,
  words: readonly string[],
  values: Values,
): Promise<Completions> {
  const typed = words.at(-1) ?? '';
  const at = walk(program, words.slice(0, -1));
  const matching = (candidates: readonly Candidate[], prefix = '') => ({
    files: false,
    candidates: candidates
      .map((one) => ({ ...one, value: prefix + one.value }))
      // A line break would be two candidates, a tab the end of one.
      .filter(
        ({ value }) => value.startsWith(typed) && !/[\n\r\t]/.test(value),
      ),
  });
  const valuesOf = async (option: Option, prefix = '') =>
    /<file>/.test(option.flags)
      ? { files: true, candidates: [] }
      : matching(await optionValues(option, program), prefix);

  if (at.option !== undefined) return valuesOf(at.option);
  const [, name] = /^(--[\w-]+)=/.exec(typed) ?? [];
  const assigned = at.flags
    ? optionsFor(at.command).find(({ long }) => long === name)
    : undefined;
  if (name !== undefined && assigned !== undefined)
    return valuesOf(assigned, `${name}=`);
  if (typed.startsWith('-') && at.flags) return matching(flagsFor(at.command));
  const named = await argumentValues(at, program, values);
  return matching(
    named.length > 0 ? named : at.flags ? flagsFor(at.command) : [],
  );
}

interface Place {
  readonly command: Command;
  /** Its value is being typed. */
  readonly option: Option | undefined;
  /** How many arguments stand before. */
  readonly arguments: number;
  /** False after `--`. */
  readonly flags: boolean;
}

function walk(program: Command, words: readonly string[]): Place {
  let command = program;
  let option: Option | undefined;
  let given = 0;
  let flags = true;
  for (const word of words) {
    if (option !== undefined) {
      option = undefined;
      continue;
    }
    if (flags && word === '--') flags = false;
    else if (flags && word.startsWith('-')) {
      const found = optionsFor(command).find(
        ({ long, short }) => long === word || short === word,
      );
      option = found?.required === true ? found : undefined;
    } else {
      const next = given === 0 ? childOf(command, word) : undefined;
      if (next === undefined) given += 1;
      else command = next;
    }
  }
  return { command, option, arguments: given, flags };
}

function childOf(command: Command, name: string): Command | undefined {
  return command.commands.find(
    (one) => one.name() === name || one.aliases().includes(name),
  );
}

function optionsFor(command: Command): readonly Option[] {
  const help = command.createHelp();
  return [
    ...help.visibleOptions(command),
    ...help.visibleGlobalOptions(command),
  ];
}

function flagsFor(command: Command): readonly Candidate[] {
  return optionsFor(command).map(({ long, flags, description }) => ({
    value: long ?? flags,
    about: description,
  }));
}

function commandsOf(command: Command): readonly Candidate[] {
  return command
    .createHelp()
    .visibleCommands(command)
    .map((one) => ({ value: one.name(), about: one.description() }));
}

async function optionValues(
  { argChoices = [], long }: Option,
  program: Command,
): Promise<readonly Candidate[]> {
  return long === '--command'
    ? commandsOf(program)
    : argChoices.map((value) => ({ value }));
}

async function argumentValues(
  place: Place,
  program: Command,
  values: Values,
): Promise<readonly Candidate[]> {
  const { command } = place;
  if (place.arguments === 0 && command.commands.length > 0)
    return commandsOf(command);
  const all = command.registeredArguments;
  const argument: Argument | undefined =
    all[place.arguments] ?? (all.at(-1)?.variadic ? all.at(-1) : undefined);
  switch (argument?.name()) {
    case undefined:
      return [];
    case 'run':
      return values.shortIds({ runs: true });
    case 'id':
      return values.shortIds({ runs: false });
    case 'command':
      // Of `help`, whose words lead from command to command, and of `can-i`.
      return place.arguments === 0 ? commandsOf(program) : [];
    default:
      return (argument?.argChoices ?? []).map((value) => ({ value }));
  }
}
