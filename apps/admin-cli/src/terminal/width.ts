import cliTruncate from 'cli-truncate';
import stringWidth from 'string-width';

/** Columns that a text takes in a terminal. Counts grapheme clusters (a joined emoji is one); colours take none. */
export function columnsOf(text: string): number {
  return stringWidth(text);
}

/** The text cut to this many columns, with "…" if something is missing. Colours stay closed. */
export function clip(text: string, width: number): string {
  return Number.isFinite(width) ? cliTruncate(text, width) : text;
}

/** The text clipped and filled with spaces, exactly this many columns wide. */
export function fit(text: string, width: number): string {
  const clipped = clip(text, width);
  return clipped + ' '.repeat(Math.max(0, width - columnsOf(clipped)));
}
