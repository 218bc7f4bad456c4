import type { Comparison, NoChange } from '../figures/comparison.ts';
import type {
  DeployFigures,
  Digest,
  FlakyCandidate,
  Gap,
  JobFigures,
  OpenRed,
  Silent,
  TimeLimit,
} from '../figures/digest.ts';
import type { Change, Durations, Figures } from '../figures/figures.ts';
import { type DurationStats, P95_MINIMUM } from '../figures/statistics.ts';
import {
  formatChange,
  formatCount,
  formatDuration,
  formatMoment,
  formatPercent,
  plural,
} from './format.ts';

// The wording of every figure, shared by reports, alt text and the picture. A name from outside is never part of a
// phrase: the caller escapes it for where it is shown.

/** The figures of one workflow or of all, and how they changed. */
export interface Changed {
  readonly figures: Figures;
  readonly change: Change;
}

/** `128 runs (+12%)`, `120 runs, 128 attempts`, in which re-runs are counted. */
export function runsPhrase({ figures, change }: Changed): string {
  const { runs, attempts } = figures;
  const also =
    attempts.total === runs.total
      ? ''
      : `, ${plural(attempts.total, 'attempt')}`;
  return `${plural(runs.total, 'run')}${also}${changed(change.attemptsPercent, '%')}`;
}

/** `91.4% success (112 of 122, −2.1 pp)`. */
export function successPhrase({
  figures: { successRate },
  change,
}: Changed): string {
  const { n, success } = successRate;
  if (n === 0) return 'none succeeded or failed';
  const points = shown(change.successRatePoints, ' pp');
  return `${formatPercent(success, n)} success (${formatCount(success)} of ${formatCount(n)}${points === null ? '' : `, ${points}`})`;
}

/** `10 failed`, `6 cancelled`, `1 still running`: those that are not zero. */
export function otherPhrases({ attempts }: Figures): string[] {
  const phrases: [number, string][] = [
    [attempts.failure, 'failed'],
    [attempts.cancelled, 'cancelled'],
    [attempts.skipped, 'skipped'],
    [attempts.other, 'other'],
    [attempts.running, 'still running'],
  ];
  return phrases
    .filter(([n]) => n > 0)
    .map(([n, word]) => `${formatCount(n)} ${word}`);
}

/** `p50 3m 28s (−4%)`, `p95 8m 2s (+18%)`. Nothing if no attempt succeeded. */
export function durationPhrases({ figures, change }: Changed): string[] {
  const stats = figures.durations.total;
  if (stats.n === 0) return [];
  return [
    `p50 ${formatDuration(stats.p50Ms)}${changed(change.p50Percent, '%')}`,
    `${tailPhrase(stats)}${changed(change.p95Percent, '%')}`,
  ];
}

/** `p95 8m 2s`, or with too few samples `max 8m 2s (n = 12, too few for p95)`. */
export function tailPhrase(stats: DurationStats): string {
  return stats.n < P95_MINIMUM
    ? `max ${formatDuration(stats.maxMs)} (n = ${stats.n}, too few for p95)`
    : `p95 ${formatDuration(stats.p95Ms)}`;
}

/** `queue 12s`, `approval 4m`, `execution 3m 10s`: the medians that are known. */
export function splitPhrases(durations: Durations): string[] {
  return (['queue', 'approval', 'execution'] as const)
    .filter((part) => durations[part].n > 0)
    .map((part) => `${part} ${formatDuration(durations[part].p50Ms)}`);
}

/** `red to green in 41m (median of 3)`, `longest failure streak 3`, `4 re-runs`, `2 flaky commits cost 12m`. */
export function healthPhrases(figures: Figures): string[] {
  const { recovery, reruns, flaky, flakyMs, longestFailureStreak } = figures;
  const phrases: string[] = [];
  if (recovery.n > 0)
    phrases.push(
      `red to green in ${formatDuration(recovery.p50Ms)} (median of ${recovery.n})`,
    );
  if (longestFailureStreak > 1)
    phrases.push(`longest failure streak ${longestFailureStreak}`);
  if (reruns > 0) phrases.push(plural(reruns, 're-run'));
  if (flaky > 0)
    phrases.push(
      `${plural(flaky, 'flaky commit')} cost ${formatDuration(flakyMs)}`,
    );
  return phrases;
}

/** `320 runner minutes`, with `known for 40 of 60 attempts` if jobs are missing. Null if no job is known. */
export function runnerPhrase({ runnerTime }: Figures): string | null {
  const { minutes, known, of } = runnerTime;
  if (known === 0) return null;
  const part =
    known < of ? ` (known for ${known} of ${plural(of, 'attempt')})` : '';
  return `${plural(minutes, 'runner minute')}${part}`;
}

/** `failing for 3h 5m, 4 failures`. */
export function redPhrase({ ageMs, atLeast, failures }: OpenRed): string {
  return `failing for ${atLeast ? 'at least ' : ''}${formatDuration(ageMs)}, ${plural(failures, 'failure')}`;
}

