export {
  FLAGS,
  startLocalDiscord,
  type LocalDiscord,
  type LocalDiscordOptions,
} from './discord/index.ts';
export {
  startLocalGitHub,
  type LocalGitHub,
  type LocalGitHubOptions,
} from './github/index.ts';
