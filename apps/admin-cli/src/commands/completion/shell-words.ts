/** A command line as typed up to the cursor. */
export interface TypedLine {
  /** The words as the program would get them; the last is the one being typed, and may be empty. */
  readonly words: readonly string[];
  /** The last word as it stands on the line. */
  readonly raw: string;
}

/** Splits a line into words as a POSIX shell does, without expanding anything. An open quote ends with the line. */
export function splitLine(line: string): TypedLine {
  const words: string[] = [];
  let word: string | undefined;
  let start = line.length;
  let quote = '';
  for (let at = 0; at < line.length; at += 1) {
    const character = line.charAt(at);
    if (quote === '' && /\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
      continue;
    }
    if (word === undefined) [word, start] = ['', at];
    if (quote !== '' && character === quote) quote = '';
    else if (quote === '' && /['"]/.test(character)) quote = character;
    else if (character === '\\' && quote !== "'") {
      at += 1;
      word += line.charAt(at);
    } else word += character;
  }
  words.push(word ?? '');
  return { words, raw: word === undefined ? '' : line.slice(start) };
}

/** The text without the quotes and backslashes of a shell. */
export function unquote(text: string): string {
  return splitLine(text).words.join(' ');
}

/** The end of the last word that readline replaces. Right after a `=` or `:` it names that character, and replaces nothing. */
function replacedPart(raw: string, current: string): string {
  if (/^[=:]$/.test(current)) return '';
  return raw.endsWith(current) ? current : raw;
}

/**
 * What bash is to put in place of `current`, the part of the last word that its readline replaces (readline ends words at
 * `=` and `:`, too), so that the word becomes `value`. Within an open quote the value stays within it.
 */
export function bashReply(value: string, raw: string, current: string): string {
  const replaced = replacedPart(raw, current);
  const before = unquote(raw.slice(0, raw.length - replaced.length));
  const rest = value.startsWith(before) ? value.slice(before.length) : value;
  const quote = replaced.charAt(0);
  if (quote === "'") return rest.replaceAll("'", String.raw`'\''`);
  if (quote === '"') return rest.replaceAll(/[\\"$`!]/g, String.raw`\$&`);
  return rest.replaceAll(/[^\w@%+=:,./-]/gu, String.raw`\$&`);
}
