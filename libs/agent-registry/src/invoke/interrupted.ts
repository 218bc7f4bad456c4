import type { Clock } from '@yardmaster/github-dispatcher';
import type { Journal } from '../journal/journal.ts';
import type { Messenger } from '../surface/messenger.ts';
import { interruptedReport } from './refusal-report.ts';

/**
 * An invocation this old without an end or a follow, which is not being worked on here, was cut off, milliseconds. What
 * another instance works on for longer looks the same.
 */
const ABANDONED_MS = 60_000;
/** By then no message can be sent: the interaction's token has expired. */
const HOPELESS_MS = 15 * 60_000;

/** Notifies the people whose commands a crash cut off before anything was started. */
export async function tellAbandoned(options: {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly messengers: readonly Messenger[];
  /** Is this invocation being worked on in this process? */
  readonly isUnderWay: (id: string) => boolean;
}): Promise<void> {
  const { journal, clock, messengers, isUnderWay } = options;
  const now = clock.now();
  for (const invocation of await journal.abandonedInvocations(
    now - ABANDONED_MS,
  )) {
    if (isUnderWay(invocation.id)) continue;
    const messenger = messengers.find(
      (one) => one.surface === invocation.surface,
    );
    if (messenger === undefined) continue;
    if (invocation.replyTo !== null) {
      const delivery = await messenger.update(
        invocation.replyTo,
        interruptedReport(invocation),
      );
      const hopeless = now - invocation.createdAt > HOPELESS_MS;
      if (delivery.kind === 'retry' && !hopeless) continue;
    }
    await journal.endInvocation(invocation.id, {
      outcome: 'interrupted',
      finishedAt: now,
    });
  }
}
