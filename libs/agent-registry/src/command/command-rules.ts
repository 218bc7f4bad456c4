import type { Command } from './agent.ts';
import { optionsOf, type OptionSpec } from './options.ts';

/** https://discord.com/developers/docs/interactions/application-commands#application-command-object-application-command-naming */
const DISCORD_NAME = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;
const LONGEST_DESCRIPTION = 100;
const MOST_OPTIONS = 25;
const MOST_CHOICES = 25;
const LONGEST_CHOICE = 100;
/** Names, descriptions and values of one command together. */
const MOST_CHARACTERS = 8_000;

/** What Discord, or a terminal, would not take of this command: sentences that name it, none where all is well. */
export function faultsOfCommand(command: Command): string[] {
  const faults: string[] = [];
  const { command: name, description, examples } = command;
  // Narrower than Discord's rule: a terminal types it, too.
  if (!/^[a-z0-9][a-z0-9-]{0,31}$/.test(name))
    faults.push(
      'a command is 1 to 32 lower case letters, digits and hyphens, and begins with no hyphen',
    );
  faults.push(...faultsOfDescription('its description', description));
  try {
    const options = optionsOf(command);
    faults.push(...faultsOfOptions(command, options));
    const known = new Set(options.map((option) => option.name));
    for (const example of examples)
      for (const option of Object.keys(example.input))
        if (!known.has(option))
          faults.push(
            `the example "${example.does}" uses the option "${option}", which it does not have`,
          );
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    faults.push(error.message);
  }
  return faults.map((fault) => `command "${name}": ${fault}`);
}

function faultsOfOptions(
  command: Command,
  options: readonly OptionSpec[],
): string[] {
  const faults = options.flatMap(faultsOfOption);
  if (options.length > MOST_OPTIONS)
    faults.push(
      `it has ${options.length} options; Discord takes at most ${MOST_OPTIONS}`,
    );
  for (const name of Object.keys(command.suggest ?? {}))
    if (!options.some((option) => option.name === name))
      faults.push(
        `it suggests values for "${name}", which is none of its options`,
      );
  const characters = [
    command.command,
    command.description,
    ...options.flatMap((option) => [
      option.name,
      option.description,
      // A choice is sent as its name and as its value.
      ...(option.choices ?? []),
      ...(option.choices ?? []),
    ]),
  ].join('').length;
  if (characters > MOST_CHARACTERS)
    faults.push(
      `its names, descriptions and choices have ${characters} characters together; Discord takes at most ${MOST_CHARACTERS}`,
    );
  return faults;
}

function faultsOfOption(option: OptionSpec): string[] {
  const { name, choices = [] } = option;
  const faults = faultsOfDescription(
    `the description of option "${name}"`,
    option.description,
  );
  if (
    !DISCORD_NAME.test(name) ||
    name !== name.toLowerCase() ||
    name.includes('-')
  )
    faults.push(
      `option "${name}" must be 1 to 32 lower case letters, digits and underscores`,
    );
  if (choices.length > MOST_CHOICES)
    faults.push(
      `option "${name}" has ${choices.length} choices; Discord takes at most ${MOST_CHOICES}: suggest values instead`,
    );
  for (const choice of choices)
    if (choice.length < 1 || choice.length > LONGEST_CHOICE)
      faults.push(
        `option "${name}" has a choice of ${choice.length} characters; it must have 1 to ${LONGEST_CHOICE}`,
      );
  if (option.autocomplete && choices.length > 0)
    faults.push(
      `option "${name}" has choices and suggestions; Discord takes one or the other`,
    );
  if (option.autocomplete && option.type === 'boolean')
    faults.push(`option "${name}" is a boolean, which cannot have suggestions`);
  return faults;
}

function faultsOfDescription(what: string, description: string): string[] {
  const { length } = description;
  if (length >= 1 && length <= LONGEST_DESCRIPTION && description.trim())
    return [];
  return [
    `${what} has ${length} characters; it must have 1 to ${LONGEST_DESCRIPTION}`,
  ];
}
