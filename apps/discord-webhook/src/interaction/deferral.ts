import type { Clock } from '@yardmaster/agent-registry';

/**
 * Discord waits 3 s for the response to an interaction. A response that takes longer is deferred: the message shows
 * "thinking…" until it is edited.
 */
export interface Deferral {
  /** Resolves when the interaction has to be deferred: after the time limit, or as soon as `now` is called. */
  readonly due: Promise<typeof DEFERRED>;
  /** Defers at once. Resolves when the response is on its way, because an edit that overtakes it finds no message. */
  now(): Promise<void>;
  /** The response was in time. */
  cancel(): void;
}

export const DEFERRED = Symbol('deferred');

export function createDeferral(clock: Clock, afterMs: number): Deferral {
  const { promise, resolve } = Promise.withResolvers<typeof DEFERRED>();
  const cancel = clock.schedule(afterMs, () => resolve(DEFERRED));
  return {
    due: promise,
    async now() {
      resolve(DEFERRED);
      await new Promise((next) => {
        setImmediate(next);
      });
    },
    cancel,
  };
}