/** `did not run on schedule: 2 runs missed, the last due Mon 16 Nov 02:00`. */
export function silentPhrase(
  { basis, expectedAt, missed, lastRunAt }: Silent,
  zone: string,
): string {
  const due = formatMoment(expectedAt, zone);
  if (basis === 'schedule')
    return missed === 1
      ? `did not run on schedule at ${due}`
      : `did not run on schedule: ${plural(missed, 'run')} missed, the last due ${due}`;
  const last =
    lastRunAt === null
      ? ''
      : `, the last run was ${formatMoment(lastRunAt, zone)}`;
  return `did not run as usual: expected ${due}${last}`;
}

/** `4 cancelled after 30m: the job's time limit?`. */
export function timeLimitPhrase({ attempts, afterMs }: TimeLimit): string {
  return `${formatCount(attempts)} cancelled after ${formatDuration(Math.floor(afterMs / 60_000) * 60_000)}: the job's time limit?`;
}

/** `6 of 40 failed, p50 3m 2s`. */
export function jobPhrase({
  failure,
  successRate,
  duration,
}: JobFigures): string {
  return `${formatCount(failure)} of ${formatCount(successRate.n)} failed, p50 ${formatDuration(duration.p50Ms)}`;
}

/** `failed 2 times and then passed, 12m lost`. */
export function flakyPhrase({ failures, lostMs }: FlakyCandidate): string {
  const times = failures === 1 ? 'once' : `${failures} times`;
  return `failed ${times} and then passed without a change, ${formatDuration(lostMs)} lost`;
}

/** Frequency, lead time, change failure rate and time to recover, each with its number of samples. */
export function deployPhrases(figures: DeployFigures): string[] {
  const { successRate, perDay, leadTime, changeFailure, timeToRecover } =
    figures;
  const phrases = [
    `${plural(successRate.success, 'deploy')} (${perDay} per day)`,
    `change failure rate ${formatPercent(changeFailure.failed, changeFailure.n)} (${changeFailure.failed} of ${changeFailure.n})`,
  ];
  if (leadTime.n > 0)
    phrases.push(
      `lead time ${formatDuration(leadTime.p50Ms)} (median of ${leadTime.n})`,
    );
  if (timeToRecover.n > 0)
    phrases.push(
      `time to recover ${formatDuration(timeToRecover.p50Ms)} (median of ${timeToRecover.n})`,
    );
  return phrases;
}

/** `no data from Mon 16 Nov 02:00 to Mon 16 Nov 05:00`. */
export function gapPhrase({ from, to }: Gap, zone: string): string {
  return `no data from ${formatMoment(from, zone)} to ${formatMoment(to, zone)}`;
}

/** Whether attempts of the window may be missing. */
export function isPartial({ partial, quality }: Digest): boolean {
  return (
    partial !== null ||
    quality.gaps.length > 0 ||
    quality.rateLimitedUntil !== null
  );
}

/** How reliable the figures are, apart from the reason in `partial`, which holds text from outside. */
export function caveats({ complete, quality, window }: Digest): string[] {
  const { gaps, rateLimitedUntil } = quality;
  const notes: string[] = [];
  if (gaps.length > 0)
    notes.push(
      gaps.length === 1 && gaps[0]
        ? gapPhrase(gaps[0], window.zone)
        : `${plural(gaps.length, 'gap')} in the data`,
    );
  if (rateLimitedUntil !== null)
    notes.push(
      `GitHub's rate limit is used up until ${formatMoment(rateLimitedUntil, window.zone)}`,
    );
  if (!complete) notes.push('the window is still open');
  if (quality.missingAttempts > 0)
    notes.push(
      `${plural(quality.missingAttempts, 'earlier attempt')} not known`,
    );
  if (quality.rerunsUnseen)
    notes.push('re-runs of older runs are not seen without webhooks');
  if (quality.endFromUpdatedAt > 0)
    notes.push(
      `${plural(quality.endFromUpdatedAt, 'attempt')} timed by last update, not by jobs`,
    );
  if (quality.endGuessed > 0)
    notes.push(
      `${plural(quality.endGuessed, 'attempt')} without a known length`,
    );
  return notes;
}

const NO_CHANGE: Readonly<Record<NoChange, string>> = {
  no_previous: 'not compared',
  partial: 'incomplete',
  open: 'still open',
  too_few: 'too few',
  unclear: 'within noise',
};

/** Why no change is shown: `within noise`. */
export function noChangePhrase(why: NoChange): string {
  return NO_CHANGE[why];
}

function shown(comparison: Comparison, unit: '%' | ' pp'): string | null {
  return comparison.kind === 'changed'
    ? formatChange(comparison.value, unit)
    : null;
}

function changed(comparison: Comparison, unit: '%' | ' pp'): string {
  const change = shown(comparison, unit);
  return change === null ? '' : ` (${change})`;
}
