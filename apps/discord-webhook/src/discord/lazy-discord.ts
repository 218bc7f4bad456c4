import type { Discord } from './discord.ts';
import type { DiscordRestOptions } from './rest.ts';

/** The REST adapter, loaded with what it needs at the first call: most starts and quick answers do without it. */
export function createLazyDiscord(options: DiscordRestOptions): Discord {
  let loaded: Promise<Discord> | undefined;
  const load = (): Promise<Discord> =>
    (loaded ??= import('./rest.ts').then(({ createDiscordRest }) =>
      createDiscordRest(options),
    ));
  return {
    editOriginal: async (to, message) =>
      (await load()).editOriginal(to, message),
    followUp: async (to, message) => (await load()).followUp(to, message),
    editMessage: async (channelId, messageId, message) =>
      (await load()).editMessage(channelId, messageId, message),
    createMessage: async (channelId, message) =>
      (await load()).createMessage(channelId, message),
    listMessages: async (channelId, after) =>
      (await load()).listMessages(channelId, after),
    getCommands: async (scope) => (await load()).getCommands(scope),
    putCommands: async (scope, commands) =>
      (await load()).putCommands(scope, commands),
  };
}
