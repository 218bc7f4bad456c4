import type { Address, Surface } from '../journal/invocation.ts';
import type { Report } from '../report/report.ts';

/** What became of something we tried to say. */
export type Delivery =
  /** Shown; `address` where more is known of it now (the message's id). */
  | { readonly kind: 'delivered'; readonly address?: Address }
  /** Surely not shown, and worth another try after so many milliseconds. */
  | {
      readonly kind: 'retry';
      readonly afterMs: number;
      readonly reason: string;
    }
  /** The answer was lost: it may have been shown. */
  | { readonly kind: 'unsure'; readonly reason: string }
  /** It never will be (the message was deleted, the bot was removed). */
  | { readonly kind: 'impossible'; readonly reason: string };

/**
 * PORT. A surface's way of speaking after the first answer. Implementations never throw for what the other side answers.
 */
export interface Messenger {
  readonly surface: Surface;
  /** Makes the invocation's one message show this report. Repeating it does no harm. */
  update(address: Address, report: Report): Promise<Delivery>;
  /**
   * One new message that mentions the requester. Not repeatable: `unsure` is cleared up with `wasNotified`.
   * `mark` is a text that stands in the message and in no other of ours about this address.
   */
  notify(address: Address, report: Report, mark: string): Promise<Delivery>;
  /** One new message in a channel, that answers nobody: a scheduled digest. `mark` as in `notify`. */
  post(channelId: string, report: Report, mark: string): Promise<Delivery>;
  /**
   * Whether a message with this mark is there; `later`: it cannot be asked at present, `unknown`: it never can (the bot
   * may not read the channel).
   */
  wasNotified(
    address: Address,
    mark: string,
  ): Promise<'yes' | 'no' | 'later' | 'unknown'>;
}

/** For surfaces that show progress themselves: everything counts as told. */
export function createSilentMessenger(surface: Surface): Messenger {
  return {
    surface,
    update: async () => ({ kind: 'delivered' }),
    notify: async () => ({ kind: 'delivered' }),
    post: async () => ({ kind: 'delivered' }),
    wasNotified: async () => 'yes',
  };
}
