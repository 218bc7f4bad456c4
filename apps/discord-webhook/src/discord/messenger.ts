import {
  INTERACTION_TOKEN_TTL_MS,
  type Clock,
  type Messenger,
  type NotificationSearch,
  type ReplyTarget,
  type Report,
  type SendResult,
} from '@yardmaster/agent-registry';
import { createHash } from 'node:crypto';
import { RESTJSONErrorCodes } from 'discord-api-types/v10';
import { LIMITS } from '../render/limits.ts';
import { codeSpan } from '../render/markdown.ts';
import { asEphemeral, type Message } from '../render/message.ts';
import { renderNotice, renderReport } from '../render/report.ts';
import { type Discord, type InteractionReference } from './discord.ts';
import type { DiscordFault } from './result.ts';
import { isUnknownWebhook } from './retry.ts';
import { toSendResult } from './send-result.ts';

export interface MessengerOptions {
  readonly discord: Discord;
  readonly applicationId: string;
  readonly clock: Clock;
  /** Called each time a new message is refused because of the channel, before the direct message is tried. */
  readonly onClosed?: ((closed: ClosedChannel) => void) | undefined;
}

export interface ClosedChannel {
  readonly channelId: string;
  readonly missingPermission: string;
  readonly reason: string;
}

/** An edit that waits for a rate limit must not outlive the token. */
const TOKEN_MARGIN_MS = 20_000;
/** By then Discord knows the webhook of every interaction whose response it accepted. */
const WEBHOOK_KNOWN_AFTER_MS = 15_000;
const MAX_PAGES = 10;
const PAGE_SIZE = 100;
const DISCORD_EPOCH_MS = 1_420_070_400_000n;

/** ADAPTER of the port `Messenger`: by the interaction's token while it is valid, then as the bot. */
export class DiscordMessenger implements Messenger {
  readonly surface = 'discord';
  readonly #options: MessengerOptions;
  readonly #discord: Discord;

  constructor(options: MessengerOptions) {
    this.#options = options;
    this.#discord = options.discord;
  }

  async update(replyTo: ReplyTarget, report: Report): Promise<SendResult> {
    const message = await renderReport(report);
    const { channelId, messageId } = replyTo;
    const original = this.#original(replyTo);
    if (original !== null) {
      const edited = await this.#discord.editOriginal(original, message);
      if (edited.ok)
        return {
          kind: 'delivered',
          replyTo: {
            ...replyTo,
            messageId: edited.value.id,
            channelId: edited.value.channelId,
          },
        };
      if (!this.#isTokenExpired(edited.fault, replyTo))
        return toSendResult(edited.fault, 'edit', channelId);
    }
    if (channelId === undefined || messageId === undefined)
      return impossible(
        'the interaction token has expired, and the id of the message is unknown',
      );
    if (replyTo.ephemeral === true)
      return impossible(
        'the interaction token has expired, and nothing else can edit an ephemeral message',
      );
    const edited = await this.#discord.editMessage(
      channelId,
      messageId,
      message,
    );
    return edited.ok
      ? { kind: 'delivered', replyTo }
      : toSendResult(edited.fault, 'edit', channelId);
  }

