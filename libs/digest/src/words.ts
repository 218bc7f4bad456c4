import type { Digest, Durations, Figures } from './digest.ts';
import {
  formatChange,
  formatDuration,
  formatPercent,
  plural,
} from './format.ts';
import { type DurationStats, P95_MINIMUM } from './statistics.ts';

// The wording of every figure, shared by reports, alt text and the picture. No phrase holds text from outside.

/** `128 runs (+12%)`. */
export function runsPhrase({ total, change }: Digest): string {
  return plural(total.runs.total, 'run') + changed(change?.runsPercent, '%');
}

/** `91.4% success (112 of 122, −2.1 pp)`. */
export function successPhrase({ total, change }: Digest): string {
  const { n, success } = total.successRate;
  if (n === 0) return 'no run that succeeded or failed';
  const points = formatChange(change?.successRatePoints ?? null, ' pp');
  return `${formatPercent(success, n)} success (${success} of ${n}${points ? `, ${points}` : ''})`;
}

/** `10 failed`, `6 cancelled`, `1 still running`: those that are not zero. */
export function otherPhrases({ runs }: Figures): string[] {
  const phrases: [number, string][] = [
    [runs.failure, 'failed'],
    [runs.cancelled, 'cancelled'],
    [runs.skipped, 'skipped'],
    [runs.other, 'other'],
    [runs.running, 'still running'],
  ];
  return phrases.filter(([n]) => n > 0).map(([n, word]) => `${n} ${word}`);
}

/** `average 4m 02s`, `p50 3m 28s (−4%)`, `p95 8m 02s (+18%)`. Nothing where nothing succeeded. */
export function durationPhrases({ total, change }: Digest): string[] {
  const stats = total.durations.total;
  if (stats.n === 0) return [];
  return [
    `average ${formatDuration(stats.averageMs)}${changed(change?.averagePercent, '%')}`,
    `p50 ${formatDuration(stats.p50Ms)}${changed(change?.p50Percent, '%')}`,
    `${tailPhrase(stats)}${changed(change?.p95Percent, '%')}`,
  ];
}

/** `p95 8m 02s`, or where there are too few for one `max 8m 02s (n = 12, too few for p95)`. */
export function tailPhrase(stats: DurationStats): string {
  return stats.n < P95_MINIMUM
    ? `max ${formatDuration(stats.maxMs)} (n = ${stats.n}, too few for p95)`
    : `p95 ${formatDuration(stats.p95Ms)}`;
}

/** `queue 12s`, `approval 4m`, `execution 3m 10s`, on average; only what is known. */
export function splitPhrases(durations: Durations): string[] {
  return (['queue', 'approval', 'execution'] as const)
    .filter((part) => durations[part].n > 0)
    .map((part) => `${part} ${formatDuration(durations[part].averageMs)}`);
}

/** `recovered in 41m on average (n = 3)`, `4 re-runs`, `2 flaky commits`, `longest failure streak 3`. */
export function healthPhrases(figures: Figures): string[] {
  const { recovery, reruns, flaky, longestFailureStreak } = figures;
  const phrases: string[] = [];
  if (recovery.n > 0) {
    phrases.push(
      `red to green in ${formatDuration(recovery.averageMs)} on average (n = ${recovery.n})`,
    );
  }
  if (longestFailureStreak > 1) {
    phrases.push(`longest failure streak ${longestFailureStreak}`);
  }
  if (reruns > 0) phrases.push(plural(reruns, 're-run'));
  if (flaky > 0) phrases.push(plural(flaky, 'flaky commit'));
  return phrases;
}

/** How far the figures can be believed, apart from a partial list, which is said first and not last. */
export function caveats({ complete, quality }: Digest): string[] {
  const notes: string[] = [];
  if (!complete) notes.push('the window is still open');
  if (quality.endFromUpdatedAt > 0) {
    notes.push(
      `${plural(quality.endFromUpdatedAt, 'attempt')} timed by last update, not by jobs`,
    );
  }
  if (quality.endGuessed > 0) {
    notes.push(
      `${plural(quality.endGuessed, 'attempt')} without a known length`,
    );
  }
  if (quality.missingAttempts > 0) {
    notes.push(
      `${plural(quality.missingAttempts, 'earlier attempt')} not in the list`,
    );
  }
  return notes;
}

function changed(value: number | null | undefined, unit: '%' | ' pp'): string {
  const change = formatChange(value ?? null, unit);
  return change === null ? '' : ` (${change})`;
}
