import { createHash } from 'node:crypto';
import { backoff } from './transitions.ts';
import type { Follow } from '../journal/follow.ts';
import { followReport, noticeReport } from './report.ts';
import { startedReport } from './started-report.ts';
import type { FollowStore } from './store.ts';
import type { Clock } from '@yardmaster/github-dispatcher';
import {
  shortId,
  type ReplyTarget,
  type Invocation,
} from '../journal/invocation.ts';
import type { Journal } from '../journal/journal.ts';
import type { SendResult, Messenger } from '../surface/messenger.ts';
import type { Report } from '../report/report.ts';

/** Least time between two edits of one message, milliseconds. */
export const EDIT_INTERVAL_MS = 2_000;
/** How long a notice may still be on its way before we ask whether it arrived, milliseconds. */
const NOTICE_SETTLE_MS = 5_000;
/** After this long without success nobody waits for the message any more, milliseconds. */
const GIVE_UP_MS = 24 * 60 * 60 * 1000;

/** `null`: said; a number: when to try again, milliseconds since the epoch. */
type Told = null | number;

/** Says what a follow has to say, each thing once. The caller holds the follow. */
export interface Teller {
  /** Brings the one message up to date. */
  show(follow: Follow, invocation: Invocation): Promise<Told>;
  /** The one new message that mentions the requester. */
  notify(follow: Follow, invocation: Invocation): Promise<Told>;
}

export function createTeller(options: {
  readonly journal: Journal;
  readonly store: FollowStore;
  readonly clock: Clock;
  readonly messengerFor: (surface: Invocation['surface']) => Messenger;
  readonly warn: (message: string, id: string) => void;
}): Teller {
  const { journal, store, clock, messengerFor, warn } = options;

  async function replyTargetOf(id: string): Promise<ReplyTarget | null> {
    const [invocation] = await journal.findInvocations(id);
    return invocation?.replyTo ?? null;
  }

  /** Turns what became of a message into when to try again. */
  async function after(follow: Follow, delivery: SendResult): Promise<Told> {
    if (delivery.kind === 'delivered') {
      if (delivery.replyTo !== undefined)
        await journal.setReplyTarget(follow.id, delivery.replyTo);
      return null;
    }
    if (delivery.kind === 'impossible') {
      warn(`Not shown: ${delivery.reason}`, follow.id);
      return null;
    }
    if (clock.now() - follow.createdAt > GIVE_UP_MS) {
      warn(`Given up after a day: ${delivery.reason}`, follow.id);
      return null;
    }
    const failures = follow.failures + 1;
    await store.update(follow.id, () => ({ failures }));
    const least = delivery.kind === 'retry' ? delivery.afterMs : 0;
    return clock.now() + Math.max(least, backoff(failures));
  }

  return {
    async show(follow, invocation) {
      const report = (follow.wait ? followReport : startedReport)(
        follow,
        invocation,
      );
      const shown = fingerprint(report);
      if (shown === follow.shown) return null;
      const earliest = (follow.shownAt ?? 0) + EDIT_INTERVAL_MS;
      if (clock.now() < earliest) return earliest;
      const replyTo = await replyTargetOf(follow.id);
      if (replyTo === null) return null;
      const messenger = messengerFor(invocation.surface);
      const again = await after(
        follow,
        await messenger.update(replyTo, report),
      );
      if (again === null)
        await store.update(follow.id, () => ({
          shown,
          shownAt: clock.now(),
          failures: 0,
        }));
      return again;
    },

    async notify(follow, invocation) {
      if (follow.notice === 'sent') return null;
      const replyTo = await replyTargetOf(follow.id);
      if (replyTo === null) return null;
      const messenger = messengerFor(invocation.surface);
      const marker = shortId(follow.id);
      const settle = (notice: Follow['notice']) =>
        store.update(follow.id, () => ({ notice, noticeAt: clock.now() }));

      if (follow.notice === 'sending') {
        const due = (follow.noticeAt ?? 0) + NOTICE_SETTLE_MS;
        if (clock.now() < due) return due;
        const arrived = await messenger.findNotification(replyTo, marker);
        if (arrived === 'retry')
          return after(follow, {
            kind: 'unsure',
            reason: 'the channel cannot be read at present',
          });
        if (arrived === 'unreadable')
          warn(
            'Cannot tell whether the outcome was announced: the bot needs Read Message History in the channel',
            follow.id,
          );
        // Where the channel can never be read, once more is the smaller fault: silence would leave somebody waiting.
        if (
          arrived === 'found' ||
          (arrived === 'unreadable' && follow.failures > 1)
        ) {
          await settle('sent');
          return null;
        }
      }
      await settle('sending');
      const delivery = await messenger.notify(
        replyTo,
        noticeReport(follow, invocation),
        marker,
      );
      const again = await after(follow, delivery);
      if (delivery.kind === 'retry' && again !== null) await settle('none');
      if (again === null) await settle('sent');
      return again;
    },
  };
}

/** Reports with the same content have the same fingerprint; pictures do not occur in follows. */
function fingerprint(report: Report): string {
  return createHash('sha256')
    .update(JSON.stringify(report))
    .digest('base64url');
}
