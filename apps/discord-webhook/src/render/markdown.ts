/* oxlint-disable no-control-regex -- control characters are what is looked for */
/** Characters that Discord's markdown gives a meaning, wherever they stand. */
const MARKDOWN = /[\\*_~`|<>[\]]/g;
/** Headings, lists and subtext begin a line with these. */
const LINE_START = /^(\s*)([#+-])/;
const NUMBERED = /^(\s*\d+)\./;
/** A scheme makes a bare URL a link. */
const SCHEME = /:(?=\/\/)/g;
const EVERYBODY = /@(?=everyone|here)/gi;

/** Colours and cursor movements of a terminal, as GitHub's logs contain them. */
const ANSI =
  /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?)/g;
/** Control characters but tab and newline, and the ones that turn the direction of reading around. */
const UNSEEN =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** Text without what cannot be seen: terminal sequences, control characters, direction marks, halves of characters. */
export function plainText(text: string): string {
  return text
    .toWellFormed()
    .replace(ANSI, '')
    .replace(/\r\n?/g, '\n')
    .replace(UNSEEN, '');
}

/**
 * Text from outside as Discord shows it literally, in one line: no markdown, no mention, no timestamp, no link.
 * Mentions are also disarmed by `allowed_mentions`; this keeps them from looking like one.
 */
export function escapeMarkdown(text: string): string {
  return plainText(text)
    .replace(/\s+/g, ' ')
    .replace(MARKDOWN, '\\$&')
    .replace(LINE_START, '$1\\$2')
    .replace(NUMBERED, '$1\\.')
    .replace(SCHEME, '\\:')
    .replace(EVERYBODY, '@\u200b');
}

/** Text in a code span. A backtick would end it and cannot be escaped there, so its look-alike stands in. */
export function codeSpan(text: string): string {
  const inside = plainText(text).replace(/\s+/g, ' ').replaceAll('`', '\u02cb');
  return `\`${inside.trim() === '' ? '\u2013' : inside}\``;
}

/** Text in a code block, line ends kept. */
export function codeBlock(text: string): string {
  const inside = plainText(text).replaceAll('```', '``\u200b`');
  // A backtick at the end would lengthen the fence.
  return `\`\`\`\n${inside.replace(/`$/, '`\u200b')}\n\`\`\``;
}

/** A web address that may stand in a message; null for any other scheme. */
export function webAddress(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const parsed = new URL(url);
  if (parsed.protocol !== 'https:' && parsed.protocol !== 'http:') return null;
  return parsed.href.replaceAll('(', '%28').replaceAll(')', '%29');
}
