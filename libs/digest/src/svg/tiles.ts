import type { Comparison } from '../figures/comparison.ts';
import type { Digest } from '../figures/digest.ts';
import { type DurationStats, P95_MINIMUM } from '../figures/statistics.ts';
import {
  formatChange,
  formatCount,
  formatDuration,
  formatPercent,
} from '../wording/format.ts';
import { noChangePhrase } from '../wording/phrases.ts';
import { rect, text } from './draw.ts';
import { fit, textWidth } from './fit.ts';
import type { Theme } from './theme.ts';

export const TILES_HEIGHT = 148;
const WIDTH = 152;
const GAP = 16;
const PAD = 14;
const ROOM = WIDTH - 2 * PAD + 6;
const NOTE_SIZE = 18;

interface Tile {
  readonly label: string;
  readonly value: string;
  /** What it is made of. */
  readonly note: string;
  /** How it changed, or why that is not shown. Color only repeats the words. */
  readonly change: Note;
}

interface Note {
  readonly text: string;
  readonly tone: 'good' | 'bad' | 'plain';
}

export function tiles(
  digest: Digest,
  x: number,
  y: number,
  theme: Theme,
): string {
  const all = tilesOf(digest);
  const widest = Math.max(
    ...all.map(({ value }) =>
      textWidth(value, { ...theme, size: 1, bold: true }),
    ),
  );
  const size = Math.min(38, Math.floor(ROOM / widest));
  return all
    .map((tile, index) => draw(tile, x + index * (WIDTH + GAP), y, size, theme))
    .join('');
}

function tilesOf({ total, change, openRed }: Digest): Tile[] {
  const { attempts, successRate, durations, recovery } = total;
  return [
    {
      label: 'Attempts',
      value: formatCount(attempts.total),
      note: `${formatCount(attempts.failure)} failed`,
      change: note(change.attemptsPercent, (value) => ({
        text: formatChange(value, '%'),
        tone: 'plain',
      })),
    },
    {
      label: 'Success',
      value: formatPercent(successRate.success, successRate.n),
      note:
        successRate.n === 0
          ? 'no result'
          : `${formatCount(successRate.success)} of ${formatCount(successRate.n)}`,
      change: note(change.successRatePoints, (value) => ({
        text: formatChange(value, ' pp'),
        tone: value > 0 ? 'good' : 'bad',
      })),
    },
    {
      label: 'p50',
      value: formatDuration(durations.total.p50Ms),
      note: samples(durations.total),
      change: note(change.p50Percent, speed),
    },
    tail('p95', 'Max', durations.total, change.p95Percent),
    tail('Queue p95', 'Queue max', durations.queue, change.queueP95Percent),
    {
      label: 'Recovery',
      value: formatDuration(recovery.p50Ms),
      note: recovery.n === 0 ? 'no episode' : `median of ${recovery.n}`,
      change:
        openRed.length > 0
          ? { text: `${openRed.length} still red`, tone: 'bad' }
          : note(change.recoveryPercent, speed),
    },
  ];
}

function tail(
  label: string,
  otherwise: string,
  stats: DurationStats,
  change: Comparison,
): Tile {
  const enough = stats.n >= P95_MINIMUM;
  return {
    label: enough ? label : otherwise,
    value: formatDuration(enough ? stats.p95Ms : stats.maxMs),
    note: samples(stats),
    change: note(change, speed),
  };
}

function samples({ n }: DurationStats): string {
  return n === 0 ? 'not known' : `n = ${formatCount(n)}`;
}

function note(comparison: Comparison, words: (value: number) => Note): Note {
  return comparison.kind === 'changed'
    ? words(comparison.value)
    : { text: noChangePhrase(comparison.why), tone: 'plain' };
}

function speed(change: number): Note {
  const size = formatChange(Math.abs(change), '%').slice(1);
  return change > 0
    ? { text: `${size} slower`, tone: 'bad' }
    : { text: `${size} faster`, tone: 'good' };
}

function draw(
  tile: Tile,
  x: number,
  y: number,
  size: number,
  theme: Theme,
): string {
  const tones = { good: theme.pass, bad: theme.fail, plain: theme.muted };
  const notes: readonly Note[] = [
    { text: tile.note, tone: 'plain' },
    tile.change,
  ];
  return [
    rect(x, y, WIDTH, TILES_HEIGHT, `rx="10" fill="${theme.panel}"`),
    text(x + PAD, y + 32, tile.label, { fill: theme.muted, size: 21 }),
    text(x + PAD, y + 76, tile.value, { fill: theme.text, size, bold: true }),
    ...notes.map(({ text: words, tone }, index) => {
      const style = { size: NOTE_SIZE, bold: tone !== 'plain' };
      return text(
        x + PAD,
        y + 106 + index * 26,
        fit(words, ROOM, { ...theme, ...style }),
        { fill: tones[tone], ...style },
      );
    }),
  ].join('');
}
