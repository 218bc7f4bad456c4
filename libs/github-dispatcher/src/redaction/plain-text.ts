const ESC = 0x1b;
/** The character that ends a control string, besides `ESC \`. */
const BEL = 0x07;
const ST = 0x9c;

/**
 * Everything a terminal interprets or a reader cannot see: control characters except tab and newline, soft hyphens,
 * zero-width characters, separators, bidirectional controls, variation selectors, byte order marks.
 */
const SPECIAL =
  /[\0-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]/g;

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
      let end = found.index + 1;
      while (isInvisible(text[end])) end += 1;
      const touchesAscii =
        isPrintableAscii(last) || isPrintableAscii(text[end]);
      if (!touchesAscii || isEmojiPart(text, found.index, end)) {
        plain += text.slice(found.index, end);
        last = text[end - 1];
      }
      from = end;
    } else {
      from = afterSpecial(found.index);
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

const INVISIBLE = /^[\u200b-\u200d\u2060\ufe00-\ufe0f\u00ad\u180e]$/;

/** Has no width and no effect of its own; overrides of direction are not meant. */
function isInvisible(character: string | undefined): boolean {
  return character !== undefined && INVISIBLE.test(character);
}

function isPrintableAscii(character: string | undefined): boolean {
  return character !== undefined && character > ' ' && character <= '~';
}

/** A keycap (`1` U+FE0F U+20E3), or a selector behind a character outside ASCII: `✔️ done` without its space. */
function isEmojiPart(text: string, start: number, end: number): boolean {
  if (end - start !== 1 || text[start] !== '\ufe0f') return false;
  return text[end] === '\u20e3' || !isPrintableAscii(text[start - 1]);
}
