import { isCounted } from '../attempts/outcome.ts';
import type { TimedAttempt } from '../attempts/timeline.ts';
import { toIso } from '../time/instant.ts';
import { borders, type Window } from '../time/window.ts';
import type { Bucket } from './digest.ts';
import { type Period, periodOf } from './period.ts';
import { durationStats } from './statistics.ts';

/** Spreads the finished attempts of a window over its hours, days, weeks or months. */
export function bucketsOf(
  window: Window,
  asOf: number,
  attempts: readonly TimedAttempt[],
): Bucket[] {
  const { start, end }: Period = periodOf(window);
  const edges = borders(window);
  const rows = edges.slice(1).map((to, index) => ({
    from: edges[index] ?? to,
    to,
    success: 0,
    failure: 0,
    uncounted: 0,
    passed: [] as number[],
  }));
  for (const { end: at, outcome, totalMs } of attempts) {
    if (at === null) continue;
    const row = rows.find(({ to }) => at < to);
    if (!row) continue;
    row[isCounted(outcome) ? outcome : 'uncounted'] += 1;
    if (outcome === 'success' && totalMs !== null) row.passed.push(totalMs);
  }
  return rows.map(({ from, to, passed, ...counts }) => ({
    start: toIso(Math.max(from, start)),
    end: toIso(Math.min(to, end)),
    whole: from >= start && to <= Math.min(end, asOf),
    ...counts,
    duration: durationStats(passed),
  }));
}
