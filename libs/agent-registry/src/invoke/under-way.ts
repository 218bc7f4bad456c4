import type { Clock } from '@yardmaster/github-dispatcher';

/** By then no answer can be sent: the interaction's token has expired. Milliseconds. */
const LONGEST_MS = 15 * 60_000;

/** The invocations that this process is working on or is still showing the answer of. */
export interface UnderWay {
  begin(id: string): void;
  end(id: string): void;
  has(id: string): boolean;
}

export function createUnderWay(clock: Clock): UnderWay {
  /** When each began; in the order they did. */
  const began = new Map<string, number>();
  return {
    begin(id) {
      for (const [old, at] of began) {
        if (clock.now() - at < LONGEST_MS) break;
        began.delete(old);
      }
      began.set(id, clock.now());
    },
    end: (id) => void began.delete(id),
    has(id) {
      const at = began.get(id);
      return at !== undefined && clock.now() - at < LONGEST_MS;
    },
  };
}
