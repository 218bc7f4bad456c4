import type { Attempt } from '../attempts/attempt.ts';
import type { TimedAttempt } from '../attempts/timeline.ts';
import type { Shares } from './digest.ts';

const TOP = 10;

/** Counts attempts by a name; attempts without one are counted apart. */
export function sharesOf(
  attempts: readonly TimedAttempt[],
  nameOf: (source: Attempt) => string | null | undefined,
): Shares {
  const byName = new Map<
    string,
    { name: string; attempts: number; success: number; failure: number }
  >();
  let unnamed = 0;
  for (const { source, outcome } of attempts) {
    const name = nameOf(source);
    if (!name) {
      unnamed += 1;
      continue;
    }
    const share = byName.get(name) ?? {
      name,
      attempts: 0,
      success: 0,
      failure: 0,
    };
    byName.set(name, share);
    share.attempts += 1;
    if (outcome === 'success' || outcome === 'failure') share[outcome] += 1;
  }
  const all = [...byName.values()].sort(
    (a, b) => b.attempts - a.attempts || (a.name < b.name ? -1 : 1),
  );
  return {
    top: all.slice(0, TOP),
    more: Math.max(0, all.length - TOP),
    unnamed,
  };
}
