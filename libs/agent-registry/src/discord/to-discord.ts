import type { AccessRules } from '../command/access.ts';
import type { Command } from '../command/agent.ts';
import {
  optionsOf,
  type OptionSpec,
  type OptionType,
} from '../command/options.ts';
import type { Registry } from '../command/registry.ts';

/** https://discord.com/developers/docs/interactions/application-commands#application-command-object-application-command-option-type */
export const DISCORD_OPTION_TYPES = {
  string: 3,
  integer: 4,
  boolean: 5,
} as const satisfies Readonly<Record<OptionType, number>>;

const CHAT_INPUT = 1;
const IN_A_GUILD = 0;
const GUILD_INSTALL = 0;
/** https://discord.com/developers/docs/topics/permissions#permissions-bitwise-permission-flags */
const MANAGE_GUILD = String(1 << 5);

export interface DiscordChoice {
  readonly name: string;
  readonly value: string;
}

export interface DiscordOption {
  readonly type: (typeof DISCORD_OPTION_TYPES)[OptionType];
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
  readonly choices?: readonly DiscordChoice[];
  readonly min_value?: number;
  readonly max_value?: number;
  readonly min_length?: number;
  readonly max_length?: number;
  readonly autocomplete?: true;
}

/** One command as Discord's bulk overwrite takes it. */
export interface DiscordCommand {
  readonly type: typeof CHAT_INPUT;
  readonly name: string;
  readonly description: string;
  readonly options: readonly DiscordOption[];
  /** A bit set in decimal; null: shown to everybody. It only hides: every call is checked again. */
  readonly default_member_permissions: string | null;
  readonly contexts: readonly number[];
  readonly integration_types: readonly number[];
}

/**
 * The commands as the body of
 * https://discord.com/developers/docs/interactions/application-commands#bulk-overwrite-global-application-commands
 */
export function toDiscordCommands(
  registry: Registry,
  access: AccessRules,
): readonly DiscordCommand[] {
  return registry
    .commands()
    .map((command) => toDiscordCommand(command, access));
}

export function toDiscordCommand(
  command: Command,
  access: AccessRules,
): DiscordCommand {
  return {
    type: CHAT_INPUT,
    name: command.command,
    description: command.description,
    options: optionsOf(command).map(toOption),
    default_member_permissions: shownTo(command, access),
    contexts: [IN_A_GUILD],
    integration_types: [GUILD_INSTALL],
  };
}

/**
 * Where admins are listed, Discord must show the command to everybody, because a listed admin need not hold any
 * permission of the server.
 */
function shownTo(command: Command, access: AccessRules): string | null {
  const listed = access.adminUserIds.length + access.adminRoleIds.length > 0;
  return command.effect === 'write' && !listed ? MANAGE_GUILD : null;
}

function toOption(option: OptionSpec): DiscordOption {
  const { minimum, maximum, minLength, maxLength, choices } = option;
  return {
    type: DISCORD_OPTION_TYPES[option.type],
    name: option.name,
    description: option.description,
    required: option.required,
    ...(choices === undefined
      ? {}
      : { choices: choices.map((value) => ({ name: value, value })) }),
    ...(minimum === undefined ? {} : { min_value: minimum }),
    ...(maximum === undefined ? {} : { max_value: maximum }),
    ...(minLength === undefined ? {} : { min_length: minLength }),
    ...(maxLength === undefined ? {} : { max_length: maxLength }),
    ...(option.autocomplete ? { autocomplete: true } : {}),
  };
}
