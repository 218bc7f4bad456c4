/**
 * A Discord message in Discord's own spelling, as far as this app writes them.
 * https://docs.discord.com/developers/resources/message
 */
export interface Message {
  readonly body: MessageBody;
  readonly files: readonly MessageFile[];
}

export interface MessageBody {
  readonly content?: string;
  readonly embeds?: readonly Embed[];
  readonly components?: readonly ButtonRow[];
  readonly attachments?: readonly Attachment[];
  /** On every message and every edit: without it an edit would parse mentions by Discord's defaults. */
  readonly allowed_mentions: AllowedMentions;
  readonly flags?: number;
  /** With `enforce_nonce`, Discord answers a repeated POST with the message of the first. At most 25 characters. */
  readonly nonce?: string;
  readonly enforce_nonce?: boolean;
  readonly message_reference?: {
    readonly message_id: string;
    readonly fail_if_not_exists: false;
  };
}

export interface AllowedMentions {
  readonly parse: readonly [];
  readonly users?: readonly string[];
}

export interface Embed {
  readonly title?: string;
  readonly description?: string;
  readonly color?: number;
  readonly fields?: readonly EmbedField[];
  readonly image?: { readonly url: string };
}

export interface EmbedField {
  readonly name: string;
  readonly value: string;
  readonly inline?: boolean;
}

export interface ButtonRow {
  readonly type: 1;
  readonly components: readonly Button[];
}

export type Button = LinkButton | ActionButton;

export interface LinkButton {
  readonly type: 2;
  readonly style: 5;
  readonly label: string;
  readonly url: string;
}

/** Styles: 1 primary, 2 secondary, 3 success, 4 danger. */
export interface ActionButton {
  readonly type: 2;
  readonly style: 1 | 2 | 3 | 4;
  readonly label: string;
  readonly custom_id: string;
}

/** `id` is the number `n` of the part `files[n]` that carries the file. */
export interface Attachment {
  readonly id: number;
  readonly filename: string;
  /** Alternative text. */
  readonly description: string;
}

export interface MessageFile {
  readonly name: string;
  readonly contentType: string;
  readonly data: Uint8Array;
}

/** Only the requester can see the message; settable when it is created, never afterwards. */
export const EPHEMERAL = 64;

/** Nobody is mentioned, whatever the text says. */
export const MENTION_NOBODY: AllowedMentions = { parse: [] };

/** The same message, seen by the requester alone. */
export function asEphemeral(message: Message): Message {
  return {
    ...message,
    body: { ...message.body, flags: (message.body.flags ?? 0) | EPHEMERAL },
  };
}
