import { INTERACTION_TYPE, type Interaction } from './interaction.ts';
import type { JsonObject } from '../wire/json.ts';
import type { Guild } from '../guild/guild.ts';
import { userJson } from '../guild/member.ts';
import { ATTACHMENT_LIMIT } from '../rules/message-rules.ts';

export interface Place {
  readonly applicationId: string;
  readonly guild: Guild;
}

export interface PayloadOptions {
  readonly data?: JsonObject;
  readonly message?: JsonObject;
  /** Sent from a direct message with the bot: `user` instead of `member`, no guild. */
  readonly directMessage?: boolean;
  /** The app is installed for the person, not in the guild: no member of its own is known there. */
  readonly userInstall?: boolean;
  /** Another guild than the usual one. */
  readonly guildId?: string;
  /** Changes the payload before it is signed and sent, to what no Discord sends or one of tomorrow might. */
  readonly patch?: (payload: JsonObject) => JsonObject;
  /** Default `en-US`. */
  readonly locale?: string;
}

/** https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-object */
export function interactionPayload(
  { id, token, kind, member, channelId, createdAt }: Interaction,
  { applicationId, guild }: Place,
  options: PayloadOptions,
): JsonObject {
  const { data, message, directMessage = false, locale = 'en-US' } = options;
  const { guildId = guild.id, userInstall = false } = options;
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
  const channel = guild.channels.get(channelId);
  const owners = userInstall
    ? { '1': member.id }
    : { '0': directMessage ? '0' : guildId };
  const where = directMessage
    ? { user, context: 1, authorizing_integration_owners: owners }
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
        authorizing_integration_owners: owners,
      };
  const payload = {
    ...base,
    ...where,
    ...(data === undefined ? {} : { data }),
    ...(message === undefined ? {} : { message }),
    channel_id: channelId,
    channel: {
      id: channelId,
      type: directMessage ? 1 : channel?.kind === 'thread' ? 11 : 0,
      ...(directMessage
        ? {}
        : {
            name: channel?.name ?? 'somewhere',
            guild_id: guildId,
            ...(channel?.parentId === undefined
              ? {}
              : { parent_id: channel.parentId }),
          }),
    },
    app_permissions: guild.permissionsIn(channelId),
    attachment_size_limit: ATTACHMENT_LIMIT,
    locale,
    entitlements: [],
  };
  return options.patch?.(payload) ?? payload;
}
