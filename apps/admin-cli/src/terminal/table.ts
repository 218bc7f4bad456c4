import { columnsOf, fit } from './width.ts';

export interface Column {
  readonly head: string;
  /** The higher, the sooner the column is left out where there is no room; 0 (the default) stays. */
  readonly dropOrder?: number;
}

const GAP = '  ';
/** A column is not made narrower than this to save another. */
const MIN_COLUMN = 8;

/** Rows for a program to read: cells separated by tabs, whole, without a head. */
export function tabSeparated(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => row.join('\t')).join('\n');
}

/**
 * Rows under a head, as wide as their content and no wider than the terminal. What is too long is cut in the widest
 * column; where that is not enough, columns are left out in their order.
 */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width: number,
): string {
  const kept = columns.map((_, index) => index);
  const widths = columns.map(({ head }, index) =>
    Math.max(
      columnsOf(head),
      ...rows.map((row) => columnsOf(row[index] ?? '')),
    ),
  );
  const total = (of: (column: number) => number) =>
    kept.reduce((sum, column) => sum + of(column), 0) +
    GAP.length * (kept.length - 1);
  const narrowest = (column: number) =>
    Math.min(widths[column] ?? 0, MIN_COLUMN);
  while (total(narrowest) > width) {
    const order = (column: number) => columns[column]?.dropOrder ?? 0;
    const next = kept.toSorted((a, b) => order(b) - order(a))[0] ?? 0;
    if (order(next) === 0) break;
    kept.splice(kept.indexOf(next), 1);
  }
  while (total((column) => widths[column] ?? 0) > width) {
    const widest = kept.reduce((a, b) =>
      (widths[b] ?? 0) > (widths[a] ?? 0) ? b : a,
    );
    if ((widths[widest] ?? 0) <= MIN_COLUMN) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return [columns.map(({ head }) => head), ...rows]
    .map((row) =>
      kept
        .map((column) => fit(row[column] ?? '', widths[column] ?? 0))
        .join(GAP)
        .trimEnd(),
    )
    .join('\n');
}
