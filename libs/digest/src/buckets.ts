import type { Attempt } from './attempt.ts';
import type { Bucket } from './digest.ts';
import { toIso } from './instant.ts';
import { durationStats } from './statistics.ts';
import { borders, type Window } from './window.ts';

/** Spreads the attempts of a window over its days or hours, by their ends. */
export function createBuckets(window: Window) {
  const edges = borders(window);
  const rows = edges.slice(1).map((end, index) => ({
    start: edges[index] ?? end,
    end,
    success: 0,
    failure: 0,
    uncounted: 0,
    samples: [] as number[],
  }));
  return {
    add({ end, outcome, totalMs }: Attempt, last: boolean): void {
      if (end === null) return;
      let index = 0;
      while (end >= (rows[index]?.end ?? Infinity)) index += 1;
      const row = rows[index];
      if (!row) return;
      if (last) {
        if (outcome === 'success' || outcome === 'failure') row[outcome] += 1;
        else row.uncounted += 1;
      }
      if (outcome === 'success' && totalMs !== null) {
        row.samples.push(totalMs);
      }
    },
    buckets: (): Bucket[] =>
      rows.map(({ samples, start, end, ...tally }) => ({
        start: toIso(start),
        end: toIso(end),
        ...tally,
        duration: durationStats(samples),
      })),
  };
}
