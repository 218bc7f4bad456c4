import { isObject, type JsonObject } from '../wire/json.ts';
import { botJson, userJson, type Member } from '../guild/member.ts';
import type { Mentions } from '../guild/mentions.ts';

export interface Attachment {
  readonly id: string;
  readonly filename: string;
  readonly description?: string;
  readonly contentType: string;
  readonly size: number;
  readonly url: string;
}

/** What a message shows at one moment; embeds and components are Discord's own JSON. */
export interface MessageState {
  readonly content: string;
  readonly embeds: readonly JsonObject[];
  readonly components: readonly JsonObject[];
  readonly attachments: readonly Attachment[];
  readonly flags: number;
  /** Whom the text names and `allowed_mentions` permits: shown as a mention, not necessarily notified. */
  readonly mentions: Mentions;
}

export interface MessageView extends MessageState {
  readonly id: string;
  readonly channelId: string;
  readonly author: {
    readonly id: string;
    readonly username: string;
    readonly bot: boolean;
  };
  /** How it came to be: an interaction's response, a follow-up to one, or a message of the bot in a channel. */
  readonly via: 'response' | 'follow-up' | 'channel';
  /** The interaction it answers. */
  readonly interaction?: {
    readonly id: string;
    readonly name: string;
    readonly user: { readonly id: string; readonly username: string };
  };
  readonly ephemeral: boolean;
  /** The only person who sees an ephemeral message. */
  readonly visibleTo?: string;
  /** "… is thinking": deferred and not filled yet. */
  readonly loading: boolean;
  /** Whom Discord notifies. Fixed when the message appears: edits notify no one. */
  readonly pings: Mentions;
  readonly createdAt: string;
  /** Present once Discord shows "(edited)". Filling a deferred message does not count. */
  readonly editedAt?: string;
  readonly deletedAt?: string;
  readonly nonce?: string;
  readonly replyTo?: string;
  /** Every state in order, the current one last. */
  readonly history: readonly (MessageState & { readonly at: string })[];
}

export const NO_MENTIONS: Mentions = { users: [], roles: [], everyone: false };

export const EMPTY_STATE: MessageState = {
  content: '',
  embeds: [],
  components: [],
  attachments: [],
  flags: 0,
  mentions: NO_MENTIONS,
};

/** Discord numbers the components of a message where the app did not. */
function withIds(components: readonly JsonObject[]): JsonObject[] {
  let last = 0;
  function numbered(component: JsonObject): JsonObject {
    last += 1;
    const id = last;
    const { components: children, accessory } = component;
    return {
      id,
      ...component,
      ...(Array.isArray(children)
        ? { components: children.filter(isObject).map(numbered) }
        : {}),
      ...(isObject(accessory) ? { accessory: numbered(accessory) } : {}),
    };
  }
  return components.map(numbered);
}

/** A message as the REST API answers it. https://docs.discord.com/developers/resources/message#message-object */
export function messageJson(
  message: MessageView,
  members: readonly Member[],
  applicationId: string,
): JsonObject {
  const mentioned = members.filter(({ id }) =>
    message.mentions.users.includes(id),
  );
  const fromInteraction = message.via !== 'channel';
  return {
    id: message.id,
    type:
      message.via === 'response' ? 20 : message.replyTo === undefined ? 0 : 19,
    channel_id: message.channelId,
    author: botJson(message.author.id, message.author.username),
    content: message.content,
    timestamp: message.createdAt,
    edited_timestamp: message.editedAt ?? null,
    tts: false,
    mention_everyone: message.mentions.everyone,
    mentions: mentioned.map(userJson),
    mention_roles: message.mentions.roles,
    attachments: message.attachments.map((file) => ({
      id: file.id,
      filename: file.filename,
      size: file.size,
      url: file.url,
      proxy_url: file.url,
      content_type: file.contentType,
      ...(file.description === undefined
        ? {}
        : { description: file.description }),
    })),
    embeds: message.embeds,
    components: withIds(message.components),
    pinned: false,
    flags: message.flags,
    ...(message.nonce === undefined ? {} : { nonce: message.nonce }),
    ...(fromInteraction
      ? { webhook_id: applicationId, application_id: applicationId }
      : {}),
    ...(message.replyTo === undefined
      ? {}
      : {
          message_reference: {
            type: 0,
            message_id: message.replyTo,
            channel_id: message.channelId,
          },
        }),
    ...(message.interaction === undefined
      ? {}
      : {
          interaction_metadata: {
            id: message.interaction.id,
            type: 2,
            user: userJson(
              members.find(({ id }) => id === message.interaction?.user.id) ??
                message.interaction.user,
            ),
            authorizing_integration_owners: {},
          },
        }),
  };
}
