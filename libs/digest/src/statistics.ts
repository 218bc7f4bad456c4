/** Below this many samples a 95th percentile is the maximum under another name, and none is given. */
export const P95_MINIMUM = 20;

/** Milliseconds over `n` samples. Null where there are too few: any for the first three, `P95_MINIMUM` for p95. */
export interface DurationStats {
  readonly n: number;
  readonly averageMs: number | null;
  readonly p50Ms: number | null;
  readonly maxMs: number | null;
  readonly p95Ms: number | null;
}

export function durationStats(samples: readonly number[]): DurationStats {
  const n = samples.length;
  if (n === 0) {
    return { n, averageMs: null, p50Ms: null, maxMs: null, p95Ms: null };
  }
  const sorted = new Float64Array(samples).sort();
  let sum = 0;
  for (const sample of sorted) sum += sample;
  return {
    n,
    averageMs: Math.round(sum / n),
    p50Ms: quantile(sorted, 0.5),
    maxMs: sorted[n - 1] ?? null,
    p95Ms: n < P95_MINIMUM ? null : quantile(sorted, 0.95),
  };
}

/** Linear interpolation between the two nearest ranks (type 7 of Hyndman and Fan, the default of R and NumPy). */
function quantile(sorted: Float64Array, p: number): number {
  const rank = (sorted.length - 1) * p;
  const below = sorted[Math.floor(rank)] ?? 0;
  const above = sorted[Math.ceil(rank)] ?? below;
  return Math.round(below + (above - below) * (rank - Math.floor(rank)));
}

/** Fewer than this on either side and a comparison says nothing. */
export const CHANGE_MINIMUM = 5;

/** Percent from `before` to `after`, rounded to tenths. */
export function percentChange(
  before: number | null,
  after: number | null,
): number | null {
  if (before === null || after === null || before <= 0) return null;
  return tenths((after / before - 1) * 100);
}

export function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}
