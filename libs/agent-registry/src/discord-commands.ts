export {
  DISCORD_OPTION_TYPES,
  toDiscordCommand,
  toDiscordCommands,
  type DiscordChoice,
  type DiscordCommand,
  type DiscordOption,
} from './discord/to-discord.ts';
export {
  describeDiff,
  diffCommands,
  type CommandChange,
  type CommandDiff,
} from './discord/diff.ts';
export {
  registerCommands,
  type CommandsPort,
  type Registration,
} from './discord/register.ts';
export { inviteLink } from './discord/invite-link.ts';
