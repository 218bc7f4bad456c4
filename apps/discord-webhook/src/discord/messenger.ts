import { createHash } from 'node:crypto';
import type {
  ReplyTarget,
  Clock,
  SendResult,
  Messenger,
  NotificationSearch,
  Report,
} from '@yardmaster/agent-registry';
import { RESTJSONErrorCodes } from 'discord-api-types/v10';
import { LIMITS } from '../render/limits.ts';
import { asEphemeral, type Message } from '../render/message.ts';
import { renderNotice, renderReport } from '../render/report.ts';
import {
  INTERACTION_TOKEN_TTL_MS,
  type Discord,
  type SentMessage,
} from './discord.ts';
import type { DiscordFault, DiscordResult } from './result.ts';
import { isUnknownWebhook } from './retry.ts';

export interface MessengerOptions {
  readonly discord: Discord;
  readonly applicationId: string;
  readonly clock: Clock;
}

/** Not the last seconds of a token: an edit that waits for a rate limit would find it dead. */
const TOKEN_MARGIN_MS = 20_000;
/** By then Discord knows the webhook of an interaction that it accepted the answer of. */
const SETTLED_MS = 15_000;
const PAGES = 10;

/** The follow engine's way of speaking on Discord: by the interaction's token while it lives, then as the bot. */
export function createDiscordMessenger(options: MessengerOptions): Messenger {
  const { discord, applicationId, clock } = options;

  const reference = (address: ReplyTarget) =>
    address.token !== undefined &&
    clock.now() < (address.tokenExpiresAt ?? 0) - TOKEN_MARGIN_MS
      ? {
          applicationId: address.applicationId ?? applicationId,
          token: address.token,
        }
      : null;

  /**
   * 401, or Discord's own code for it: the 15 minutes are over, whatever our clock says. A webhook that is still unknown
   * a while after the interaction never will be known: its first answer did not arrive in time.
   */
  const isTokenDead = (fault: DiscordFault, address: ReplyTarget): boolean => {
    if (fault.kind !== 'rejected') return false;
    if (
      fault.status === 401 ||
      fault.code === RESTJSONErrorCodes.InvalidWebhookToken
    )
      return true;
    const givenAt = (address.tokenExpiresAt ?? 0) - INTERACTION_TOKEN_TTL_MS;
    return isUnknownWebhook(fault) && clock.now() - givenAt > SETTLED_MS;
  };

  async function update(
    address: ReplyTarget,
    report: Report,
  ): Promise<SendResult> {
    const message = await renderReport(report);
    const to = reference(address);
    if (to !== null) {
      const asked = await discord.editOriginal(to, message);
      if (asked.ok || !isTokenDead(asked.fault, address))
        return toDelivery(asked, address, 'edit');
    }
    const { channelId, messageId } = address;
    if (channelId === undefined || messageId === undefined)
      return impossible(
        'the interaction token is dead, and the id of the message is not known',
      );
    if (address.ephemeral === true)
      return impossible(
        'only the interaction token can edit an ephemeral message',
      );
    return toDelivery(
      await discord.editMessage(channelId, messageId, message),
      address,
      'edit',
    );
  }

  async function notify(
    address: ReplyTarget,
    report: Report,
    mark: string,
  ): Promise<SendResult> {
    const message = renderNotice(report, address.userId, mark);
    const to = reference(address);
    if (to !== null) {
      const asked = await discord.followUp(
        to,
        address.ephemeral === true ? asEphemeral(message) : message,
      );
      if (asked.ok || !isTokenDead(asked.fault, address))
        return toDelivery(asked, null, 'create');
    }
    if (address.channelId === undefined)
      return impossible(
        'the interaction token is dead, and the channel is not known',
      );
    const answer = { ...message.body, ...referTo(address), ...nonce(mark) };
    const asked = await discord.createMessage(address.channelId, {
      ...message,
      body: answer,
    });
    return toDelivery(asked, null, 'create');
  }

  async function post(
    channelId: string,
    report: Report,
    mark: string,
  ): Promise<SendResult> {
    const message = withMark(await renderReport(report), mark);
    const asked = await discord.createMessage(channelId, {
      ...message,
      body: { ...message.body, ...nonce(mark) },
    });
    return toDelivery(asked, null, 'create');
  }

  async function findNotification(
    address: ReplyTarget,
    mark: string,
  ): Promise<NotificationSearch> {
    const { channelId } = address;
    let after = address.messageId ?? idBefore(address);
    // A follow-up to an ephemeral message is in no list.
    if (
      channelId === undefined ||
      after === undefined ||
      address.ephemeral === true
    )
      return 'unreadable';
    for (let page = 0; page < PAGES; page += 1) {
      const asked = await discord.listMessages(channelId, after);
      if (!asked.ok)
        return asked.fault.kind === 'rejected' ? 'unreadable' : 'retry';
      const ours = asked.value.filter(
        (message) =>
          message.applicationId === applicationId ||
          message.authorId === applicationId,
      );
      if (ours.some(({ content }) => content.includes(mark))) return 'found';
      const last = asked.value.at(-1);
      if (last === undefined || asked.value.length < 100) return 'missing';
      after = last.id;
    }
    return 'unreadable';
  }

  return { surface: 'discord', update, notify, post, findNotification };
}

function toDelivery(
  asked: DiscordResult<SentMessage>,
  address: ReplyTarget | null,
  kind: 'edit' | 'create',
): SendResult {
  if (asked.ok)
    return address === null
      ? { kind: 'delivered' }
      : {
          kind: 'delivered',
          replyTo: {
            ...address,
            messageId: asked.value.id,
            channelId: asked.value.channelId,
          },
        };
  const { fault } = asked;
  switch (fault.kind) {
    case 'later':
      return { kind: 'retry', afterMs: fault.afterMs, reason: fault.reason };
    case 'lost':
      return kind === 'edit'
        ? { kind: 'retry', afterMs: 2000, reason: fault.reason }
        : { kind: 'unsure', reason: fault.reason };
    case 'rejected':
      return isUnknownWebhook(fault)
        ? { kind: 'retry', afterMs: 5000, reason: fault.reason }
        : impossible(fault.reason);
  }
}

function impossible(reason: string): SendResult {
  return { kind: 'impossible', reason };
}

function referTo({ messageId }: ReplyTarget) {
  return messageId === undefined
    ? {}
    : {
        message_reference: {
          message_id: messageId,
          fail_if_not_exists: false as const,
        },
      };
}

/** The same for the same mark: Discord then answers a repetition within a few minutes with the first message. */
function nonce(mark: string) {
  const digest = createHash('sha256').update(mark).digest('base64url');
  return { nonce: digest.slice(0, LIMITS.nonce), enforce_nonce: true };
}

function withMark(message: Message, mark: string): Message {
  return { ...message, body: { ...message.body, content: `-# \`${mark}\`` } };
}

/** https://docs.discord.com/developers/reference#snowflakes: an id no message after the interaction is older than. */
function idBefore({ tokenExpiresAt }: ReplyTarget): string | undefined {
  if (tokenExpiresAt === undefined) return undefined;
  const at = BigInt(tokenExpiresAt - INTERACTION_TOKEN_TTL_MS - 60_000);
  return String((at - 1_420_070_400_000n) << 22n);
}
