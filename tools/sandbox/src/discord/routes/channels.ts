import { apiError, invalidForm } from '../wire/api-error.ts';
import type { ApiResponse, Call, Route } from '../server/route.ts';
import type { Channel } from '../guild/channels.ts';
import type { Guild } from '../guild/guild.ts';
import type { Member, MemberName, Members } from '../guild/member.ts';
import { userJson } from '../guild/member.ts';
import type { Clock } from '../wire/clock.ts';
import { listAt, objectAt, stringAt } from '../wire/json.ts';
import { applyBody } from '../messages/message-draft.ts';
import { refuseMessage } from '../rules/message-rules.ts';
import type { MessageStore } from '../messages/message-store.ts';
import { EMPTY_STATE, type MessageView } from '../messages/message.ts';
import { notAllowed, tooLong } from '../rules/rule.ts';
import { schemaProblems } from '../rules/schema.ts';
import { snowflakeTime } from '../wire/snowflake.ts';

export interface ChannelParts {
  readonly clock: Clock;
  readonly guild: Guild;
  readonly members: Members;
  readonly messages: MessageStore;
  readonly json: (message: MessageView) => unknown;
}

/** "Past few minutes" in Discord's words. */
const NONCE_MEMORY_MS = 5 * 60_000;

function nonceOf({ body }: Call): string | undefined {
  const nonce = body.payload['nonce'];
  return typeof nonce === 'string' || typeof nonce === 'number'
    ? String(nonce)
    : undefined;
}

/** https://docs.discord.com/developers/resources/channel#channel-object */
export function channelJson(
  { id, name, kind, parentId, recipient, archived, locked }: Channel,
  guildId: string,
  members: Members,
) {
  const base = { id, flags: 0, last_message_id: null };
  if (kind === 'direct') {
    const recipients =
      recipient === undefined ? [] : [userJson(members[recipient])];
    return { ...base, type: 1, recipients };
  }
  return {
    ...base,
    name,
    guild_id: guildId,
    type: kind === 'thread' ? 11 : 0,
    ...(kind === 'text'
      ? { position: 0 }
      : {
          parent_id: parentId ?? null,
          thread_metadata: {
            archived,
            locked,
            auto_archive_duration: 1440,
            archive_timestamp: new Date(0).toISOString(),
          },
        }),
  };
}

