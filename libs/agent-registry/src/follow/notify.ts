import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '@yardmaster/github-dispatcher';
import type { Redactor } from '../config/redact.ts';
import { shortId, type Invocation } from '../journal/invocation.ts';
import type { Journal } from '../journal/journal.ts';
import type { Report } from '../report/report.ts';
import type { Messenger, SendResult } from '../surface/messenger.ts';
import { followReport, noticeReport } from './report.ts';
import { startedReport } from './started-report.ts';
import type { HeldFollow } from './store.ts';
import { backoff, editableAt } from './transitions.ts';

/** After this many failed edits in a row the outcome is announced anyway. */
export const MAX_EDIT_FAILURES = 4;
/** How long a notification may still be on its way before we look for it, milliseconds. */
const NOTICE_SETTLE_MS = 5_000;
/** A channel that is closed is tried less and less often, up to this, milliseconds. */
const MAX_CLOSED_WAIT_MS = 10 * 60_000;
/** After this long without success the message is given up, milliseconds. */
const GIVE_UP_MS = 24 * 60 * 60 * 1000;

/** The result of showing or announcing. `superseded`: the follow changed in the meantime, so decide anew. */
export type Said =
  | { readonly kind: 'done'; readonly sent: boolean }
  | { readonly kind: 'retry'; readonly at: number }
  | { readonly kind: 'superseded' };

/** Shows and announces what a follow has to say, each thing once. The caller holds the follow. */
export interface Notifier {
  /** Brings the one message up to date. */
  show(held: HeldFollow, invocation: Invocation): Promise<Said>;
  /** Posts the one new message that mentions the requester. */
  notify(held: HeldFollow, invocation: Invocation): Promise<Said>;
}

export interface NotifierOptions {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly messengerFor: (surface: Invocation['surface']) => Messenger;
  /** Cuts our secrets out of every report. */
  readonly redactor: Redactor;
  readonly warn: (message: string, id: string) => void;
  /** An outcome that could not be announced, once per follow. */
  readonly onUndelivered: (undelivered: Undelivered) => void;
}

/** An outcome that its requester has not been notified of. */
export interface Undelivered {
  readonly invocationId: string;
  readonly reason: string;
  readonly channelId?: string | undefined;
  readonly missingPermission?: string | undefined;
}

const DONE: Said = { kind: 'done', sent: false };

