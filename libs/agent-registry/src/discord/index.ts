export {
  DISCORD_OPTION_TYPES,
  toDiscordCommand,
  toDiscordCommands,
  type DiscordChoice,
  type DiscordCommand,
  type DiscordOption,
} from './to-discord.ts';
export {
  describeDiff,
  diffCommands,
  type CommandChange,
  type CommandDiff,
} from './diff.ts';
export {
  registerCommands,
  type CommandsPort,
  type Registration,
} from './register.ts';
export { inviteLink } from './invite-link.ts';
