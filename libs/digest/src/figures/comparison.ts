import { quantile, sortedNumbers, tenths } from './statistics.ts';

/** Fewer samples than this on either side and a comparison says nothing. */
export const CHANGE_MINIMUM = 5;

/**
 * How a figure changed from the previous window. `changed` only if the 95% interval from `low` to `high` excludes no
 * change; `before` and `after` are the samples on both sides.
 */
export type Comparison =
  | {
      readonly kind: 'changed';
      readonly value: number;
      readonly low: number;
      readonly high: number;
      readonly before: number;
      readonly after: number;
    }
  | { readonly kind: 'none'; readonly why: NoChange };

/**
 * `no_previous`: there is nothing to compare with. `partial`: one of the windows is not whole. `open`: the window is
 * not over, so how much ran in it cannot be compared. `too_few`: fewer than `CHANGE_MINIMUM` samples of the same
 * workflows on a side (20 for p95). `unclear`: the difference may be chance.
 */
export type NoChange =
  'no_previous' | 'partial' | 'open' | 'too_few' | 'unclear';

export function noChange(why: NoChange): Comparison {
  return { kind: 'none', why };
}

/** The two sides of one workflow. Workflows are compared with themselves only, so a different mix changes nothing. */
export interface Stratum<Side> {
  readonly before: Side;
  readonly after: Side;
}

/** 97.5th percentile of the standard normal distribution: a two-sided 95% interval. */
const Z = 1.96;

/** Counts of events, in percent: the ratio of two Poisson rates, its interval on the logarithmic scale. */
export function compareCounts(strata: readonly Stratum<number>[]): Comparison {
  const shared = strata.filter(({ before, after }) => before > 0 && after > 0);
  const before = sum(shared.map((one) => one.before));
  const after = sum(shared.map((one) => one.after));
  if (Math.min(before, after) < CHANGE_MINIMUM) return noChange('too_few');
  return ratioChange(
    Math.log(after / before),
    Math.sqrt(1 / before + 1 / after),
    before,
    after,
  );
}

export interface Share {
  readonly n: number;
  readonly success: number;
}

/**
 * Success rates, in percentage points: the Mantel-Haenszel risk difference over workflows. Each side's variance is
 * that of Agresti and Caffo, which adds a success and a failure, so that 5 of 5 is not certainty.
 */
export function compareShares(strata: readonly Stratum<Share>[]): Comparison {
  const shared = strata.filter(
    ({ before, after }) => before.n > 0 && after.n > 0,
  );
  const before = sum(shared.map((one) => one.before.n));
  const after = sum(shared.map((one) => one.after.n));
  if (Math.min(before, after) < CHANGE_MINIMUM) return noChange('too_few');
  const parts = shared.map(({ before: a, after: b }) => ({
    weight: (a.n * b.n) / (a.n + b.n),
    value: b.success / b.n - a.success / a.n,
    variance: shareVariance(a) + shareVariance(b),
  }));
  const { value, error } = pool(parts);
  return intervalChange(value * 100, error * 100, before, after);
}

function shareVariance({ n, success }: Share): number {
  const share = (success + 1) / (n + 2);
  return (share * (1 - share)) / (n + 2);
}

/** Half of GitHub's resolution of a second, so that times of 0 have a logarithm. */
const HALF_SECOND_MS = 500;

/**
 * A quantile of durations, in percent: the weighted geometric mean of each workflow's ratio. The error of a quantile
 * is read from order statistics, which assumes nothing about the distribution.
 *
 * @param minimum samples that a workflow needs on both sides to be compared
 */
export function compareQuantiles(
  strata: readonly Stratum<readonly number[]>[],
  p: number,
  minimum = CHANGE_MINIMUM,
): Comparison {
  const shared = strata.filter(
    ({ before, after }) => Math.min(before.length, after.length) >= minimum,
  );
  if (shared.length === 0) return noChange('too_few');
  const parts = shared.map(({ before, after }) => {
    const [a, b] = [logQuantile(before, p), logQuantile(after, p)];
    return {
      weight: (before.length * after.length) / (before.length + after.length),
      value: b.value - a.value,
      variance: a.variance + b.variance,
    };
  });
  const { value, error } = pool(parts);
  return ratioChange(
    value,
    error,
    sum(shared.map((one) => one.before.length)),
    sum(shared.map((one) => one.after.length)),
  );
}

function logQuantile(samples: readonly number[], p: number) {
  const sorted = sortedNumbers(samples);
  const n = sorted.length;
  const spread = Z * Math.sqrt(n * p * (1 - p));
  const at = (rank: number): number => {
    const index = Math.min(n - 1, Math.max(0, Math.round(rank)));
    return Math.log((sorted[index] ?? 0) + HALF_SECOND_MS);
  };
  const width = at(n * p + spread) - at(n * p - 1 - spread);
  return {
    value: Math.log(quantile(sorted, p) + HALF_SECOND_MS),
    variance: (width / (2 * Z)) ** 2,
  };
}

function pool(
  parts: readonly { weight: number; value: number; variance: number }[],
): { value: number; error: number } {
  const total = sum(parts.map(({ weight }) => weight));
  const value = sum(parts.map((part) => part.weight * part.value)) / total;
  const variance =
    sum(parts.map((part) => part.weight ** 2 * part.variance)) / total ** 2;
  return { value, error: Math.sqrt(variance) };
}

function ratioChange(
  log: number,
  error: number,
  before: number,
  after: number,
): Comparison {
  const percent = (value: number): number => (Math.exp(value) - 1) * 100;
  const [low, high] = [percent(log - Z * error), percent(log + Z * error)];
  return judge(percent(log), low, high, before, after);
}

function intervalChange(
  value: number,
  error: number,
  before: number,
  after: number,
): Comparison {
  return judge(value, value - Z * error, value + Z * error, before, after);
}

function judge(
  value: number,
  low: number,
  high: number,
  before: number,
  after: number,
): Comparison {
  const rounded = tenths(value);
  if ((low <= 0 && high >= 0) || rounded === 0) return noChange('unclear');
  return {
    kind: 'changed',
    value: rounded,
    low: tenths(low),
    high: tenths(high),
    before,
    after,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