export function createNotifier(options: NotifierOptions): Notifier {
  const { journal, clock, messengerFor, redactor, warn } = options;

  /** Keeps what a delivery adds to the target: the message's id, once. */
  async function keepReplyTarget(
    { id, replyTo }: Invocation,
    result: SendResult,
  ): Promise<void> {
    if (
      result.kind === 'delivered' &&
      result.replyTo !== undefined &&
      !isDeepStrictEqual(result.replyTo, replyTo)
    )
      await journal.setReplyTarget(id, result.replyTo);
  }

  /** When to try again after a result that may still get better; undefined after a day. */
  function retryAt(
    held: HeldFollow,
    result: Exclude<SendResult, { kind: 'delivered' | 'impossible' }>,
  ): number | undefined {
    const { createdAt, failures, id } = held.value();
    const now = clock.now();
    if (now - createdAt > GIVE_UP_MS) {
      warn(`Given up after a day: ${result.reason}`, id);
      return undefined;
    }
    held.set({ failures: failures + 1 });
    const wait =
      result.kind === 'closed'
        ? Math.min(1_000 * 2 ** Math.min(failures, 20), MAX_CLOSED_WAIT_MS)
        : backoff(failures + 1);
    return now + Math.max(wait, result.kind === 'retry' ? result.afterMs : 0);
  }

  function reportUndelivered(
    held: HeldFollow,
    result: Extract<SendResult, { reason: string }>,
  ): void {
    const { id, undelivered } = held.value();
    if (undelivered === null)
      options.onUndelivered({
        invocationId: id,
        reason: result.reason,
        ...(result.kind === 'closed'
          ? {
              channelId: result.channelId,
              missingPermission: result.missingPermission,
            }
          : {}),
      });
    held.set({ undelivered: result.reason });
  }

  return {
    async show(held, invocation) {
      const follow = held.value();
      const report = redactor.report(
        (follow.wait ? followReport : startedReport)(follow, invocation),
      );
      const shown = fingerprint(report);
      if (shown === follow.shown) return DONE;
      const now = clock.now();
      const earliest = editableAt(follow, now);
      if (now < earliest) return { kind: 'retry', at: earliest };
      if (invocation.replyTo === null) return DONE;
      const messenger = messengerFor(invocation.surface);
      const result = await messenger.update(invocation.replyTo, report);
      await keepReplyTarget(invocation, result);
      switch (result.kind) {
        case 'delivered':
          break;
        case 'impossible':
          warn(`The message was not edited: ${result.reason}`, follow.id);
          break;
        case 'retry':
        case 'unsure':
        case 'closed': {
          const at = retryAt(held, result);
          // The announcement may reopen an archived thread, so it does not wait for this edit.
          if (result.kind === 'closed')
            held.set({
              failures: Math.max(held.value().failures, MAX_EDIT_FAILURES),
            });
          if (at !== undefined) return { kind: 'retry', at };
        }
      }
      held.set({ shown, shownAt: clock.now(), failures: 0 });
      return { kind: 'done', sent: true };
    },

    async notify(held, invocation) {
      const follow = held.value();
      const { replyTo } = invocation;
      if (follow.notice === 'sent' || replyTo === null) return DONE;
      const messenger = messengerFor(invocation.surface);
      const marker = shortId(follow.id);

      if (follow.notice === 'sending') {
        const now = clock.now();
        const sentAt = Math.min(follow.noticeAt ?? 0, now);
        // It lies in the future if the clock was set back: the wait begins anew, once.
        held.set({ noticeAt: sentAt });
        const due = sentAt + NOTICE_SETTLE_MS;
        if (now < due) return { kind: 'retry', at: due };
        const search = await messenger.findNotification(replyTo, marker);
        if (search === 'retry') {
          const at = retryAt(held, {
            kind: 'unsure',
            reason: 'the channel cannot be read at present',
          });
          return at === undefined ? DONE : { kind: 'retry', at };
        }
        if (search === 'unreadable')
          warn(
            'Cannot check whether the outcome was announced. Give the bot Read Message History in the channel.',
            follow.id,
          );
        // If the channel can never be read, a second announcement is better than none.
        if (
          search === 'found' ||
          (search === 'unreadable' && follow.failures > 1)
        ) {
          held.set({ notice: 'sent' });
          return DONE;
        }
      }
      // Written before the request leaves, and only on the state it was decided on.
      if (!(await held.save({ notice: 'sending', noticeAt: clock.now() })))
        return { kind: 'superseded' };
      const result = await messenger.notify(
        replyTo,
        redactor.report(noticeReport(held.value(), invocation)),
        marker,
      );
      await keepReplyTarget(invocation, result);
      switch (result.kind) {
        case 'delivered':
          held.set({
            notice: 'sent',
            noticeAt: clock.now(),
            undelivered: null,
          });
          return { kind: 'done', sent: true };
        case 'impossible':
          warn(`The outcome was not announced: ${result.reason}`, follow.id);
          reportUndelivered(held, result);
          held.set({ notice: 'none' });
          return DONE;
        case 'closed':
          reportUndelivered(held, result);
          held.set({ notice: 'none' });
          break;
        case 'retry':
          held.set({ notice: 'none' });
          break;
        case 'unsure':
          break;
      }
      const at = retryAt(held, result);
      if (at !== undefined) return { kind: 'retry', at };
      reportUndelivered(held, result);
      return DONE;
    },
  };
}

/** Reports with the same content have the same fingerprint; follows have no pictures. */
function fingerprint(report: Report): string {
  return createHash('sha256')
    .update(JSON.stringify(report))
    .digest('base64url');
}
