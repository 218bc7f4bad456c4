import { formatScope } from '../../policy/scope.ts';
import type { Freeze } from '../state/freeze.ts';
import type { Notice, NoticeKind } from '../state/notice.ts';
import { nextOccurrence, occurrenceAt, type FreezeWindow } from './window.ts';

/** How long before its begin a window is announced, milliseconds. */
export const ANNOUNCE_BEFORE_MS = 60 * 60_000;
/** What was missed for longer than this is not announced any more, milliseconds. */
const LATEST_MS = 15 * 60_000;

type Announcement = Omit<Notice, 'createdAt' | 'sentAt'>;

/**
 * What is to be announced at `now`: an hour before a window begins, when it begins and when it ends. The key is that of one
 * occurrence, so that the store keeps each once, whoever asks and however often.
 */
export function freezeAnnouncements(
  windows: readonly FreezeWindow[],
  freezes: readonly Freeze[],
  now: number,
): readonly Announcement[] {
  return [
    ...windows.flatMap((window) => ofWindow(window, now)),
    ...freezes.flatMap((freeze) => ofFreeze(freeze, now)),
  ];
}

function ofWindow(window: FreezeWindow, now: number): Announcement[] {
  const about = { ...window, start: 0, end: 0 };
  const soon = nextOccurrence(window, now);
  const present = occurrenceAt(window, now);
  const past = occurrenceAt(window, now - LATEST_MS);
  return [
    soon !== null && soon.start - now <= ANNOUNCE_BEFORE_MS
      ? announce('freeze_soon', { ...about, ...soon })
      : null,
    present !== null && now - present.start <= LATEST_MS
      ? announce('freeze_began', { ...about, ...present })
      : null,
    past !== null && past.end <= now
      ? announce('freeze_ended', { ...about, ...past })
      : null,
  ].filter((notice) => notice !== null);
}

/** `/freeze` answers in the channel itself, so that only its end is news. */
function ofFreeze(freeze: Freeze, now: number): Announcement[] {
  const { endedAt, endsAt, startsAt } = freeze;
  if (endedAt !== null || endsAt > now || now - endsAt > LATEST_MS) return [];
  return [
    announce('freeze_ended', { ...freeze, start: startsAt, end: endsAt }),
  ];
}

function announce(
  kind: Extract<NoticeKind, `freeze_${string}`>,
  freeze: Pick<FreezeWindow, 'id' | 'scope' | 'reason'> & {
    readonly start: number;
    readonly end: number;
  },
): Announcement {
  const { id, scope, reason, start, end } = freeze;
  return {
    key: `${kind}:${id}:${start}`,
    kind,
    about: id,
    recipientId: null,
    detail: { scope: formatScope(scope), reason, start, end },
  };
}
