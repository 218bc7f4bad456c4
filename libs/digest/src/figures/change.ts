import {
  compareCounts,
  compareQuantiles,
  compareShares,
  type Comparison,
  noChange,
  type NoChange,
  type Stratum,
} from './comparison.ts';
import type { Change } from './figures.ts';
import { P95_MINIMUM } from './statistics.ts';
import { successRateOf, type Tally } from './tally.ts';

/** One workflow in one window. */
export interface Side {
  readonly tally: Tally;
  readonly recoveries: readonly number[];
}

/**
 * The change over some workflows.
 *
 * @param why a reason why nothing can be compared
 * @param open whether the later window is not over, so that how much ran in it cannot be compared
 */
export function changeBetween(
  rows: readonly Stratum<Side>[],
  why: NoChange | null,
  open: boolean,
): Change {
  const compare = <Value>(
    pick: (side: Side) => Value,
    by: (strata: readonly Stratum<Value>[]) => Comparison,
  ): Comparison =>
    why === null
      ? by(
          rows.map(({ before, after }) => ({
            before: pick(before),
            after: pick(after),
          })),
        )
      : noChange(why);
  return {
    attemptsPercent:
      open && why === null
        ? noChange('open')
        : compare(({ tally }) => tally.attempts.total, compareCounts),
    successRatePoints: compare(
      ({ tally }) => successRateOf(tally.attempts),
      compareShares,
    ),
    p50Percent: compare(
      ({ tally }) => tally.total,
      (strata) => compareQuantiles(strata, 0.5),
    ),
    p95Percent: compare(
      ({ tally }) => tally.total,
      (strata) => compareQuantiles(strata, 0.95, P95_MINIMUM),
    ),
    queueP95Percent: compare(
      ({ tally }) => tally.queue,
      (strata) => compareQuantiles(strata, 0.95, P95_MINIMUM),
    ),
    recoveryPercent: compare(
      ({ recoveries }) => recoveries,
      (strata) => compareQuantiles(strata, 0.5),
    ),
  };
}
