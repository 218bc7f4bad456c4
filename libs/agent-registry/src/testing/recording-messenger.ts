import type { ReplyTarget } from '../journal/invocation.ts';
import type { SendResult, Messenger } from '../surface/messenger.ts';
import type { Report } from '../report/report.ts';

/** A chat in memory: what its people would have read. */
export interface RecordingMessenger extends Messenger {
  /** What the one message of a target showed, oldest first. */
  readonly shown: Report[];
  /** New messages with a mention. */
  readonly notices: { readonly report: Report; readonly marker: string }[];
  /** What the next deliveries come to instead of working; `unsure` loses the answer after the effect. */
  readonly faults: Exclude<SendResult, { kind: 'delivered' }>[];
}

export function createRecordingMessenger(): RecordingMessenger {
  const shown: Report[] = [];
  const notices: { report: Report; marker: string }[] = [];
  const faults: Exclude<SendResult, { kind: 'delivered' }>[] = [];

  function deliver(effect: () => void, replyTo?: ReplyTarget): SendResult {
    const fault = faults.shift();
    if (fault === undefined || fault.kind === 'unsure') effect();
    return (
      fault ?? {
        kind: 'delivered',
        ...(replyTo === undefined ? {} : { replyTo }),
      }
    );
  }

  return {
    surface: 'discord',
    shown,
    notices,
    faults,
    update: async (replyTo, report) =>
      deliver(() => shown.push(report), { ...replyTo, messageId: '1' }),
    notify: async (_address, report, marker) =>
      deliver(() => notices.push({ report, marker })),
    post: async (_channelId, report, marker) =>
      deliver(() => notices.push({ report, marker })),
    findNotification: async (_address, marker) =>
      notices.some((notice) => notice.marker === marker) ? 'found' : 'missing',
  };
}
