import { sleep, type Clock } from '../clock.ts';
import type { GitHub } from '../github.ts';
import type { Search } from './identity.ts';
import { locate, type LocateResult } from './locate.ts';

export type SearchOptions = {
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds. Default 30,000; 10,000 if the workflow doesn't echo the id. */
  readonly searchFor?: number | undefined;
};

const LOOKS_MS = [500, 1_000, 2_000, 3_000, 5_000];

/** Looks until the run is found or time is up; the last look may settle for a single candidate. */
export async function searchForRun(
  github: GitHub,
  search: Search,
  options: SearchOptions,
): Promise<LocateResult> {
  const { clock } = options;
  const signal = options.signal === undefined ? {} : { signal: options.signal };
  const until =
    clock.now() +
    (options.searchFor ?? (search.echo === false ? 10_000 : 30_000));
  for (let look = 0; ; look += 1) {
    const left = until - clock.now();
    const result = await locate(github, search, {
      ...signal,
      settle: left <= 0,
    });
    if (result.kind === 'found' || result.kind === 'several' || left <= 0)
      return result;
    if (options.signal?.aborted) return result;
    const pause = LOOKS_MS[Math.min(look, LOOKS_MS.length - 1)] ?? left;
    await sleep(clock, Math.min(pause, left), options.signal);
  }
}
