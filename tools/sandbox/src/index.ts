export {
  FLAGS,
  startLocalDiscord,
  type LocalDiscord,
  type LocalDiscordOptions,
} from './discord/index.ts';
