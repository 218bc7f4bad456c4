import type { Digest } from '../figures/digest.ts';
import { cut, oneLine, windowDates, windowTitle } from './format.ts';
import {
  caveats,
  durationPhrases,
  healthPhrases,
  otherPhrases,
  redPhrase,
  runsPhrase,
  silentPhrase,
  successPhrase,
  timeLimitPhrase,
} from './phrases.ts';

/** https://docs.discord.com/developers/resources/message#attachment-object: `description` is at most this long. */
const ALT_LIMIT = 1024;
const NAME_LIMIT = 60;
const MOST_NAMES = 3;

/** The picture in words: the headline figures as plain text, at most 1,024 characters. */
export function altText(digest: Digest): string {
  const { window, total, change, partial } = digest;
  const changed = { figures: total, change };
  const named = <Item extends { readonly workflow: string }>(
    items: readonly Item[],
    phrase: (item: Item) => string,
  ): string[] =>
    items
      .slice(0, MOST_NAMES)
      .map((item) => `${oneLine(item.workflow, NAME_LIMIT)}: ${phrase(item)}`);
  const sentences = [
    `${windowTitle(window)}, ${windowDates(window)} (${window.zone})`,
    partial === null ? '' : `Partial: ${oneLine(partial, 200)}`,
    total.attempts.total === 0
      ? 'No run ended in this window'
      : [
          runsPhrase(changed),
          successPhrase(changed),
          ...otherPhrases(total),
        ].join(', '),
    durationPhrases(changed).join(', '),
    healthPhrases(total).join(', '),
    ...named(digest.openRed, redPhrase),
    ...named(digest.silent, (one) => silentPhrase(one, window.zone)),
    ...named(digest.timeLimits, timeLimitPhrase),
    ...caveats(digest),
  ];
  const text = sentences
    .filter((sentence) => sentence !== '')
    .map(
      (sentence) =>
        `${capitalized(sentence)}${/[.?]$/.test(sentence) ? '' : '.'}`,
    )
    .join(' ');
  return text.length <= ALT_LIMIT ? text : `${cut(text, ALT_LIMIT - 1)}…`;
}

/** Not the p of a percentile. */
function capitalized(sentence: string): string {
  return /^p\d/.test(sentence)
    ? sentence
    : sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
