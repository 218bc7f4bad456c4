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
  if (n === 0)
    return { n, averageMs: null, p50Ms: null, maxMs: null, p95Ms: null };
  const sorted = sortedNumbers(samples);
  const sum = sorted.reduce((total, sample) => total + sample, 0);
  return {
    n,
    averageMs: Math.round(sum / n),
    p50Ms: Math.round(quantile(sorted, 0.5)),
    maxMs: sorted[n - 1] ?? null,
    p95Ms: n < P95_MINIMUM ? null : Math.round(quantile(sorted, 0.95)),
  };
}

/** Typed arrays sort by number, and many times faster than with a comparison. */
export function sortedNumbers(samples: readonly number[]): Float64Array {
  return Float64Array.from(samples).sort();
}

/** Linear interpolation between the two nearest ranks (type 7 of Hyndman and Fan, the default of R and NumPy). */
export function quantile(sorted: ArrayLike<number>, p: number): number {
  const rank = (sorted.length - 1) * p;
  const below = sorted[Math.floor(rank)] ?? Number.NaN;
  const above = sorted[Math.ceil(rank)] ?? below;
  return below + (above - below) * (rank - Math.floor(rank));
}

/**
 * The share in percent, rounded to tenths. 100 only if `part` is all of `whole` and 0 only if it is nothing, however
 * the rounding falls; null if `whole` is 0.
 */
export function percentOf(part: number, whole: number): number | null {
  if (whole === 0) return null;
  if (part === whole) return 100;
  if (part === 0) return 0;
  return Math.min(99.9, Math.max(0.1, tenths((part / whole) * 100)));
}

export function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}
