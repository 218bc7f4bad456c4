import { oneLine } from './format.ts';

const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|[\u{20000}-\u{3fffd}]/u;
const MARKS = /\p{Mn}/u;

/** Terminal columns: two for East Asian wide characters and emoji, none for combining marks. */
export function columns(text: string): number {
  let sum = 0;
  for (const point of text) {
    sum += WIDE.test(point) ? 2 : MARKS.test(point) ? 0 : 1;
  }
  return sum;
}

/** Exactly `width` columns, cut with an ellipsis or filled up. */
export function cell(text: string, width: number): string {
  let shown = oneLine(text, width);
  while (columns(shown) > width) {
    shown = `${[...shown.replace(/…$/, '')].slice(0, -1).join('')}…`;
  }
  return shown + ' '.repeat(width - columns(shown));
}
