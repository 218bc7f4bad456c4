import { type Instant, toIso, toMillis } from '../time/instant.ts';
import type { Gap } from './digest.ts';
import type { Period } from './period.ts';

/**
 * A time of one workflow, from `from` up to but not including `to`, of which every attempt that ended in it is known.
 * A `list` does not show re-runs of runs that were created before `from`.
 */
export interface Coverage {
  /** Null: every workflow. */
  readonly workflowId: number | null;
  readonly from: Instant;
  readonly to: Instant;
  readonly how: 'webhook' | 'list';
}

/** The parts of `period` that no coverage of the workflow includes. */
export function holesIn(
  coverage: readonly Coverage[],
  workflowId: number | null,
  { start, end }: Period,
): Period[] {
  const known = coverage
    .filter((one) => one.workflowId === null || one.workflowId === workflowId)
    .map(({ from, to }) => ({ start: toMillis(from), end: toMillis(to) }))
    .toSorted((a, b) => a.start - b.start);
  const holes: Period[] = [];
  let at = start;
  for (const one of known) {
    if (one.start > at)
      holes.push({ start: at, end: Math.min(one.start, end) });
    at = Math.max(at, one.end);
    if (at >= end) return holes.filter((hole) => hole.start < hole.end);
  }
  return [...holes, { start: at, end }].filter((hole) => hole.start < hole.end);
}

/** Holes by workflow; one that all workflows share is given once. */
export function gapsIn(
  coverage: readonly Coverage[],
  workflows: readonly { readonly id: number | null; readonly name: string }[],
  period: Period,
): Gap[] {
  const toGap =
    (workflow: string | null) =>
    ({ start, end }: Period): Gap => ({
      workflow,
      from: toIso(start),
      to: toIso(end),
    });
  const all = workflows.map(({ id, name }) => ({
    name,
    holes: holesIn(coverage, id, period),
  }));
  const [first] = all;
  if (first === undefined)
    return holesIn(coverage, null, period).map(toGap(null));
  const same = all.every(
    ({ holes }) =>
      holes.length === first.holes.length &&
      holes.every(
        (hole, index) =>
          hole.start === first.holes[index]?.start &&
          hole.end === first.holes[index]?.end,
      ),
  );
  return same
    ? first.holes.map(toGap(all.length === 1 ? first.name : null))
    : all.flatMap(({ name, holes }) => holes.map(toGap(name)));
}
