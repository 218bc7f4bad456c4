import { columnsOf, fit } from './width.ts';

const GAP = '  ';
/** A column is not made narrower than this to save another. */
const NARROWEST = 8;

/** Rows under a head, as wide as their content and no wider than the terminal: what is too long is cut in the widest column. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  width: number,
): string {
  const widths = head.map((name, index) =>
    Math.max(
      columnsOf(name),
      ...rows.map((row) => columnsOf(row[index] ?? '')),
    ),
  );
  const gaps = GAP.length * (head.length - 1);
  const total = () => widths.reduce((sum, one) => sum + one, gaps);
  while (total() > width) {
    const widest = Math.max(...widths);
    if (widest <= NARROWEST) break;
    widths[widths.indexOf(widest)] = widest - 1;
  }
  return [head, ...rows]
    .map((row) =>
      widths
        .map((one, index) => fit(row[index] ?? '', one))
        .join(GAP)
        .trimEnd(),
    )
    .join('\n');
}
