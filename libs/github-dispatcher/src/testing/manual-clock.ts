import type { Clock } from '../clock.ts';

export type ManualClock = Clock & {
  /** Moves time on, running what falls due in order; awaits what it starts. Milliseconds. */
  advance(ms: number): Promise<void>;
  /** Timers waiting. */
  pending(): number;
};

/** Time that moves only when told. Starts at 2026-01-01T00:00:00Z unless given another moment. */
export function createManualClock(start = Date.UTC(2026, 0, 1)): ManualClock {
  let now = start;
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
      await settle();
      for (;;) {
        const due = [...timers]
          .filter(([, timer]) => timer.at <= end)
          .toSorted(([a, left], [b, right]) => left.at - right.at || a - b)[0];
        if (due === undefined) break;
        const [id, timer] = due;
        timers.delete(id);
        now = Math.max(now, timer.at);
        timer.run();
        await settle();
      }
      now = end;
    },
    pending: () => timers.size,
  };
}

/** Lets everything that needs no time run to its end. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) {
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
  }
}
