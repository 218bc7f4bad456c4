import { OPTION_TYPE } from '../rules/command-rules.ts';
import type {
  CommandStore,
  RegisteredCommand,
} from '../commands/command-store.ts';
import { isObject, listAt, numberAt, type JsonObject } from '../wire/json.ts';
import type { Channels } from '../guild/channels.ts';
import { userJson, type Member } from '../guild/member.ts';

type OptionValue = string | number | boolean;

/** Options by name, or Discord's own list for subcommands. */
export type OptionInput = Record<string, OptionValue> | readonly JsonObject[];

/** An option of a registered command by name, at any depth. */
function findOption(
  command: RegisteredCommand | undefined,
  name: string,
): JsonObject | undefined {
  function search(node: unknown): JsonObject | undefined {
    for (const option of listAt(node, 'options')) {
      if (isObject(option) && option['name'] === name) return option;
      const deeper = search(option);
      if (deeper !== undefined) return deeper;
    }
    return undefined;
  }
  return search(command);
}

function guessedType(value: OptionValue): number {
  return typeof value === 'string'
    ? OPTION_TYPE.string
    : typeof value === 'boolean'
      ? OPTION_TYPE.boolean
      : Number.isInteger(value)
        ? OPTION_TYPE.integer
        : OPTION_TYPE.number;
}

function optionList(
  options: OptionInput | undefined,
  command: RegisteredCommand | undefined,
  focused?: string,
): readonly JsonObject[] {
  if (options === undefined) return [];
  if (Array.isArray(options)) return options as readonly JsonObject[];
  return Object.entries(options as Record<string, OptionValue>).map(
    ([name, value]) => ({
      name,
      type: numberAt(findOption(command, name), 'type') ?? guessedType(value),
      value,
      ...(name === focused ? { focused: true } : {}),
    }),
  );
}

/** Options of a group or subcommand stand inside of it. */
function leaves(options: readonly JsonObject[]): JsonObject[] {
  return options.flatMap((option) => [
    option,
    ...leaves(listAt(option, 'options').filter(isObject)),
  ]);
}

/** People and channels that options name, as Discord sends them along. */
function resolved(
  options: readonly JsonObject[],
  members: readonly Member[],
  channels: Channels,
): JsonObject {
  const named = (type: number): unknown[] =>
    leaves(options)
      .filter((option) => option['type'] === type)
      .map((option) => option['value']);
  const people = members.filter(({ id }) =>
    named(OPTION_TYPE.user).includes(id),
  );
  const places = channels
    .list()
    .filter(({ id }) => named(OPTION_TYPE.channel).includes(id));
  const table = <T extends { id: string }>(
    list: readonly T[],
    entry: (item: T) => JsonObject,
  ): JsonObject =>
    Object.fromEntries(list.map((item) => [item.id, entry(item)]));
  const data = {
    ...(people.length === 0
      ? {}
      : {
          users: table(people, userJson),
          members: table(people, ({ roles, permissions }) => ({
            roles,
            permissions,
          })),
        }),
    ...(places.length === 0
      ? {}
      : {
          channels: table(places, ({ id, name }) => ({ id, name, type: 0 })),
        }),
  };
  return Object.keys(data).length === 0 ? {} : { resolved: data };
}

export interface CommandDataParts {
  readonly members: readonly Member[];
  readonly channels: Channels;
  readonly commands: CommandStore;
  readonly guildId: string;
  readonly nextId: () => string;
}

/** The `data` of a command or autocomplete interaction; a name that is not registered gets an id, too. */
export function commandData(
  { commands, guildId, nextId, members, channels }: CommandDataParts,
  name: string,
  options: OptionInput | undefined,
  focused?: string,
): JsonObject {
  const command = [...commands.list(guildId), ...commands.list()].find(
    (registered) => registered.name === name,
  );
  const list = optionList(options, command, focused);
  return {
    id: command?.id ?? nextId(),
    name,
    type: command?.type ?? 1,
    ...(command?.guild_id === undefined ? {} : { guild_id: command.guild_id }),
    ...(list.length === 0 ? {} : { options: list }),
    ...resolved(list, members, channels),
  };
}
