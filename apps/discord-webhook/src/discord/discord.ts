import type { Message } from '../render/message.ts';

/** The message that answers an interaction is reached by the interaction's token, a secret that lives 15 minutes. */
export interface InteractionReference {
  readonly applicationId: string;
  readonly token: string;
}

export interface SentMessage {
  readonly id: string;
  readonly channelId: string;
}

/** A message as it is found in a channel, with the parts needed to recognise one of ours. */
export interface FoundMessage extends SentMessage {
  readonly authorId: string;
  readonly applicationId: string | null;
  /** Its text without the embeds: that of a notice, never that of a report. */
  readonly content: string;
}

export interface CommandScope {
  readonly applicationId: string;
  /** Absent: everywhere. */
  readonly guildId?: string;
}

/** Why Discord did not do what it was asked. Texts hold no token. */
export type DiscordFault =
  /** Discord answered no: nothing was done, and asking again would not change it. */
  | {
      readonly kind: 'rejected';
      readonly status: number;
      /** https://docs.discord.com/developers/topics/opcodes-and-status-codes#json */
      readonly code: number;
      readonly reason: string;
    }
  /** Nothing was done; it may be asked again after so long. */
  | {
      readonly kind: 'later';
      readonly afterMs: number;
      readonly reason: string;
    }
  /** The answer was lost: it may have been done. */
  | { readonly kind: 'lost'; readonly reason: string };

export type Asked<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly fault: DiscordFault };

/**
 * PORT. What this app asks of Discord after the first answer. Never rejects. Edits and reads are repeated by the adapter
 * within bounds, because repeating them does no harm; what creates a message is repeated only where Discord said that it
 * did not create one. Adapter: `discord-rest`.
 */
export interface Discord {
  editOriginal(
    to: InteractionReference,
    message: Message,
  ): Promise<Asked<SentMessage>>;
  followUp(
    to: InteractionReference,
    message: Message,
  ): Promise<Asked<SentMessage>>;
  editMessage(
    channelId: string,
    messageId: string,
    message: Message,
  ): Promise<Asked<SentMessage>>;
  createMessage(
    channelId: string,
    message: Message,
  ): Promise<Asked<SentMessage>>;
  /** The commands registered in a guild, or everywhere, as Discord lists them. */
  getCommands(scope: CommandScope): Promise<Asked<readonly unknown[]>>;
  /** Replaces them all. */
  putCommands(
    scope: CommandScope,
    commands: readonly object[],
  ): Promise<Asked<readonly unknown[]>>;
  /** Oldest first, after this id, at most 100. */
  listMessages(
    channelId: string,
    after: string,
  ): Promise<Asked<readonly FoundMessage[]>>;
}

/** Discord's codes that this app acts on. */
export const CODES = {
  unknownMessage: 10008,
  unknownWebhook: 10015,
  unknownChannel: 10003,
  missingAccess: 50001,
  missingPermissions: 50013,
  invalidWebhookToken: 50027,
} as const;
