import {
  InteractionResponseType,
  MessageFlags,
  type APIInteractionResponse,
} from 'discord-api-types/v10';
import {
  asEphemeral,
  type Message,
  type MessageFile,
} from '../render/message.ts';

/** The HTTP response to an interaction. */
export interface InteractionResponse {
  readonly body: APIInteractionResponse;
  readonly files: readonly MessageFile[];
}

/**
 * How an interaction is answered: by a new message, or by changing the message that holds the button.
 * Who sees a deferred message is decided with the deferral and cannot be changed.
 */
export type ResponseForm =
  | { readonly kind: 'message'; readonly ephemeral: boolean }
  | { readonly kind: 'update' };

export const EPHEMERAL_MESSAGE: ResponseForm = {
  kind: 'message',
  ephemeral: true,
};

export const PUBLIC_MESSAGE: ResponseForm = {
  kind: 'message',
  ephemeral: false,
};

export const PONG: InteractionResponse = {
  body: { type: InteractionResponseType.Pong },
  files: [],
};

export function messageResponse(
  message: Message,
  form: ResponseForm,
): InteractionResponse {
  if (form.kind === 'update')
    return {
      body: {
        type: InteractionResponseType.UpdateMessage,
        data: message.body,
      },
      files: message.files,
    };
  const { body, files } = form.ephemeral ? asEphemeral(message) : message;
  return {
    body: {
      type: InteractionResponseType.ChannelMessageWithSource,
      data: body,
    },
    files,
  };
}

export function deferredResponse(form: ResponseForm): InteractionResponse {
  if (form.kind === 'update')
    return {
      body: { type: InteractionResponseType.DeferredMessageUpdate },
      files: [],
    };
  return {
    body: {
      type: InteractionResponseType.DeferredChannelMessageWithSource,
      ...(form.ephemeral && { data: { flags: MessageFlags.Ephemeral } }),
    },
    files: [],
  };
}

export function choicesResponse(
  choices: readonly { name: string; value: string }[],
): InteractionResponse {
  return {
    body: {
      type: InteractionResponseType.ApplicationCommandAutocompleteResult,
      data: { choices: [...choices] },
    },
    files: [],
  };
}
