import { sleep, type Clock } from '../../clock.ts';
import type { Failure, Result } from '../../github.ts';

export type RetryOptions = {
  readonly clock: Clock;
  readonly random: () => number;
  readonly signal?: AbortSignal | undefined;
  /** A longer wait is left to the caller, who learns `retryAt`. Milliseconds. */
  readonly maxWait: number;
};

const RETRIES = 2;
const BASE_MS = 500;

/**
 * The one place that repeats requests: reads, at most twice, after a rate limit, a 5xx or a lost response.
 * Waits 0.5 s and 1 s, each plus up to half of it at random, or as long as GitHub asks.
 */
export async function retryRead<T>(
  read: () => Promise<Result<T>>,
  options: RetryOptions,
): Promise<Result<T>> {
  for (let retry = 0; ; retry += 1) {
    const result = await read();
    if (result.ok || retry >= RETRIES) return result;
    const wait = waitFor(result, retry, options);
    if (wait === undefined || wait > options.maxWait) return result;
    await sleep(options.clock, wait, options.signal);
    if (options.signal?.aborted) return result;
  }
}

function waitFor(
  failure: Failure,
  retry: number,
  { clock, random }: RetryOptions,
): number | undefined {
  if (failure.reason !== 'rate_limited' && failure.reason !== 'unavailable')
    return undefined;
  const backoff = BASE_MS * 2 ** retry;
  const jitter = random() * (backoff / 2);
  const asked =
    failure.retryAt === undefined ? 0 : failure.retryAt.getTime() - clock.now();
  return Math.max(asked, backoff) + jitter;
}
