import { INTER_BOLD, INTER_REGULAR } from './inter.ts';
import type { FontMetrics } from './metrics.ts';

/** The bundled font and the fonts that fill its gaps. */
export interface Typeface {
  /** In thousandths of the font size; null if no font has the character. */
  readonly advanceOf: (codePoint: number, bold: boolean) => number | null;
}

export function createTypeface(more: readonly FontMetrics[] = []): Typeface {
  return {
    advanceOf(codePoint, bold) {
      const bundled = (bold ? BOLD() : REGULAR()).get(codePoint);
      if (bundled !== undefined) return bundled;
      for (const font of more) {
        const advance = font.advanceOf(codePoint);
        if (advance !== null) return advance;
      }
      return null;
    },
  };
}

const REGULAR = decodeOnce(INTER_REGULAR);
const BOLD = decodeOnce(INTER_BOLD);

/** The table is decoded when the first picture is drawn, not when the library is loaded. */
function decodeOnce(table: string): () => ReadonlyMap<number, number> {
  let decoded: Map<number, number> | undefined;
  return () => (decoded ??= decode(table));
}

function decode(table: string): Map<number, number> {
  const widths = new Map<number, number>();
  for (const row of table.split(';')) {
    const [first = '', advances = ''] = row.split(':');
    advances
      .split(' ')
      .forEach((advance, index) =>
        widths.set(Number.parseInt(first, 16) + index, Number(advance)),
      );
  }
  return widths;
}
