import type { Clock } from '../clock.ts';
import type { Failure } from '../github.ts';
import type { WatchEvent, WatcherIntervals } from './events.ts';

export type OutageOptions = {
  readonly clock: Clock;
  readonly random: () => number;
  readonly steps: WatcherIntervals['steps'];
};

/** While GitHub cannot be asked: one pause for everything, told once when it begins and once when it ends. */
export function createOutage(
  { clock, random, steps }: OutageOptions,
  tell: (event: WatchEvent) => void,
) {
  let failures = 0;
  let pausedUntil = 0;
  return {
    pausedUntil: () => pausedUntil,
    met({ reason, message, retryAt }: Failure): void {
      const wait = steps[Math.min(failures, steps.length - 1)] ?? 0;
      const until = retryAt?.getTime() ?? clock.now() + wait;
      // Everybody comes back at the same moment after a limit: spread by up to a second.
      pausedUntil = Math.max(pausedUntil, until + 1_000 * random());
      failures += 1;
      if (failures > 1) return;
      const since = new Date(clock.now());
      const event = { kind: 'trouble', reason, message, since } as const;
      tell(retryAt === undefined ? event : { ...event, retryAt });
    },
    over(): void {
      if (failures === 0) return;
      failures = 0;
      tell({ kind: 'recovered' });
    },
  };
}
