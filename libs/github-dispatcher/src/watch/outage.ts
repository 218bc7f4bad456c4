import { steadyNow, type Clock } from '../clock.ts';
import type { Failure, FailureReason } from '../github.ts';
import type { WatchEvent, WatcherIntervals } from './events.ts';

export type OutageOptions = {
  readonly clock: Clock;
  readonly random: () => number;
  readonly steps: WatcherIntervals['steps'];
  readonly notify: (event: WatchEvent) => void;
};

/** While GitHub cannot be asked: one pause for everything, announced when it begins, changes its reason, and ends. */
export class Outage {
  readonly #options: OutageOptions;
  #failures = 0;
  #pausedUntil = 0;
  #reason: FailureReason | undefined;
  #since = 0;

  constructor(options: OutageOptions) {
    this.#options = options;
  }

  /** In the time of `steadyNow`. */
  get pausedUntil(): number {
    return this.#pausedUntil;
  }

  onFailure({ reason, message, retryAt }: Failure): void {
    const { clock, random, steps, notify } = this.#options;
    const wait = steps[Math.min(this.#failures, steps.length - 1)] ?? 0;
    const until =
      steadyNow(clock) +
      (retryAt === undefined ? wait : retryAt.getTime() - clock.now());
    // After a limit everything would come back at the same moment: spread by up to a second.
    this.#pausedUntil = Math.max(this.#pausedUntil, until + 1_000 * random());
    if (this.#failures === 0) this.#since = clock.now();
    this.#failures += 1;
    if (reason === this.#reason) return;
    this.#reason = reason;
    const since = new Date(this.#since);
    const event = { kind: 'trouble', reason, message, since } as const;
    notify(retryAt === undefined ? event : { ...event, retryAt });
  }

  onSuccess(): void {
    if (this.#failures === 0) return;
    this.#failures = 0;
    this.#reason = undefined;
    this.#options.notify({ kind: 'recovered' });
  }
}
