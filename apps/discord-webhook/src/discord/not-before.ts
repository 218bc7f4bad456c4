import type { Clock } from '@yardmaster/agent-registry';

/** From when on requests may be sent again, after Discord's rate limits. Kept per route, because Discord's limits are. */
export class NotBefore {
  readonly #clock: Clock;
  readonly #until = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Milliseconds until a request under all of these keys may be sent; 0: now. */
  waitFor(keys: readonly string[]): number {
    const now = this.#clock.now();
    let until = now;
    for (const key of keys) {
      const one = this.#until.get(key) ?? now;
      if (one <= now) this.#until.delete(key);
      until = Math.max(until, one);
    }
    return until - now;
  }

  /** True if this is a new wait, rather than one that is known already. */
  block(key: string, ms: number): boolean {
    const now = this.#clock.now();
    const known = (this.#until.get(key) ?? now) > now;
    this.#until.set(key, Math.max(this.#until.get(key) ?? 0, now + ms));
    return !known;
  }
}
