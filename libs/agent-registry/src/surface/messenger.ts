import type { ReplyTarget, Surface } from '../journal/invocation.ts';
import type { Report } from '../report/report.ts';

/** The result of sending a message. */
export type SendResult =
  /**
   * Shown. `replyTo` if more is known of it now (the message's id); `via` if it did not arrive in the channel that was
   * asked for.
   */
  | {
      readonly kind: 'delivered';
      readonly replyTo?: ReplyTarget;
      readonly via?: 'direct_message';
    }
  /** Not shown; retry after so many milliseconds. */
  | {
      readonly kind: 'retry';
      readonly afterMs: number;
      readonly reason: string;
    }
  /** The response was lost: the message may have been posted. */
  | { readonly kind: 'unsure'; readonly reason: string }
  /** The channel does not accept messages at present: archived, locked, or the bot lacks a permission there. */
  | {
      readonly kind: 'closed';
      readonly reason: string;
      readonly channelId?: string;
      readonly missingPermission?: string;
    }
  /** Final: the message was deleted, or the bot was removed. */
  | { readonly kind: 'impossible'; readonly reason: string };

/**
 * The result of looking for a message. `retry`: the channel cannot be read at present; `unreadable`: the bot may not read
 * it at all.
 */
export type NotificationSearch = 'found' | 'missing' | 'retry' | 'unreadable';

/**
 * PORT. A surface's way of speaking after the first answer. Implementations never throw for what the other side answers.
 */
export interface Messenger {
  readonly surface: Surface;
  /** Makes the invocation's one message show this report. Repeating it does no harm. */
  update(replyTo: ReplyTarget, report: Report): Promise<SendResult>;
  /**
   * One new message that mentions the requester. Not repeatable: `unsure` is cleared up with `findNotification`.
   * `marker` is a text that stands in the message and in no other of ours about this address.
   */
  notify(
    replyTo: ReplyTarget,
    report: Report,
    marker: string,
  ): Promise<SendResult>;
  /** One new message in a channel that answers no command: a scheduled digest. `marker` as in `notify`. */
  post(channelId: string, report: Report, marker: string): Promise<SendResult>;
  /** Looks for the message that carries this marker. */
  findNotification(
    replyTo: ReplyTarget,
    marker: string,
  ): Promise<NotificationSearch>;
}

/** For surfaces that show progress themselves: everything counts as delivered. */
export function createSilentMessenger(surface: Surface): Messenger {
  return {
    surface,
    update: async () => ({ kind: 'delivered' }),
    notify: async () => ({ kind: 'delivered' }),
    post: async () => ({ kind: 'delivered' }),
    findNotification: async () => 'found',
  };
}
