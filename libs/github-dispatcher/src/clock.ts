/** Time as a parameter, so that tests do not wait. */
export type Clock = {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls `run` once after `ms`, unless the returned function is called first. */
  schedule(ms: number, run: () => void): () => void;
  /**
   * Milliseconds since some moment, for measuring waits: unlike `now` it goes on evenly when the machine's clock is set.
   * Left out, `now` is used.
   */
  steady?(): number;
};

/** The time by which waits are measured, milliseconds. Only differences mean something. */
export function steadyNow(clock: Clock): number {
  return clock.steady?.() ?? clock.now();
}

export const systemClock: Clock = {
  now: () => Date.now(),
  steady: () => performance.now(),
  schedule(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

/** Resolves after `ms`, or at once when `signal` is aborted; never rejects. */
export function sleep(
  clock: Clock,
  ms: number,
  signal?: AbortSignal,
): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const finish = () => {
      cancel();
      signal?.removeEventListener('abort', finish);
      resolve();
    };
    const cancel = clock.schedule(ms, finish);
    signal?.addEventListener('abort', finish, { once: true });
  });
}
