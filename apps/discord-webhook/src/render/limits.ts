/**
 * Discord's limits. Lengths of text are UTF-16 units: text that fits by that count fits by any other.
 * https://docs.discord.com/developers/resources/message#embed-object-embed-limits
 * https://docs.discord.com/developers/components/reference
 */
export const LIMITS = {
  content: 2000,
  embeds: 10,
  embedTitle: 256,
  embedDescription: 4096,
  embedFields: 25,
  embedFieldName: 256,
  embedFieldValue: 1024,
  /** Titles, descriptions, fields, footers and authors of all embeds of a message together. */
  embedTotal: 6000,
  rows: 5,
  buttonsPerRow: 5,
  buttonLabel: 80,
  buttonUrl: 512,
  customId: 100,
  files: 10,
  fileBytes: 10 * 1024 * 1024,
  attachmentDescription: 1024,
  nonce: 25,
  mentions: 100,
  choices: 25,
  choiceName: 100,
  choiceValue: 100,
} as const;

/** At most `max` UTF-16 units. An ellipsis replaces what was cut; no character is cut in half. */
export function cutText(text: string, max: number): string {
  if (text.length <= max) return text;
  if (max <= 0) return '';
  return `${keepStart(text, max - 1)}…`;
}

/** The last `max` units, from the start of a line if one is near. The end of a log matters most. */
export function cutToEnd(text: string, max: number): string {
  if (text.length <= max) return text;
  if (max <= 2) return '';
  const tail = text
    .slice(text.length - (max - 2))
    .replace(/^[\udc00-\udfff]/, '');
  const lineEnd = tail.indexOf('\n');
  return `…\n${lineEnd >= 0 && lineEnd < tail.length / 2 ? tail.slice(lineEnd + 1) : tail}`;
}

function keepStart(text: string, units: number): string {
  return text.slice(0, units).replace(/[\ud800-\udbff]$/, '');
}
