const ESC = 0x1b;
/** The character that ends a control string, besides `ESC \`. */
const BEL = 0x07;
const ST = 0x9c;

/**
 * Everything a terminal interprets or a reader cannot see: control characters except tab and newline, format
 * characters (zero width, direction, soft hyphen, byte order mark), separators, variation selectors.
 */
const SPECIAL = /(?![\t\n])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Variation_Selector}]/gu;

/**
 * Text without escape sequences, control characters and directional overrides, in one pass. Invisible characters that
 * touch printable ASCII go too: they could hide a secret from its form. Those inside other text stay, because emoji
 * and several scripts need them.
 */
export function toPlainText(text: string): string {
  let plain = '';
  let from = 0;
  /** The last character kept; asking the growing string for it would copy it each time. */
  let last: string | undefined;
  /** Up to here it is known that no control string ends. */
  let unterminatedUntil = 0;

  /** The index after a control string that starts at `at`, or `at` if nothing in its line ends it. */
  function afterControlString(at: number): number {
    if (at < unterminatedUntil) return at;
    for (let index = at; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      if (code === BEL || code === ST) return index + 1;
      if (code === ESC && text[index + 1] === '\\') return index + 2;
      if (code === 0x0a) {
        unterminatedUntil = index;
        return at;
      }
    }
    unterminatedUntil = text.length;
    return at;
  }

  function afterEscape(at: number): number {
    const next = text[at + 1];
    if (next === undefined) return at + 1;
    if (next === '[') return afterControlSequence(text, at + 2);
    if (']P^_X'.includes(next)) return afterControlString(at + 2);
    return afterShortSequence(text, at + 1);
  }

  function afterSpecial(at: number): number {
    const code = text.charCodeAt(at);
    if (code === ESC) return afterEscape(at);
    if (code === 0x9b) return afterControlSequence(text, at + 1);
    if ([0x90, 0x98, 0x9d, 0x9e, 0x9f].includes(code))
      return afterControlString(at + 1);
    return at + 1;
  }

  SPECIAL.lastIndex = 0;
  for (
    let found = SPECIAL.exec(text);
    found !== null;
    found = SPECIAL.exec(text)
  ) {
    if (from < found.index) {
      plain += text.slice(from, found.index);
      last = text[found.index - 1];
    }
    if (isInvisible(found[0])) {
      const end = afterInvisible(text, found.index);
      const touchesAscii =
        isPrintableAscii(last) || isPrintableAscii(text[end]);
      if (!touchesAscii || isEmojiPart(text, found.index, end)) {
        plain += text.slice(found.index, end);
        last = text[end - 1];
      }
      from = end;
    } else {
      from = isControl(found[0])
        ? afterSpecial(found.index)
        : found.index + found[0].length;
    }
    SPECIAL.lastIndex = from;
  }
  return plain + text.slice(from);
}

/** Parameters, intermediates and the final character of `ESC [`. */
function afterControlSequence(text: string, at: number): number {
  let index = at;
  while (isBetween(text, index, 0x20, 0x3f)) index += 1;
  return isBetween(text, index, 0x40, 0x7e) ? index + 1 : index;
}

function afterShortSequence(text: string, at: number): number {
  let index = at;
  while (isBetween(text, index, 0x20, 0x2f)) index += 1;
  return isBetween(text, index, 0x30, 0x7e) ? index + 1 : index;
}

function isBetween(
  text: string,
  index: number,
  first: number,
  last: number,
): boolean {
  const code = text.charCodeAt(index);
  return code >= first && code <= last;
}

/** Changes the direction of the text behind it, or marks the start of a file: of no use inside a text. */
const DIRECTION = /^[\u202a-\u202e\u2066-\u2069\ufeff]$/;
const INVISIBLE = /^[\p{Cf}\p{Variation_Selector}]$/u;

function isControl(character: string): boolean {
  return /^\p{Cc}$/u.test(character);
}

/** Has no width and no effect beyond its neighbours. */
function isInvisible(character: string): boolean {
  return INVISIBLE.test(character) && !DIRECTION.test(character);
}

function afterInvisible(text: string, start: number): number {
  let end = start;
  for (;;) {
    const code = text.codePointAt(end);
    if (code === undefined) return end;
    const character = String.fromCodePoint(code);
    if (!isInvisible(character)) return end;
    end += character.length;
  }
}

function isPrintableAscii(character: string | undefined): boolean {
  return character !== undefined && character > ' ' && character <= '~';
}

/** A keycap (`1` U+FE0F U+20E3), or a selector behind a character outside ASCII: `✔️ done` without its space. */
function isEmojiPart(text: string, start: number, end: number): boolean {
  if (end - start !== 1 || text[start] !== '\ufe0f') return false;
  return text[end] === '\u20e3' || !isPrintableAscii(text[start - 1]);
}
