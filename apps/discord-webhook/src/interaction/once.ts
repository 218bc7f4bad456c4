/** How long a signed request is accepted, plus some: https://docs.discord.com/developers/interactions/overview */
const REMEMBER_MS = 6 * 60_000;
const MAX_REMEMBERED = 500;

/**
 * Does the work for a key once, and gives everyone who asks within some minutes the same result. Bounded: the oldest keys
 * are forgotten first.
 */
export class Once<Value> {
  readonly #now: () => number;
  readonly #results = new Map<
    string,
    { readonly result: Promise<Value>; readonly at: number }
  >();

  constructor(now: () => number) {
    this.#now = now;
  }

  run(key: string, work: () => Promise<Value>): Promise<Value> {
    const now = this.#now();
    this.#forget(now);
    const known = this.#results.get(key);
    if (known !== undefined) return known.result;
    const result = work();
    this.#results.set(key, { result, at: now });
    // A failure is not kept.
    result.catch(() => this.#results.delete(key));
    return result;
  }

  #forget(now: number): void {
    for (const [key, { at }] of this.#results) {
      if (at + REMEMBER_MS > now && this.#results.size < MAX_REMEMBERED) return;
      this.#results.delete(key);
    }
  }
}
