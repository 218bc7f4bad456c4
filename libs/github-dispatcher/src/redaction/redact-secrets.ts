import { toPlainText } from './plain-text.ts';
import { SECRET_FORMS } from './secret-forms.ts';

const MASK = '***';
/** A literal shorter than this would mask half of every text. */
const MIN_LENGTH = 4;

const KEY_BEGIN = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;
const KEY_END = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;
const KEY_LINE = /^\s{0,20}[\w+/=:-]{16,}\s{0,20}$/;

/**
 * Replaces secrets by `***`: the literal ones (also as base64 or as part of a URL) and everything that has the form
 * of one. The text is made plain first (escape sequences and hidden characters are removed), so that nothing hides a
 * secret. Runs in linear time.
 */
export function redactSecrets(
  text: string,
  secrets: readonly string[] = [],
): string {
  let result = redactLiterals(toPlainText(text), secrets);
  result = redactPrivateKeys(result);
  for (const { form, replace } of SECRET_FORMS) {
    result = result.replace(form, (...match) => {
      if (replace === undefined) return MASK;
      const groups = match.filter((part) => typeof part !== 'object');
      return replace(groups as unknown as RegExpMatchArray) ?? String(match[0]);
    });
  }
  return result;
}

/** Replaces the literal secrets alone, for text in which forms of secrets are not to be expected. */
export function redactLiterals(
  text: string,
  secrets: readonly string[],
): string {
  let result = text;
  for (const secret of secrets)
    for (const spelling of spellingsOf(secret))
      result = result.replaceAll(spelling, MASK);
  return result;
}

/** Longest first: a secret may be part of another. */
function spellingsOf(secret: string): readonly string[] {
  const bare = secret.trim();
  if (bare.length < MIN_LENGTH) return [];
  const base64 = Buffer.from(bare).toString('base64').replace(/=+$/, '');
  const escaped = JSON.stringify(bare).slice(1, -1);
  return [...new Set([bare, encodeURIComponent(bare), escaped, base64])]
    .filter((spelling) => spelling.length >= MIN_LENGTH)
    .toSorted((a, b) => b.length - a.length);
}

/** Whole blocks, a block that does not end, and the end of one that began before the text. */
function redactPrivateKeys(text: string): string {
  if (!text.includes('PRIVATE KEY')) return text;
  let result = '';
  let from = 0;
  KEY_BEGIN.lastIndex = 0;
  for (
    let begin = KEY_BEGIN.exec(text);
    begin !== null;
    begin = KEY_BEGIN.exec(text)
  ) {
    KEY_END.lastIndex = begin.index;
    const end = KEY_END.exec(text);
    result += text.slice(from, begin.index) + MASK;
    from = end === null ? text.length : KEY_END.lastIndex;
    if (end === null) break;
    KEY_BEGIN.lastIndex = from;
  }
  return redactLooseEnd(result + text.slice(from));
}

function redactLooseEnd(text: string): string {
  KEY_END.lastIndex = 0;
  const end = KEY_END.exec(text);
  if (end === null) return text;
  const before = text.slice(0, end.index).split('\n');
  const rest = before.pop() ?? '';
  while (before.length > 0 && KEY_LINE.test(before.at(-1) ?? '')) before.pop();
  const kept = KEY_LINE.test(rest) || rest.trim() === '' ? '' : rest;
  const head = before.length === 0 ? '' : `${before.join('\n')}\n`;
  return head + kept + MASK + text.slice(KEY_END.lastIndex);
}
