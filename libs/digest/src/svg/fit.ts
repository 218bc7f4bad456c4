import type { Typeface } from '../fonts/typeface.ts';
import { oneLine } from '../wording/format.ts';

export interface Measure {
  readonly typeface: Typeface;
  readonly size?: number | undefined;
  readonly bold?: boolean | undefined;
}

const ELLIPSIS = '…';

export function textWidth(
  content: string,
  { typeface, size = 20, bold = false }: Measure,
): number {
  let sum = 0;
  for (const point of content)
    sum += typeface.advanceOf(point.codePointAt(0) ?? 0, bold) ?? 0;
  return (sum * size) / 1000;
}

/** One line no wider than `width`, cut with an ellipsis at its end. */
export function fit(content: string, width: number, measure: Measure): string {
  const clean = drawable(content, measure.typeface);
  if (textWidth(clean, measure) <= width) return clean;
  const parts = charactersOf(clean);
  const room = width - textWidth(ELLIPSIS, measure);
  while (parts.length > 0 && textWidth(parts.join(''), measure) > room)
    parts.pop();
  return `${parts.join('').trimEnd()}${ELLIPSIS}`;
}

/** The same, cut in the middle: names that share a beginning often differ at the end. */
export function fitName(
  content: string,
  width: number,
  measure: Measure,
): string {
  const clean = drawable(content, measure.typeface);
  if (textWidth(clean, measure) <= width) return clean;
  const parts = charactersOf(clean);
  const room = width - textWidth(ELLIPSIS, measure);
  let head = Math.ceil(parts.length / 2);
  let tail = parts.length - head;
  const shown = (): readonly [string, string] => [
    parts.slice(0, head).join('').trimEnd(),
    parts
      .slice(parts.length - tail)
      .join('')
      .trimStart(),
  ];
  while (head + tail > 0 && textWidth(shown().join(''), measure) > room) {
    if (tail > 0 && tail * 3 >= head * 2) tail -= 1;
    else head -= 1;
  }
  return shown().join(ELLIPSIS);
}

/** Longer names are cut before they are measured. */
const LONGEST = 200;
const SEGMENTER = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** What a reader takes for one character, so that an accent or a joined emoji is never cut apart. */
function charactersOf(text: string): string[] {
  return Array.from(SEGMENTER.segment(text), ({ segment }) => segment);
}

/** Without the characters that no font has: they would show as empty boxes. May be empty. */
export function drawable(content: string, typeface: Typeface): string {
  return charactersOf(oneLine(content, LONGEST))
    .filter((character) =>
      [...character].every(
        (point) =>
          JOINERS.has(point) ||
          typeface.advanceOf(point.codePointAt(0) ?? 0, false) !== null,
      ),
    )
    .join('')
    .replace(/\s+/g, ' ')
    .trim();
}

/** They shape the characters around them and are not drawn: joiners and variation selectors. */
const JOINERS = new Set(['\u200c', '\u200d', '\ufe0e', '\ufe0f']);
