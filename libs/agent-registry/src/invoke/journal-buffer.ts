import type { Clock } from '@yardmaster/github-dispatcher';
import type { Invocation } from '../journal/invocation.ts';
import type { Journal } from '../journal/journal.ts';

/** Ended invocations wait at most this long to be written together, milliseconds. */
const WAIT_MS = 100;
const MOST = 500;

/**
 * Writes invocations that have ended already (answered reads, refusals), many in one transaction. A crash loses the last
 * tenth of a second of them and nothing that anybody waits for; what starts something is written before it is done.
 */
export interface JournalBuffer {
  add(invocation: Invocation): void;
  /** Resolves once everything added so far is written. */
  flush(): Promise<void>;
}

export function createJournalBuffer(options: {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly warn: (message: string) => void;
}): JournalBuffer {
  const { journal, clock, warn } = options;
  let waiting: Invocation[] = [];
  let cancel: (() => void) | undefined;
  let writing: Promise<void> = Promise.resolve();

  function write(): Promise<void> {
    cancel?.();
    cancel = undefined;
    if (waiting.length === 0) return writing;
    const batch = waiting;
    waiting = [];
    writing = writing
      .then(() => journal.addEnded(batch))
      .catch((error: unknown) => {
        warn(
          `${batch.length} answered commands are missing from the journal: ${String(error)}`,
        );
      });
    return writing;
  }

  return {
    add(invocation) {
      waiting.push(invocation);
      if (waiting.length >= MOST) void write();
      else cancel ??= clock.schedule(WAIT_MS, () => void write());
    },
    flush: write,
  };
}
