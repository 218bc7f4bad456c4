import type { Address } from '../journal/invocation.ts';
import type { Delivery, Messenger } from '../surface/messenger.ts';
import type { Report } from '../report/report.ts';

/** A chat in memory: what its people would have read. */
export interface RecordingMessenger extends Messenger {
  /** What the one message of an address showed, oldest first. */
  readonly shown: Report[];
  /** New messages that mention somebody. */
  readonly notices: { readonly report: Report; readonly mark: string }[];
  /** What the next deliveries come to instead of working; `unsure` loses the answer after the effect. */
  readonly faults: Exclude<Delivery, { kind: 'delivered' }>[];
}

export function createRecordingMessenger(): RecordingMessenger {
  const shown: Report[] = [];
  const notices: { report: Report; mark: string }[] = [];
  const faults: Exclude<Delivery, { kind: 'delivered' }>[] = [];

  function deliver(effect: () => void, address?: Address): Delivery {
    const fault = faults.shift();
    if (fault === undefined || fault.kind === 'unsure') effect();
    return (
      fault ?? {
        kind: 'delivered',
        ...(address === undefined ? {} : { address }),
      }
    );
  }

  return {
    surface: 'discord',
    shown,
    notices,
    faults,
    update: async (address, report) =>
      deliver(() => shown.push(report), { ...address, messageId: '1' }),
    notify: async (_address, report, mark) =>
      deliver(() => notices.push({ report, mark })),
    post: async (_channelId, report, mark) =>
      deliver(() => notices.push({ report, mark })),
    wasNotified: async (_address, mark) =>
      notices.some((notice) => notice.mark === mark) ? 'yes' : 'no',
  };
}
