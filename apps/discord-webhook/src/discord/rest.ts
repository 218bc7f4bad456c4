import { Routes } from 'discord-api-types/v10';
import { DiscordClient, type DiscordClientOptions } from './client.ts';
import type { CommandScope, Discord } from './discord.ts';
import {
  parseChannel,
  parseFoundMessages,
  parseList,
  parseSentMessage,
} from './parse.ts';

const MESSAGES_PER_PAGE = '100';

/** ADAPTER of the port `Discord` over Discord's REST API. */
export function createDiscordRest(options: DiscordClientOptions): Discord {
  const client = new DiscordClient(options);
  return {
    editOriginal: ({ applicationId, token }, message) =>
      client.request(
        {
          method: 'PATCH',
          route: Routes.webhookMessage(applicationId, token),
          auth: { interactionToken: token },
          repeatable: true,
          ...message,
        },
        parseSentMessage,
      ),
    followUp: ({ applicationId, token }, message) =>
      client.request(
        {
          method: 'POST',
          route: Routes.webhook(applicationId, token),
          auth: { interactionToken: token },
          repeatable: false,
          ...message,
        },
        parseSentMessage,
      ),
    editMessage: (channelId, messageId, message) =>
      client.request(
        {
          method: 'PATCH',
          route: Routes.channelMessage(channelId, messageId),
          auth: 'bot',
          repeatable: true,
          ...message,
        },
        parseSentMessage,
      ),
    createMessage: (channelId, message) =>
      client.request(
        {
          method: 'POST',
          route: Routes.channelMessages(channelId),
          auth: 'bot',
          repeatable: false,
          ...message,
        },
        parseSentMessage,
      ),
    listMessages: (channelId, after) =>
      client.request(
        {
          method: 'GET',
          route: Routes.channelMessages(channelId),
          auth: 'bot',
          repeatable: true,
          query: new URLSearchParams({ after, limit: MESSAGES_PER_PAGE }),
        },
        parseFoundMessages,
      ),
    openDirectMessage: (userId) =>
      client.request(
        {
          method: 'POST',
          route: Routes.userChannels(),
          auth: 'bot',
          repeatable: true,
          body: { recipient_id: userId },
        },
        parseChannel,
      ),
    getCommands: (scope) =>
      client.request(
        {
          method: 'GET',
          route: commandsRoute(scope),
          auth: 'bot',
          repeatable: true,
        },
        parseList,
      ),
    putCommands: (scope, commands) =>
      client.request(
        {
          method: 'PUT',
          route: commandsRoute(scope),
          auth: 'bot',
          repeatable: true,
          body: commands,
        },
        parseList,
      ),
  };
}

function commandsRoute({ applicationId, guildId }: CommandScope) {
  return guildId === undefined
    ? Routes.applicationCommands(applicationId)
    : Routes.applicationGuildCommands(applicationId, guildId);
}
