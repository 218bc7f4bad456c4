/**
 * Text from outside as a terminal may show it: control characters, which could move the cursor, hide text or change the
 * window's title, are shown as escape codes. Line breaks stay where `multiline` is set.
 * https://en.wikipedia.org/wiki/ANSI_escape_code
 */
export function printable(text: string, { multiline = false } = {}): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu, (character) => {
      if (character === '\t') return '  ';
      if (character === '\n' && multiline) return character;
      const code = character.codePointAt(0) ?? 0;
      return `\\x${code.toString(16).padStart(2, '0')}`;
    });
}
