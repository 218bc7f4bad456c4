import type { Clock } from '../../clock.ts';
import type { HttpResponse } from './response.ts';

/** `Date` has whole seconds, and a response is on its way for a while: below this, the clocks agree. Milliseconds. */
const NOISE_MS = 2_000;

/**
 * GitHub's clock, read from its `Date` headers. GitHub judges times by it: when a token is valid, when a limit resets,
 * when a run was created. The clock of this host may be wrong by minutes.
 */
export class ServerClock {
  readonly #clock: Clock;
  #offset: number | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** GitHub's clock minus ours, milliseconds; `undefined` before the first response. */
  get offset(): number | undefined {
    return this.#offset;
  }

  /** Epoch milliseconds on GitHub's clock; on ours as long as GitHub's is not known. */
  now(): number {
    return this.#clock.now() + (this.#offset ?? 0);
  }

  /** A time of GitHub's, on our clock. Epoch milliseconds. */
  toHostTime(serverTime: number): number {
    return serverTime - (this.#offset ?? 0);
  }

  /** Learns from a response of GitHub itself; a cache or a proxy has a clock of its own. */
  observe({ headers }: HttpResponse): void {
    const { date, age } = headers;
    if (headers['x-github-request-id'] === undefined || age !== undefined)
      return;
    const sentAt = date === undefined ? NaN : Date.parse(date);
    if (Number.isNaN(sentAt)) return;
    const offset = sentAt - this.#clock.now();
    this.#offset = Math.abs(offset) < NOISE_MS ? 0 : offset;
  }
}

/** For a message about refused credentials: `This host's clock is 1m 1s ahead of GitHub's.`; empty if they agree. */
export function describeSkew(offset: number | undefined): string {
  if (offset === undefined || Math.abs(offset) < 30_000) return '';
  const seconds = Math.round(Math.abs(offset) / 1_000);
  const text =
    seconds < 60
      ? `${seconds}s`
      : `${Math.floor(seconds / 60)}m ${seconds % 60}s`;
  return ` This host's clock is ${text} ${offset < 0 ? 'ahead of' : 'behind'} GitHub's: correct it.`;
}
