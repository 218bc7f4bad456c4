import { INTERACTION_TYPE, type Interaction } from './interaction.ts';
import type { JsonObject } from '../wire/json.ts';
import { userJson } from '../guild/member.ts';
import { ATTACHMENT_LIMIT } from '../rules/message-rules.ts';

export interface Place {
  readonly applicationId: string;
  readonly guildId: string;
  readonly channelName: (channelId: string) => string;
}

export interface PayloadOptions {
  readonly data?: JsonObject;
  readonly message?: JsonObject;
  /** Sent from a direct message with the bot: `user` instead of `member`, no guild. */
  readonly directMessage?: boolean;
  /** Default `en-US`. */
  readonly locale?: string;
}

/** https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-object */
export function interactionPayload(
  { id, token, kind, member, channelId, createdAt }: Interaction,
  { applicationId, guildId, channelName }: Place,
  { data, message, directMessage = false, locale = 'en-US' }: PayloadOptions,
): JsonObject {
  const base = {
    id,
    application_id: applicationId,
    type: INTERACTION_TYPE[kind],
    token,
    version: 1,
  };
  if (kind === 'ping')
    return { ...base, user: userJson(member), entitlements: [] };
  const user = userJson(member);
  const where = directMessage
    ? { user, context: 1, authorizing_integration_owners: { '0': '0' } }
    : {
        guild_id: guildId,
        guild: { id: guildId, locale: 'en-US', features: [] },
        guild_locale: 'en-US',
        member: {
          user,
          roles: member.roles,
          permissions: member.permissions,
          nick: null,
          avatar: null,
          joined_at: new Date(createdAt - 86_400_000).toISOString(),
          premium_since: null,
          deaf: false,
          mute: false,
          pending: false,
          flags: 0,
        },
        context: 0,
        authorizing_integration_owners: { '0': guildId },
      };
  return {
    ...base,
    ...where,
    ...(data === undefined ? {} : { data }),
    ...(message === undefined ? {} : { message }),
    channel_id: channelId,
    channel: {
      id: channelId,
      type: directMessage ? 1 : 0,
      ...(directMessage
        ? {}
        : { name: channelName(channelId), guild_id: guildId }),
    },
    app_permissions: '2222085186637376',
    attachment_size_limit: ATTACHMENT_LIMIT,
    locale,
    entitlements: [],
  };
}
