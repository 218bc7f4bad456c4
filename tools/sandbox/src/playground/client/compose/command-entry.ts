import type { RegisteredCommand } from '../../../discord/index.ts';
import { objects, string, type Json } from '../json.ts';

export interface OptionEntry {
  readonly name: string;
  readonly description: string;
  /** 3 string, 4 integer, 5 boolean, 10 number; https://docs.discord.com/developers/interactions/application-commands */
  readonly type: number;
  readonly required: boolean;
  readonly autocomplete: boolean;
  readonly choices: readonly {
    readonly name: string;
    readonly value: string | number;
  }[];
  readonly min?: number;
  readonly max?: number;
}

/** Something a person can type after the slash: a command, or one of its subcommands. */
export interface CommandEntry {
  /** `deploy-client`, or `group sub name` for subcommands. */
  readonly label: string;
  readonly description: string;
  readonly command: string;
  /** Names of group and subcommand. */
  readonly path: readonly string[];
  readonly options: readonly OptionEntry[];
}

function optionEntry(option: Json): OptionEntry {
  return {
    name: string(option['name']),
    description: string(option['description']),
    type: Number(option['type']),
    required: option['required'] === true,
    autocomplete: option['autocomplete'] === true,
    choices: objects(option['choices']).map(({ name, value }) => ({
      name: string(name),
      value: typeof value === 'number' ? value : string(value),
    })),
    ...(typeof option['min_value'] === 'number'
      ? { min: option['min_value'] }
      : {}),
    ...(typeof option['max_value'] === 'number'
      ? { max: option['max_value'] }
      : {}),
  };
}

function branches(node: Json, command: string, path: string[]): CommandEntry[] {
  const options = objects(node['options']);
  const deeper = options.filter(({ type }) => type === 1 || type === 2);
  if (deeper.length > 0) {
    return deeper.flatMap((option) =>
      branches(option, command, [...path, string(option['name'])]),
    );
  }
  return [
    {
      label: [command, ...path].join(' '),
      description: string(node['description']),
      command,
      path,
      options: options.map(optionEntry),
    },
  ];
}

export function commandEntries(
  commands: readonly RegisteredCommand[],
): CommandEntry[] {
  return commands
    .filter(({ type }) => type === 1)
    .flatMap((command) => branches(command, command.name, []));
}

/** Whether Discord offers the command to a member with these permissions. The app decides again at the call. */
export function isOffered(
  command: RegisteredCommand | undefined,
  permissions: string,
): boolean {
  const needed = command?.['default_member_permissions'];
  if (typeof needed !== 'string') return true;
  const has = BigInt(permissions);
  const administrator = (has & 8n) !== 0n;
  return (
    administrator ||
    (BigInt(needed) !== 0n && (has & BigInt(needed)) === BigInt(needed))
  );
}

/** Values as typed, in the types that Discord sends; those left empty stay out. */
export function optionPayload(
  entry: CommandEntry,
  values: ReadonlyMap<string, string>,
  focused?: string,
): Json[] {
  const given = entry.options.flatMap((option): Json[] => {
    const value = values.get(option.name) ?? '';
    const isFocused = option.name === focused;
    if (value === '' && !isFocused) return [];
    const typed =
      option.type === 5
        ? value === 'true'
        : (option.type === 4 || option.type === 10) && !isFocused
          ? Number(value)
          : value;
    return [
      {
        name: option.name,
        type: option.type,
        value: typed,
        ...(isFocused ? { focused: true } : {}),
      },
    ];
  });
  return entry.path
    .toReversed()
    .reduce<Json[]>(
      (options, name, index) => [{ name, type: index === 0 ? 1 : 2, options }],
      given,
    );
}

/** Reads `/name option:value other:"two words"`; undefined where no command is of that name. */
export function parseTyped(
  text: string,
  entries: readonly CommandEntry[],
): { entry: CommandEntry; values: Map<string, string> } | undefined {
  const typed = text.replace(/^\//, '').trim();
  const entry = entries
    .filter(({ label }) => typed === label || typed.startsWith(`${label} `))
    .toSorted((a, b) => b.label.length - a.label.length)[0];
  if (entry === undefined) return undefined;
  const values = new Map<string, string>();
  for (const match of typed
    .slice(entry.label.length)
    .matchAll(/([\w-]+):(?:"([^"]*)"|(\S+))/g)) {
    const [, name = '', quoted, bare = ''] = match;
    const option = entry.options.find((candidate) => candidate.name === name);
    const value = quoted ?? bare;
    if (option !== undefined)
      values.set(name, option.type === 5 ? value.toLowerCase() : value);
  }
  return { entry, values };
}
