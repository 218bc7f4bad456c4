import type { Share, Shares } from './digest.ts';
import type { Outcome } from './run.ts';

const TOP = 10;

/** Counts runs by a name; runs without one are counted apart. */
export interface ShareCounter {
  readonly add: (name: string | null, outcome: Outcome) => void;
  readonly shares: () => Shares;
}

export function createShareCounter(): ShareCounter {
  const byName = new Map<
    string,
    { name: string; runs: number; success: number; failure: number }
  >();
  let unnamed = 0;
  return {
    add(name, outcome) {
      if (!name) {
        unnamed += 1;
        return;
      }
      let share = byName.get(name);
      if (!share) {
        share = { name, runs: 0, success: 0, failure: 0 };
        byName.set(name, share);
      }
      share.runs += 1;
      if (outcome === 'success' || outcome === 'failure') share[outcome] += 1;
    },
    shares() {
      const all: Share[] = [...byName.values()].sort(
        (a, b) => b.runs - a.runs || (a.name < b.name ? -1 : 1),
      );
      return {
        top: all.slice(0, TOP),
        more: Math.max(0, all.length - TOP),
        unnamed,
      };
    },
  };
}
