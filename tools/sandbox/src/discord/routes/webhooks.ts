import type { Guild } from '../guild/guild.ts';
import { apiError, invalidForm } from '../wire/api-error.ts';
import { answeredWithin } from '../interactions/take-answer.ts';
import type { ApiResponse, Call, Route } from '../server/route.ts';
import { forInteraction } from './callback.ts';
import type {
  Interaction,
  InteractionStore,
} from '../interactions/interaction.ts';
import { numberAt } from '../wire/json.ts';
import { applyBody } from '../messages/message-draft.ts';
import { refuseMessage } from '../rules/message-rules.ts';
import type { MessageStore } from '../messages/message-store.ts';
import { FLAGS } from '../wire/flags.ts';
import { EMPTY_STATE, type MessageView } from '../messages/message.ts';
import { schemaProblems } from '../rules/schema.ts';

export interface WebhookParts {
  readonly applicationId: string;
  readonly interactions: InteractionStore;
  readonly guild: Guild;
  readonly messages: MessageStore;
  readonly json: (message: MessageView) => unknown;
}

/** A request can overtake the answer that it relies on; how long it is held for that, in milliseconds. */
const OVERTAKING_MS = 250;

/** `@original` and follow-ups. https://docs.discord.com/developers/interactions/receiving-and-responding#endpoints */
export function webhookRoutes(parts: WebhookParts): Route[] {
  const { applicationId, interactions, guild, messages, json } = parts;

  const withInteraction =
    (handle: (call: Call, interaction: Interaction) => ApiResponse) =>
    async (call: Call): Promise<ApiResponse> => {
      if (call.param('application') !== applicationId)
        return apiError('unknownWebhook');
      const interaction = interactions.byToken(call.param('token'));
      if (interaction === undefined) return apiError('invalidToken');
      if (!interactions.isAlive(interaction))
        return forInteraction(apiError('invalidToken'), interaction);
      await answeredWithin(interaction, OVERTAKING_MS);
      if (interaction.unknownWebhookTries > 0) {
        interaction.unknownWebhookTries -= 1;
        return forInteraction(apiError('unknownWebhook'), interaction);
      }
      return interaction.state === 'waiting' || interaction.state === 'lost'
        ? forInteraction(apiError('unknownWebhook'), interaction)
        : { ...handle(call, interaction), interactionId: interaction.id };
    };

  /** Messages of this interaction only: its token opens no others. */
  function find(call: Call, interaction: Interaction): MessageView | undefined {
    const wanted = call.param('message');
    const id = wanted === '' ? interaction.originalId : wanted;
    const message = id === undefined ? undefined : messages.get(id);
    const own =
      message?.interaction?.id === interaction.id ||
      message?.id === interaction.originalId;
    return own ? message : undefined;
  }

  const get = withInteraction((call, interaction) => {
    const message = find(call, interaction);
    return message === undefined
      ? apiError('unknownMessage')
      : { status: 200, body: json(message) };
  });

  function change(call: Call, before: MessageView): ApiResponse {
    const channel = guild.channels.get(before.channelId);
    const closed =
      channel === undefined ? undefined : guild.refuseChange(channel);
    if (closed !== undefined) return closed;
    const state = applyBody(
      before,
      call.body,
      messages.keepFile(before.channelId),
      'users',
    );
    const refused = refuseMessage(call.body, state, before);
    if (refused !== undefined) return refused;
    const shape = schemaProblems('webhook-edit', call.body.payload);
    if (shape.length > 0) return invalidForm(shape);
    const edited = messages.edit(before.id, state);
    return edited === undefined
      ? apiError('unknownMessage')
      : { status: 200, body: json(edited) };
  }

  const edit = withInteraction((call, interaction) => {
    const message = find(call, interaction);
    return message === undefined
      ? apiError('unknownMessage')
      : change(call, message);
  });

  const remove = withInteraction((call, interaction) => {
    const message = find(call, interaction);
    return message !== undefined && messages.delete(message.id)
      ? { status: 204 }
      : apiError('unknownMessage');
  });

  const followUp = withInteraction((call, interaction) => {
    if (interaction.kind === 'autocomplete') return apiError('unknownWebhook');
    const original =
      interaction.originalId === undefined
        ? undefined
        : messages.get(interaction.originalId);
    // Right after a deferred answer, a follow-up fills the waiting message instead of making a new one.
    if (original?.loading === true) return change(call, original);
    const { channelId, member, id, name } = interaction;
    const state = applyBody(
      EMPTY_STATE,
      call.body,
      messages.keepFile(channelId),
      'users',
    );
    const refused = refuseMessage(call.body, state);
    if (refused !== undefined) return refused;
    const shape = schemaProblems('follow-up', call.body.payload);
    if (shape.length > 0) return invalidForm(shape);
    const ephemeral =
      ((numberAt(call.body.payload, 'flags') ?? 0) & FLAGS.ephemeral) !== 0;
    const channel = guild.channels.get(channelId);
    const closed = channel === undefined ? undefined : guild.reopen(channel);
    if (closed !== undefined) return closed;
    const message = messages.create({
      channelId,
      via: 'follow-up',
      interaction: {
        id,
        name,
        user: { id: member.id, username: member.username },
      },
      state,
      ...(ephemeral ? { visibleTo: member.id } : {}),
      ...(interaction.originalId === undefined
        ? {}
        : { replyTo: interaction.originalId }),
    });
    return { status: 200, body: json(message) };
  });

  const original = '/webhooks/:application/:token/messages/@original';
  const single = '/webhooks/:application/:token/messages/:message{[0-9]+}';
  const auth = 'none';
  return [
    {
      operation: 'original.get',
      method: 'GET',
      path: original,
      auth,
      handle: get,
    },
    {
      operation: 'original.edit',
      method: 'PATCH',
      path: original,
      auth,
      handle: edit,
    },
    {
      operation: 'original.delete',
      method: 'DELETE',
      path: original,
      auth,
      handle: remove,
    },
    {
      operation: 'follow-up.create',
      method: 'POST',
      path: '/webhooks/:application/:token',
      auth,
      handle: followUp,
    },
    {
      operation: 'follow-up.get',
      method: 'GET',
      path: single,
      auth,
      handle: get,
    },
    {
      operation: 'follow-up.edit',
      method: 'PATCH',
      path: single,
      auth,
      handle: edit,
    },
    {
      operation: 'follow-up.delete',
      method: 'DELETE',
      path: single,
      auth,
      handle: remove,
    },
  ];
}
