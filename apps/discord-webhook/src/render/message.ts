import {
  MessageFlags,
  type APIAllowedMentions,
  type RESTPostAPIChannelMessageJSONBody,
} from 'discord-api-types/v10';

export interface Message {
  readonly body: MessageBody;
  readonly files: readonly MessageFile[];
}

/** What this app uses of a Discord message: accepted by every endpoint that creates or edits one. */
export type MessageBody = Readonly<
  Pick<
    RESTPostAPIChannelMessageJSONBody,
    | 'content'
    | 'embeds'
    | 'components'
    | 'attachments'
    | 'flags'
    | 'nonce'
    | 'enforce_nonce'
    | 'message_reference'
  >
> & {
  /** On every message and every edit: without it Discord parses mentions by its defaults. */
  readonly allowed_mentions: APIAllowedMentions;
};

export interface MessageFile {
  readonly name: string;
  readonly contentType: string;
  readonly data: Uint8Array;
}

/** No one is mentioned, whatever the text contains. */
export const NO_MENTIONS: APIAllowedMentions = { parse: [] };

/** The same message, visible only to the requester. Settable when a message is created, never afterwards. */
export function asEphemeral(message: Message): Message {
  const flags = (message.body.flags ?? 0) | MessageFlags.Ephemeral;
  return { ...message, body: { ...message.body, flags } };
}
