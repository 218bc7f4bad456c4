import type { TakeAnswer } from '../interactions/take-answer.ts';
import { apiError, type ApiError } from '../wire/api-error.ts';
import type { ApiResponse, Call, Route } from '../server/route.ts';
import type {
  Interaction,
  InteractionStore,
} from '../interactions/interaction.ts';
import { numberAt } from '../wire/json.ts';
import type { MessageStore } from '../messages/message-store.ts';
import type { MessageView } from '../messages/message.ts';

/** The error as an answer that the request log files under its interaction. */
export function forInteraction(
  { status, body }: ApiError,
  { id }: Interaction,
): ApiResponse {
  return {
    status,
    body,
    interactionId: id,
  };
}

export interface CallbackParts {
  readonly interactions: InteractionStore;
  readonly messages: MessageStore;
  readonly takeAnswer: TakeAnswer;
  readonly json: (message: MessageView) => unknown;
}

/** https://docs.discord.com/developers/interactions/receiving-and-responding#create-interaction-response */
export function callbackRoute({
  interactions,
  messages,
  takeAnswer,
  json,
}: CallbackParts): Route {
  function handle(call: Call): ApiResponse {
    const interaction = interactions.get(call.param('id'));
    if (
      interaction === undefined ||
      interaction.token !== call.param('token')
    ) {
      return apiError('unknownInteraction');
    }
    if (interaction.state === 'lost' || !interactions.isAlive(interaction)) {
      return forInteraction(apiError('unknownInteraction'), interaction);
    }
    if (interaction.state !== 'waiting')
      return forInteraction(apiError('acknowledged'), interaction);
    const result = takeAnswer(interaction, call.body);
    if (!result.ok) return forInteraction(result.error, interaction);
    if (call.query.get('with_response') !== 'true') {
      return { status: 204, interactionId: interaction.id };
    }
    const message =
      interaction.originalId === undefined
        ? undefined
        : messages.get(interaction.originalId);
    const resource = {
      type: numberAt(call.body.payload, 'type'),
      ...(message === undefined ? {} : { message: json(message) }),
    };
    const summary = {
      id: interaction.id,
      type: 2,
      response_message_loading: message?.loading ?? false,
      response_message_ephemeral: message?.ephemeral ?? false,
      ...(message === undefined ? {} : { response_message_id: message.id }),
    };
    return {
      status: 200,
      body: { interaction: summary, resource },
      interactionId: interaction.id,
    };
  }

  return {
    operation: 'callback',
    method: 'POST',
    path: '/interactions/:id/:token/callback',
    auth: 'none',
    handle,
  };
}