  async notify(
    replyTo: ReplyTarget,
    report: Report,
    marker: string,
  ): Promise<SendResult> {
    const notice = renderNotice(report, replyTo.userId, marker);
    const original = this.#original(replyTo);
    if (original !== null) {
      const sent = await this.#discord.followUp(
        original,
        replyTo.ephemeral === true ? asEphemeral(notice) : notice,
      );
      if (sent.ok) return { kind: 'delivered' };
      if (!this.#isTokenExpired(sent.fault, replyTo))
        return this.#orDirectly(
          toSendResult(sent.fault, 'create', replyTo.channelId),
          replyTo,
          notice,
          marker,
        );
    }
    const { channelId } = replyTo;
    if (channelId === undefined)
      return this.#orDirectly(
        impossible(
          'the interaction token has expired, and the channel is unknown',
        ),
        replyTo,
        notice,
        marker,
      );
    return this.#orDirectly(
      await this.#create(channelId, marker, asReply(notice, replyTo)),
      replyTo,
      notice,
      marker,
    );
  }

  async post(
    channelId: string,
    report: Report,
    marker: string,
  ): Promise<SendResult> {
    const message = await renderReport(report);
    const content = `-# ${codeSpan(marker)}`;
    const result = await this.#create(channelId, marker, {
      ...message,
      body: { ...message.body, content },
    });
    this.#reportClosed(result);
    return result;
  }

  async findNotification(
    replyTo: ReplyTarget,
    marker: string,
  ): Promise<NotificationSearch> {
    const { channelId, ephemeral } = replyTo;
    let after = replyTo.messageId ?? idBefore(replyTo);
    // A follow-up to an ephemeral message is ephemeral too, and appears in no list.
    if (channelId === undefined || after === undefined || ephemeral === true)
      return 'unreadable';
    const { applicationId } = this.#options;
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const found = await this.#discord.listMessages(channelId, after);
      if (!found.ok)
        return found.fault.kind === 'rejected' ? 'unreadable' : 'retry';
      const ours = found.value.filter(
        (message) =>
          message.applicationId === applicationId ||
          message.authorId === applicationId,
      );
      if (ours.some(({ content }) => content.includes(marker))) return 'found';
      const last = found.value.at(-1);
      if (last === undefined || found.value.length < PAGE_SIZE)
        return 'missing';
      after = last.id;
    }
    return 'unreadable';
  }

  async #create(
    channelId: string,
    marker: string,
    message: Message,
  ): Promise<SendResult> {
    const sent = await this.#discord.createMessage(channelId, {
      ...message,
      body: { ...message.body, nonce: nonceOf(marker), enforce_nonce: true },
    });
    return sent.ok
      ? { kind: 'delivered' }
      : toSendResult(sent.fault, 'create', channelId);
  }

  /** A notice that cannot reach its channel goes to the requester as a direct message, if they accept those. */
  async #orDirectly(
    result: SendResult,
    { userId }: ReplyTarget,
    notice: Message,
    marker: string,
  ): Promise<SendResult> {
    if (result.kind !== 'closed' && result.kind !== 'impossible') return result;
    this.#reportClosed(result);
    if (userId === undefined) return result;
    const opened = await this.#discord.openDirectMessage(userId);
    if (!opened.ok) return ifTemporary(opened.fault) ?? result;
    const { id } = opened.value;
    const direct = await this.#create(id, marker, notice);
    switch (direct.kind) {
      case 'delivered':
        return { kind: 'delivered', via: 'direct_message' };
      case 'unsure':
        // Sending it again is safe: Discord recognises the nonce.
        return { kind: 'retry', afterMs: 2000, reason: direct.reason };
      case 'retry':
        return direct;
      case 'closed':
      case 'impossible':
        return result;
    }
  }

  #reportClosed(result: SendResult): void {
    if (result.kind !== 'closed') return;
    const { channelId = 'unknown', missingPermission, reason } = result;
    this.#options.onClosed?.({
      channelId,
      missingPermission: missingPermission ?? 'unknown',
      reason,
    });
  }

  /** Null once the token has expired. */
  #original(replyTo: ReplyTarget): InteractionReference | null {
    const { token, tokenExpiresAt = 0 } = replyTo;
    if (
      token === undefined ||
      this.#options.clock.now() >= tokenExpiresAt - TOKEN_MARGIN_MS
    )
      return null;
    const applicationId = replyTo.applicationId ?? this.#options.applicationId;
    return { applicationId, token };
  }

  /**
   * By Discord's clock, whatever ours says. A webhook that is unknown some time after the interaction stays unknown: the
   * response did not arrive in time.
   */
  #isTokenExpired(fault: DiscordFault, replyTo: ReplyTarget): boolean {
    if (fault.kind !== 'rejected') return false;
    if (
      fault.status === 401 ||
      fault.code === RESTJSONErrorCodes.InvalidWebhookToken
    )
      return true;
    const { tokenExpiresAt = 0 } = replyTo;
    const age =
      this.#options.clock.now() - (tokenExpiresAt - INTERACTION_TOKEN_TTL_MS);
    return isUnknownWebhook(fault) && age > WEBHOOK_KNOWN_AFTER_MS;
  }
}

function impossible(reason: string): SendResult {
  return { kind: 'impossible', reason };
}

function ifTemporary(fault: DiscordFault): SendResult | null {
  if (fault.kind === 'rejected') return null;
  // Opening a direct message creates nothing that is seen, so a lost response may be repeated like an edit.
  return toSendResult(fault, 'edit', undefined);
}

function asReply(notice: Message, { messageId }: ReplyTarget): Message {
  if (messageId === undefined) return notice;
  const message_reference = {
    message_id: messageId,
    fail_if_not_exists: false,
  };
  return { ...notice, body: { ...notice.body, message_reference } };
}

/** With `enforce_nonce`, Discord answers a repeated message within a few minutes with the first one. */
function nonceOf(marker: string): string {
  const fingerprint = createHash('sha256').update(marker).digest('base64url');
  return fingerprint.slice(0, LIMITS.nonce);
}

/** An id that is older than every message after the interaction: https://docs.discord.com/developers/reference#snowflakes */
function idBefore({ tokenExpiresAt }: ReplyTarget): string | undefined {
  if (tokenExpiresAt === undefined) return undefined;
  const at = BigInt(tokenExpiresAt - INTERACTION_TOKEN_TTL_MS - 60_000);
  return String((at - DISCORD_EPOCH_MS) << 22n);
}