/** What the bot does in a channel with its own token. https://docs.discord.com/developers/resources/message */
export function channelRoutes(parts: ChannelParts): Route[] {
  const { clock, guild, members, messages, json } = parts;

  const inChannel =
    (handle: (call: Call, channel: Channel) => ApiResponse) =>
    (call: Call): ApiResponse => {
      const channel = guild.channels.get(call.param('channel'));
      if (channel === undefined) return apiError('unknownChannel');
      return guild.refuseView(channel) ?? handle(call, channel);
    };

  /** Ephemeral messages are no part of the channel: the bot's token does not reach them. */
  const shared = (channelId: string): MessageView[] =>
    messages.list(channelId).filter(({ ephemeral }) => !ephemeral);

  const withMessage = (
    handle: (call: Call, message: MessageView, channel: Channel) => ApiResponse,
  ) =>
    inChannel((call, channel) => {
      const message = shared(channel.id).find(
        ({ id }) => id === call.param('message'),
      );
      return message === undefined
        ? apiError('unknownMessage')
        : handle(call, message, channel);
    });

  const list = inChannel(({ query }, channel) => {
    const limit = Number(query.get('limit') ?? '50');
    if (!Number.isInteger(limit) || limit < 1 || limit > 100) {
      const message = 'int value should be between 1 and 100.';
      return invalidForm([notAllowed('limit', message, 'NUMBER_TYPE_MAX')]);
    }
    const after = query.get('after');
    const before = query.get('before');
    // Without the permission to read the history there is none.
    if (guild.refuseRead(channel) !== undefined)
      return { status: 200, body: [] };
    const found = shared(channel.id).filter(
      ({ id }) =>
        (after === null || BigInt(id) > BigInt(after)) &&
        (before === null || BigInt(id) < BigInt(before)),
    );
    // `after` counts from the oldest on; the answer is newest first all the same.
    const page = after === null ? found.slice(-limit) : found.slice(0, limit);
    return { status: 200, body: page.toReversed().map(json) };
  });

  const create = inChannel((call, channel) => {
    const { id: channelId } = channel;
    const { payload, files } = call.body;
    const forbidden = guild.refuseSend(channel, {
      embeds: listAt(payload, 'embeds').length > 0,
      files: files.length > 0,
    });
    if (forbidden !== undefined) return forbidden;
    const nonce = nonceOf(call);
    const longNonce = tooLong('nonce', nonce, 25);
    if (longNonce.length > 0) return invalidForm(longNonce);
    if (payload['enforce_nonce'] === true && nonce !== undefined) {
      const twin = shared(channelId).find(
        (message) =>
          message.nonce === nonce &&
          clock() - snowflakeTime(message.id) < NONCE_MEMORY_MS,
      );
      if (twin !== undefined) return { status: 200, body: json(twin) };
    }
    const state = applyBody(
      EMPTY_STATE,
      call.body,
      messages.keepFile(channelId),
      'all',
    );
    const refused = refuseMessage(call.body, state);
    if (refused !== undefined) return refused;
    const shape = schemaProblems('channel-message', payload);
    if (shape.length > 0) return invalidForm(shape);
    const replyTo = stringAt(
      objectAt(payload, 'message_reference'),
      'message_id',
    );
    const known =
      replyTo !== undefined &&
      shared(channelId).some(({ id }) => id === replyTo);
    const failIfNotExists =
      objectAt(payload, 'message_reference')['fail_if_not_exists'] !== false;
    if (replyTo !== undefined && !known && failIfNotExists) {
      return invalidForm([
        notAllowed(
          'message_reference',
          'Unknown message',
          'REPLIES_UNKNOWN_MESSAGE',
        ),
      ]);
    }
    const closed = guild.reopen(channel);
    if (closed !== undefined) return closed;
    const message = messages.create({
      channelId,
      via: 'channel',
      state,
      ...(nonce === undefined ? {} : { nonce }),
      ...(known ? { replyTo } : {}),
    });
    return { status: 200, body: json(message) };
  });

  const edit = withMessage((call, before, channel) => {
    const closed = guild.refuseChange(channel);
    if (closed !== undefined) return closed;
    const state = applyBody(
      before,
      call.body,
      messages.keepFile(before.channelId),
      'all',
    );
    const refused = refuseMessage(call.body, state, before);
    if (refused !== undefined) return refused;
    const shape = schemaProblems('channel-edit', call.body.payload);
    if (shape.length > 0) return invalidForm(shape);
    const edited = messages.edit(before.id, state);
    return edited === undefined
      ? apiError('unknownMessage')
      : { status: 200, body: json(edited) };
  });

  const all = '/channels/:channel/messages';
  const single = '/channels/:channel/messages/:message';
  const auth = 'bot';
  return [
    { operation: 'message.list', method: 'GET', path: all, auth, handle: list },
    {
      operation: 'message.create',
      method: 'POST',
      path: all,
      auth,
      handle: create,
    },
    {
      operation: 'message.get',
      method: 'GET',
      path: single,
      auth,
      handle: withMessage(
        (_call, message, channel) =>
          guild.refuseRead(channel) ?? { status: 200, body: json(message) },
      ),
    },
    {
      operation: 'message.edit',
      method: 'PATCH',
      path: single,
      auth,
      handle: edit,
    },
    {
      operation: 'message.delete',
      method: 'DELETE',
      path: single,
      auth,
      handle: withMessage((_call, message, channel) => {
        const closed = guild.refuseChange(channel);
        if (closed !== undefined) return closed;
        messages.delete(message.id);
        return { status: 204 };
      }),
    },
    {
      operation: 'channel.get',
      method: 'GET',
      path: '/channels/:channel',
      auth,
      handle: inChannel((_call, channel) => ({
        status: 200,
        body: channelJson(channel, guild.id, members),
      })),
    },
    {
      operation: 'dm.create',
      method: 'POST',
      path: '/users/@me/channels',
      auth,
      handle: ({ body }) => {
        const wanted = stringAt(body.payload, 'recipient_id');
        const [name] =
          Object.entries(members).find(
            ([, { id }]: [string, Member]) => id === wanted,
          ) ?? [];
        if (name === undefined) return apiError('invalidRecipient');
        const channel = guild.channels.openDirect(name as MemberName);
        return { status: 200, body: channelJson(channel, guild.id, members) };
      },
    },
  ];
}
