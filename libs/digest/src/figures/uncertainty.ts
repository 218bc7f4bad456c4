import type { TimedAttempt } from '../attempts/timeline.ts';
import {
  toIso,
  toMillis,
  toMillisOrNull,
  type Instant,
} from '../time/instant.ts';
import type { NoChange } from './comparison.ts';
import { type Coverage, gapsIn, holesIn } from './coverage.ts';
import type { Quality } from './digest.ts';
import type { Period, Scope } from './period.ts';
import type { Row } from './rows.ts';

export interface KnownTimes {
  readonly coverage?: readonly Coverage[] | undefined;
  readonly partial?: string | undefined;
  readonly rateLimitedUntil?: Instant | null | undefined;
}

/** What is not known of the window, and what follows from it. */
export interface Uncertainty extends Pick<
  Quality,
  'gaps' | 'rerunsUnseen' | 'rateLimitedUntil'
> {
  /** Attempts of the window may be missing. */
  readonly isPartial: boolean;
  /** Why nothing can be compared with the previous window. */
  readonly noChange: NoChange | null;
}

export function uncertaintyOf(
  { coverage, partial, rateLimitedUntil }: KnownTimes,
  rows: readonly Row[],
  { current, previous, asOf }: Scope,
): Uncertainty {
  const known = { ...current, end: asOf };
  const gaps = coverage ? gapsIn(coverage, rows, known) : [];
  const limited = toMillisOrNull(rateLimitedUntil);
  const isPartial = Boolean(partial) || gaps.length > 0 || limited !== null;
  const holesBefore =
    coverage && previous ? gapsIn(coverage, rows, previous).length : 0;
  const seenLive = coverage?.filter(({ how }) => how === 'webhook') ?? [];
  return {
    gaps,
    isPartial,
    rateLimitedUntil: limited === null ? null : toIso(limited),
    rerunsUnseen:
      coverage !== undefined &&
      rows.some(({ id }) => holesIn(seenLive, id, known).length > 0),
    noChange:
      previous === null
        ? 'no_previous'
        : isPartial || holesBefore > 0
          ? 'partial'
          : null,
  };
}

/**
 * Whether every attempt of a time is known. Without `coverage` that is so from the first attempt known, and from the
 * beginning of the window.
 */
export function coveredBy(
  { coverage }: KnownTimes,
  attempts: readonly TimedAttempt[],
  scope: Scope,
): (period: Period, row: Pick<Row, 'id'>) => boolean {
  if (coverage !== undefined)
    return (period, { id }) =>
      holesIn(coverage, id, {
        ...period,
        end: Math.min(period.end, scope.asOf),
      }).length === 0;
  const from = firstKnown(attempts, scope);
  return (period) => period.end > from;
}

/** The time from which the attempts of a workflow are known. */
export function knownFrom(
  { coverage }: KnownTimes,
  attempts: readonly TimedAttempt[],
  scope: Scope,
): (row: Pick<Row, 'id'>) => number {
  if (coverage === undefined) {
    const from = firstKnown(attempts, scope);
    return () => from;
  }
  return ({ id }) => {
    const times = coverage
      .filter(({ workflowId }) => workflowId === null || workflowId === id)
      .map(({ from }) => toMillis(from));
    const start = Math.min(scope.current.start, ...times);
    const lastHole = holesIn(coverage, id, { start, end: scope.asOf }).at(-1);
    return lastHole?.end ?? start;
  };
}

function firstKnown(
  attempts: readonly TimedAttempt[],
  { current }: Scope,
): number {
  return attempts.reduce(
    (first, { start }) => Math.min(first, start),
    current.start,
  );
}
