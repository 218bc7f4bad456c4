import type { RunConclusion } from '../runs/conclusion.ts';
import type { SeedRun } from './seed.ts';

export interface HistoryOptions {
  /** File name of the workflow. */
  readonly workflow: string;
  /** Epoch milliseconds; the runs spread evenly over the days before. */
  readonly endingAt: number;
  /** Default 7. */
  readonly days?: number;
  /** Default 6. */
  readonly perDay?: number;
  /** How often each conclusion comes, in parts of the whole; default 17 of 20 succeed. */
  readonly mix?: Readonly<Partial<Record<RunConclusion, number>>>;
  /** Steps at which failures happen. */
  readonly failSteps?: readonly string[];
  readonly actors?: readonly string[];
  /** Two histories of one seed are equal. */
  readonly seed?: number;
}

const MIX = { success: 17, failure: 2, cancelled: 1 };
const DAY = 86_400_000;

// A linear congruential generator (Numerical Recipes' constants): even enough to look alive.
function createRandom(seed: number) {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A past that looks lived in: for digests, lists and the playground. */
export function createHistory(options: HistoryOptions): SeedRun[] {
  const { workflow, endingAt, days = 7, perDay = 6, mix = MIX } = options;
  const { failSteps = [], actors = [], seed = 1 } = options;
  const random = createRandom(seed);
  const one = <T>(items: readonly T[]): T | undefined =>
    items[Math.floor(random() * items.length)];
  const parts = Object.entries(mix).flatMap(([conclusion, count]) =>
    Array.from({ length: count }, () => conclusion),
  );
  const gap = DAY / perDay;
  return Array.from({ length: Math.round(days * perDay) }, (_, index) => {
    const slot = endingAt - days * DAY + index * gap;
    const conclusion = one(parts) ?? 'success';
    const step = conclusion === 'failure' ? one(failSteps) : undefined;
    const actor = one(actors);
    return {
      workflow,
      conclusion,
      createdAt: Math.floor(slot + random() * gap * 0.5),
      durationSeconds: 45 + Math.floor(random() * 90),
      ...(step === undefined ? {} : { failAtStep: step }),
      ...(actor === undefined ? {} : { actor }),
    };
  });
}
