/* oxlint-disable no-control-regex -- these patterns match control characters */
/** Characters with a meaning in Discord's markdown, at any place of a line. */
const MARKDOWN = /[\\*_~`|<>[\]]/g;
/** Headings, lists and subtext begin a line with these. */
const LINE_START = /^(\s*)([#+-])/;
const NUMBERED = /^(\s*\d+)\./;
/** A scheme makes a bare URL a link. */
const SCHEME = /:(?=\/\/)/g;
const MASS_MENTION = /@(?=everyone|here)/gi;

/** A terminal's colours and cursor movements, which GitHub's logs contain. */
const ANSI =
  /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?)/g;
/** Control characters except tab and newline, zero-width characters, and marks that change the reading direction. */
const INVISIBLE =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** Text without what is invisible: terminal sequences, control characters, direction marks, lone surrogates. */
export function plainText(text: string): string {
  return text
    .toWellFormed()
    .replace(ANSI, '')
    .replace(/\r\n?/g, '\n')
    .replace(INVISIBLE, '');
}

/**
 * Text from outside on one line, shown literally: no markdown, mention, timestamp or link. `allowed_mentions` already
 * keeps mentions from notifying anyone; this keeps them from being shown as mentions.
 */
export function escapeMarkdown(text: string): string {
  return plainText(text)
    .replace(/\s+/g, ' ')
    .replace(MARKDOWN, '\\$&')
    .replace(LINE_START, '$1\\$2')
    .replace(NUMBERED, '$1\\.')
    .replace(SCHEME, '\\:')
    .replace(MASS_MENTION, '@\u200b');
}

/** Text in a code span. A backtick would end it and cannot be escaped there, so a similar character replaces it. */
export function codeSpan(text: string): string {
  const inside = plainText(text).replace(/\s+/g, ' ').replaceAll('`', '\u02cb');
  return `\`${inside.trim() === '' ? '\u2013' : inside}\``;
}

/** Text in a code block, with its line breaks. */
export function codeBlock(text: string): string {
  const inside = plainText(text).replaceAll('```', '``\u200b`');
  // A backtick at the end would lengthen the fence.
  return `\`\`\`\n${inside.replace(/`$/, '`\u200b')}\n\`\`\``;
}

/** An address for a message; null unless its scheme is http or https. */
export function webAddress(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const parsed = new URL(url);
  if (parsed.protocol !== 'https:' && parsed.protocol !== 'http:') return null;
  return parsed.href.replaceAll('(', '%28').replaceAll(')', '%29');
}
