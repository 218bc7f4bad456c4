import type { Command, CommanderError } from 'commander';
import { listWords, suggest } from './suggest.ts';

/** `yardmaster journal list`. */
export function pathOf(command: Command): string {
  const { parent } = command;
  return parent === null
    ? command.name()
    : `${pathOf(parent)} ${command.name()}`;
}

/** A command line that cannot be run, in our words, with the command whose help explains it. */
export class UsageError extends Error {
  readonly command: Command;
  /** Whether the configuration could have defined what is missing. */
  readonly unknownCommand: boolean;
  constructor(command: Command, { code, message }: CommanderError) {
    super(describe(command, code, message));
    this.name = 'UsageError';
    this.command = command;
    this.unknownCommand = code === 'commander.unknownCommand';
  }
}

/** Commander's message, of which the parts in quotes are what was typed, as what is wrong and what to do. */
function describe(command: Command, code: string, message: string): string {
  const [first = '', second = ''] = [...message.matchAll(/'([^']*)'/g)].map(
    ([, quoted]) => quoted ?? '',
  );
  switch (code) {
    case 'commander.help':
      return `Choose a command of ${pathOf(command)}.`;
    case 'commander.unknownCommand':
      return `Unknown command "${pathOf(command)} ${first}".${suggest(
        first,
        namesOf(command),
        (name) => `${pathOf(command)} ${name}`,
      )}`;
    case 'commander.unknownOption':
      return `Unknown option ${first} for ${pathOf(command)}.${suggest(first, flagsOf(command))}`;
    case 'commander.missingArgument':
      return `Missing <${first}> for ${pathOf(command)}.`;
    case 'commander.missingMandatoryOptionValue':
      return `Missing ${first} for ${pathOf(command)}.`;
    case 'commander.optionMissingArgument':
      return `${flagIn(first)} needs a value: ${first}.`;
    case 'commander.excessArguments':
      return `Unexpected argument for ${pathOf(command)}: ${message.replace(/^.*?: (?=\S+$)|^.*but got \d+: /, '').replace(/\.$/, '')}.`;
    case 'commander.invalidArgument':
      return invalidValue(command, message, first, second);
    default:
      return message
        .replace(/^error: /, '')
        .replace(/^./, (c) => c.toUpperCase());
  }
}

/** `option '--x <y>' argument 'V' is invalid. Hint` and `command-argument value 'V' is invalid for argument 'x'. Hint`. */
function invalidValue(
  command: Command,
  message: string,
  first: string,
  second: string,
): string {
  const [, hint = ''] =
    /(?:is invalid|for argument '[^']*')\. (.*)$/s.exec(message) ?? [];
  const ofOption = message.includes("option '");
  const [name, value] = ofOption
    ? [flagIn(first), second]
    : [`<${second}>`, first];
  const choices = ofOption
    ? command.options.find(({ flags }) => flags === first)?.argChoices
    : command.registeredArguments.find((one) => one.name() === second)
        ?.argChoices;
  const expected =
    choices === undefined
      ? hint.replace(/^./, (c) => c.toLowerCase())
      : `use ${listWords(choices)}.${suggest(value, choices)}`;
  return `Invalid ${name} "${value}": ${expected}`;
}

function flagIn(flags: string): string {
  return /--[\w-]+/.exec(flags)?.[0] ?? flags;
}

function namesOf(command: Command): readonly string[] {
  return command
    .createHelp()
    .visibleCommands(command)
    .flatMap((one) => [one.name(), ...one.aliases()]);
}

function flagsOf(command: Command): readonly string[] {
  const help = command.createHelp();
  return [
    ...help.visibleOptions(command),
    ...help.visibleGlobalOptions(command),
  ].flatMap(({ long }) => (long === undefined ? [] : [long]));
}
