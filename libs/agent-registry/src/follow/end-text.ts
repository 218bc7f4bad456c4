import type { Follow } from '../journal/follow.ts';
import type { Inline, Json, Text } from '../report/report.ts';

/** The sentence of the outcome, what failed, and what is not known of it. */
export function endText(
  follow: Follow,
  sentence: string | undefined,
): Text | undefined {
  const detail = follow.outcomeDetail ?? {};
  const failed = detailText(follow, 'failedStep');
  const jobs = Array.isArray(detail['failedJobs'])
    ? detail['failedJobs'].map(String)
    : [];
  const cancelledBy = detailText(follow, 'cancelledBy');
  const text: Inline[] = [];
  const say = (...pieces: Inline[]) => {
    if (text.length > 0) text.push(' ');
    text.push(...pieces);
  };
  if (sentence !== undefined) say(sentence);
  if (cancelledBy !== undefined) say(`Cancelled by ${cancelledBy}.`);
  // The order of several failed jobs does not show which is the cause.
  if (jobs.length > 1) say(`${jobs.length} jobs failed: ${jobs.join(', ')}.`);
  if (failed !== undefined)
    say(
      jobs.length > 1 ? 'Ended first: ' : 'Failed: ',
      { strong: failed },
      '.',
    );
  const logMissing = detailText(follow, 'logMissing');
  if (detail['details'] === 'missing')
    say(
      failed === undefined
        ? 'GitHub did not give the details.'
        : `No log: ${logMissing ?? 'GitHub did not give it'}.`,
    );
  else if (follow.outcome === 'failed' && detail['details'] === 'due')
    say('Details follow as soon as GitHub gives them.');
  else if (logMissing !== undefined) say(`No log: ${logMissing}.`);
  return text.length === 0 ? undefined : text;
}

export function detailText(follow: Follow, name: string): string | undefined {
  const value: Json | undefined = follow.outcomeDetail?.[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
