import wrapAnsi from 'wrap-ansi';

/** Below this, text is not indented further: a word per line is no help. */
const MIN_WIDTH = 20;

/**
 * A line broken between words so that it fits; a word that is longer than the line, such as a URL, stays whole. `first`
 * stands before the first line, `rest` before the others.
 */
export function wrapLine(
  text: string,
  width: number,
  { first = '', rest = first }: { first?: string; rest?: string } = {},
  indent = 0,
): string {
  if (!Number.isFinite(width)) return first + text;
  const room = Math.max(MIN_WIDTH, width - indent);
  const [head = '', ...tail] = wrapAnsi(text, room, { trim: true }).split('\n');
  return [first + head, ...tail.map((line) => rest + line)].join('\n');
}
