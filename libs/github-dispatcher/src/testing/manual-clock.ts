import type { Clock } from '../clock.ts';

export type ManualClock = Clock & {
  /** Moves time on, running what falls due in order; awaits what it starts. Milliseconds. */
  advance(ms: number): Promise<void>;
  /** Number of pending timers. */
  pending(): number;
};

export type ManualClockOptions = {
  /** Epoch milliseconds; default 2026-01-01T00:00:00Z. */
  readonly start?: number;
  /** True while something is in flight that time waits for, such as a request over HTTP. */
  readonly busy?: () => boolean;
};

/** Time that moves only by `advance`. */
export function createManualClock(
  options: ManualClockOptions = {},
): ManualClock {
  const { busy = () => false } = options;
  let now = options.start ?? Date.UTC(2026, 0, 1);
  let next = 0;
  const timers = new Map<
    number,
    { readonly at: number; readonly run: () => void }
  >();

  return {
    now: () => now,
    schedule(ms, run) {
      const id = next;
      next += 1;
      timers.set(id, { at: now + Math.max(0, ms), run });
      return () => timers.delete(id);
    },
    async advance(ms) {
      const end = now + ms;
      await settle(busy);
      for (;;) {
        const due = [...timers]
          .filter(([, timer]) => timer.at <= end)
          .toSorted(([a, left], [b, right]) => left.at - right.at || a - b)[0];
        if (due === undefined) break;
        const [id, timer] = due;
        timers.delete(id);
        now = Math.max(now, timer.at);
        timer.run();
        await settle(busy);
      }
      now = end;
    },
    pending: () => timers.size,
  };
}

/** Lets everything that needs no time run to its end. */
async function settle(busy: () => boolean): Promise<void> {
  for (let quiet = 0; quiet < 5; quiet = busy() ? 0 : quiet + 1) {
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
  }
}
