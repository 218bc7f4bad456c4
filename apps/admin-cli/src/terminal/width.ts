import { stripVTControlCharacters } from 'node:util';

/** Characters that take no column: marks on the one before, joiners. https://www.unicode.org/reports/tr11/ */
const NONE = /^[\p{Mn}\p{Me}\p{Cf}]/u;
/** Characters that take two: East Asian wide ones, and emoji. */
const TWO =
  /^(?:\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}])/u;
// oxlint-disable-next-line no-control-regex -- the sequences that we write ourselves
const PIECE = /\x1b\[[\d;]*m|[\s\S]/gu;

/** Columns that a text takes at a terminal; colours take none. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of stripVTControlCharacters(text))
    columns += widthOfCharacter(character);
  return columns;
}

/** The text cut to so many columns, with "…" where something is missing. Colours stay closed. */
export function clip(text: string, width: number): string {
  if (columnsOf(text) <= width) return text;
  let columns = 0;
  let kept = '';
  let full = false;
  for (const [piece] of text.matchAll(PIECE)) {
    if (piece.startsWith('\u001b')) {
      kept += piece;
      continue;
    }
    if (full) continue;
    columns += widthOfCharacter(piece);
    full = columns > width - 1;
    kept += full ? '…' : piece;
  }
  return kept;
}

/** The text, clipped and filled with spaces, exactly so many columns wide. */
export function fit(text: string, width: number): string {
  const clipped = clip(text, width);
  return clipped + ' '.repeat(Math.max(0, width - columnsOf(clipped)));
}

function widthOfCharacter(character: string): number {
  if (NONE.test(character)) return 0;
  return TWO.test(character) ? 2 : 1;
}
