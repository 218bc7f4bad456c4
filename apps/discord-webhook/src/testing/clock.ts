import type { Clock } from '@yardmaster/agent-registry';

/** The time stands still until it is moved. */
export function createTestClock(
  start = Date.now(),
): Clock & { advance(ms: number): void } {
  let now = start;
  let timers: { at: number; run: () => void }[] = [];
  return {
    now: () => now,
    schedule(ms, run) {
      const timer = { at: now + Math.max(0, ms), run };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    advance(ms) {
      const until = now + ms;
      for (;;) {
        const [next] = timers
          .filter(({ at }) => at <= until)
          .sort((a, b) => a.at - b.at);
        if (next === undefined) break;
        timers = timers.filter((other) => other !== next);
        now = next.at;
        next.run();
      }
      now = until;
    },
  };
}

/** Every wait is over at once, and has taken as long as it should. */
export function createHastyClock(
  start = Date.now(),
): Clock & { readonly waits: number[] } {
  let now = start;
  const waits: number[] = [];
  return {
    waits,
    now: () => now,
    schedule(ms, run) {
      waits.push(ms);
      const soon = setImmediate(() => {
        now += ms;
        run();
      });
      return () => clearImmediate(soon);
    },
  };
}
