import type { Digest, OpenRed, Silent } from './digest.ts';
import {
  cut,
  formatDuration,
  formatMoment,
  oneLine,
  plural,
  windowDates,
  windowTitle,
} from './format.ts';
import {
  caveats,
  durationPhrases,
  healthPhrases,
  otherPhrases,
  runsPhrase,
  successPhrase,
} from './words.ts';

/** https://docs.discord.com/developers/resources/message#attachment-object: `description` is at most this long. */
const ALT_LIMIT = 1024;

/** The picture in words: the headline figures, plain text, at most 1024 characters. */
export function altText(digest: Digest): string {
  const { window, total, partial, openRed, silent } = digest;
  const head = `${windowTitle(window)}, ${windowDates(window)} (${window.zone})`;
  const sentences = [
    head,
    partial === null ? '' : `Partial: ${oneLine(partial, 200)}`,
    total.runs.total === 0
      ? 'No run ended in this window'
      : [
          runsPhrase(digest),
          successPhrase(digest),
          ...otherPhrases(total),
        ].join(', '),
    durationPhrases(digest).join(', '),
    healthPhrases(total).join(', '),
    ...openRed.slice(0, 3).map(redPhrase),
    ...silent.slice(0, 3).map((quiet) => silentPhrase(quiet, window.zone)),
    ...caveats(digest),
  ];
  const text = sentences
    .filter((sentence) => sentence !== '')
    .map(
      (sentence) => `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`,
    )
    .join(' ');
  return text.length <= ALT_LIMIT ? text : `${cut(text, ALT_LIMIT - 1)}…`;
}

function redPhrase({ workflow, ageMs, atLeast, failures }: OpenRed): string {
  return `${oneLine(workflow, 60)} has been failing for ${atLeast ? 'at least ' : ''}${formatDuration(ageMs)}, ${plural(failures, 'failure')}`;
}

function silentPhrase(
  { workflow, lastRunAt, everyMs }: Silent,
  zone: string,
): string {
  const usually =
    everyMs === null ? '' : `, usually every ${formatDuration(everyMs)}`;
  return `${oneLine(workflow, 60)} did not run since ${formatMoment(lastRunAt, zone)}${usually}`;
}
