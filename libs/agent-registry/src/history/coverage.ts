/** A span of time, half-open: `from` belongs to it, `to` does not. Milliseconds since the epoch. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** `webhook`: every event of the span arrived. `list`: runs created in it were listed, re-runs of older ones were not. */
export const COVERAGE_SOURCES = ['webhook', 'list'] as const;
export type CoverageSource = (typeof COVERAGE_SOURCES)[number];

/** A span of which the history holds every attempt. */
export interface Coverage extends Range {
  readonly repository: string;
  /** A workflow's id on GitHub, or the file that its runs were listed by; null: every workflow of the repository. */
  readonly workflow: string | null;
  readonly how: CoverageSource;
}

/** The spans joined where they touch or overlap, in order; empty ones are dropped. */
export function joinRanges(ranges: readonly Range[]): readonly Range[] {
  const joined: Range[] = [];
  for (const range of ranges
    .filter(({ from, to }) => from < to)
    .toSorted((one, other) => one.from - other.from)) {
    const last = joined.at(-1);
    if (last !== undefined && range.from <= last.to)
      joined[joined.length - 1] = {
        from: last.from,
        to: Math.max(last.to, range.to),
      };
    else joined.push({ from: range.from, to: range.to });
  }
  return joined;
}

/** The parts of a span that are not covered. */
export function missingRanges(
  wanted: Range,
  covered: readonly Range[],
): readonly Range[] {
  const missing: Range[] = [];
  let from = wanted.from;
  for (const range of joinRanges(covered)) {
    if (range.to <= from) continue;
    if (range.from >= wanted.to) break;
    if (range.from > from) missing.push({ from, to: range.from });
    from = range.to;
  }
  if (from < wanted.to) missing.push({ from, to: wanted.to });
  return missing;
}

/** Coverage with the spans of one repository, workflow and source joined. */
export function joinCoverage(
  coverage: readonly Coverage[],
): readonly Coverage[] {
  const groups = Map.groupBy(coverage, ({ repository, workflow, how }) =>
    JSON.stringify([repository, workflow, how]),
  );
  return [...groups.values()].flatMap((group) =>
    joinRanges(group).map((range) => ({
      repository: group[0]?.repository ?? '',
      workflow: group[0]?.workflow ?? null,
      how: group[0]?.how ?? 'list',
      ...range,
    })),
  );
}
