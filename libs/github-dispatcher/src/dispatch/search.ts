import { sleep, type Clock } from '../clock.ts';
import type { DispatchOptions, DispatchResult } from './dispatch.ts';
import type { GitHub } from '../github.ts';
import { locate, type LocateResult, type Search } from './locate.ts';

const LOOKS_MS = [500, 1_000, 2_000, 3_000, 5_000];

/** Looks until the run is found or the time is over; the last look may settle for a single candidate. */
export async function searchForRun(
  github: GitHub,
  search: Search,
  options: DispatchOptions,
  clock: Clock,
): Promise<LocateResult> {
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

export function conclude(search: Search, found: LocateResult): DispatchResult {
  const { correlationId } = search;
  if (found.kind === 'found') {
    return {
      kind: 'started',
      correlationId,
      run: { id: found.run.id, url: found.run.url },
      identity: found.identity,
    };
  }
  const candidates = found.kind === 'failed' ? [] : found.candidates;
  if (found.kind === 'several') {
    const message = `${candidates.length} runs may be the one that was started, and none is taken on a guess: open them and see which is yours.`;
    return {
      kind: 'ambiguous',
      cause: 'several_candidates',
      correlationId,
      candidates,
      search,
      message,
    };
  }
  if (search.accepted) {
    const message =
      'GitHub accepted the dispatch; its run is not in the list yet. Look again in a moment.';
    return { kind: 'searching', correlationId, search, message };
  }
  const looked =
    found.kind === 'failed'
      ? 'GitHub could not be asked for it either'
      : 'no run carries its id so far';
  const message = `GitHub's answer to the dispatch was lost and ${looked}. Look at the workflow's runs before you start it again.`;
  return {
    kind: 'ambiguous',
    cause: 'answer_lost',
    correlationId,
    candidates,
    search,
    message,
  };
}
