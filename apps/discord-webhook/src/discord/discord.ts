import type { Message } from '../render/message.ts';
import type { DiscordResult } from './result.ts';

/** Addresses the response to an interaction. The token is a secret; it expires after `INTERACTION_TOKEN_TTL_MS`. */
export interface InteractionReference {
  readonly applicationId: string;
  readonly token: string;
}

export interface SentMessage {
  readonly id: string;
  readonly channelId: string;
}

/** A message of a channel, with the parts that identify one of ours. */
export interface FoundMessage extends SentMessage {
  readonly authorId: string;
  readonly applicationId: string | null;
  /** The text outside of embeds. Notices have one, reports do not. */
  readonly content: string;
}

export interface CommandScope {
  readonly applicationId: string;
  /** Absent: the commands are global. */
  readonly guildId?: string;
}

/**
 * PORT. What this app sends to Discord after the response to an interaction. Never rejects. The adapter retries edits and
 * reads within bounds. It retries a new message only if Discord did not create it. Adapter: `rest.ts`.
 */
export interface Discord {
  editOriginal(
    to: InteractionReference,
    message: Message,
  ): Promise<DiscordResult<SentMessage>>;
  followUp(
    to: InteractionReference,
    message: Message,
  ): Promise<DiscordResult<SentMessage>>;
  editMessage(
    channelId: string,
    messageId: string,
    message: Message,
  ): Promise<DiscordResult<SentMessage>>;
  createMessage(
    channelId: string,
    message: Message,
  ): Promise<DiscordResult<SentMessage>>;
  /** The channel for direct messages to a user. Whether they accept one shows when it is sent. */
  openDirectMessage(
    userId: string,
  ): Promise<DiscordResult<{ readonly id: string }>>;
  /** The registered commands of a guild, or the global ones, in Discord's form. */
  getCommands(scope: CommandScope): Promise<DiscordResult<readonly unknown[]>>;
  /** Replaces all of them. */
  putCommands(
    scope: CommandScope,
    commands: readonly object[],
  ): Promise<DiscordResult<readonly unknown[]>>;
  /** Messages after this id, oldest first, at most 100. */
  listMessages(
    channelId: string,
    after: string,
  ): Promise<DiscordResult<readonly FoundMessage[]>>;
}
