import type { Digest, SuccessRate } from './digest.ts';
import {
  formatChange,
  formatCount,
  formatDuration,
  formatPercent,
  NONE,
} from './format.ts';
import { type DurationStats, P95_MINIMUM } from './statistics.ts';
import { fit, rect, text, textWidth, type Theme } from './svg-draw.ts';

export const TILES_HEIGHT = 148;
const WIDTH = 152;
const GAP = 16;
const PAD = 14;
const ROOM = WIDTH - 2 * PAD + 4;

interface Tile {
  readonly label: string;
  readonly value: string;
  /** How it changed, in words: the colour only repeats them. */
  readonly change?: Note | undefined;
  readonly note?: string | undefined;
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
  const widest = Math.max(...all.map(({ value }) => textWidth(value, 1, true)));
  const size = Math.min(38, Math.floor(ROOM / widest));
  return all
    .map((tile, index) => draw(tile, x + index * (WIDTH + GAP), y, size, theme))
    .join('');
}

function tilesOf({ total, change, openRed }: Digest): Tile[] {
  const { runs, successRate, durations, recovery } = total;
  const runsChange = formatChange(change?.runsPercent ?? null, '%');
  return [
    {
      label: 'Runs',
      value: formatCount(runs.total),
      change:
        runsChange === null ? undefined : { text: runsChange, tone: 'plain' },
      note:
        runs.total === 0 ? undefined : `${formatCount(runs.failure)} failed`,
    },
    {
      label: 'Success',
      value: formatPercent(successRate.success, successRate.n),
      change: points(change?.successRatePoints ?? null),
      note: successRate.n > 0 ? successNote(successRate) : 'no result',
    },
    {
      label: 'p50',
      value: formatDuration(durations.total.p50Ms),
      change: speed(change?.p50Percent ?? null),
      note: samples(durations.total),
    },
    tail(
      'p95',
      'Max',
      'none passed',
      durations.total,
      change?.p95Percent ?? null,
    ),
    tail(
      'Queue p95',
      'Queue max',
      durations.total.n === 0 ? 'none passed' : 'no job times',
      durations.queue,
      change?.queueP95Percent ?? null,
    ),
    {
      label: 'Recovery',
      value: formatDuration(recovery.averageMs),
      change:
        openRed.length > 0
          ? { text: `${openRed.length} still red`, tone: 'bad' }
          : speed(change?.recoveryPercent ?? null),
      note: recovery.n > 0 ? samples(recovery) : 'no episode',
    },
  ];
}

function tail(
  label: string,
  otherwise: string,
  none: string,
  stats: DurationStats,
  change: number | null,
): Tile {
  if (stats.n === 0) return { label, value: NONE, note: none };
  return stats.n < P95_MINIMUM
    ? {
        label: otherwise,
        value: formatDuration(stats.maxMs),
        change: { text: `p95 needs ${P95_MINIMUM}`, tone: 'plain' },
        note: samples(stats),
      }
    : {
        label,
        value: formatDuration(stats.p95Ms),
        change: speed(change),
        note: samples(stats),
      };
}

function successNote({ n, success }: SuccessRate): string {
  const note = `${formatCount(success)} of ${formatCount(n)}`;
  return textWidth(note, 20) <= ROOM ? note : `n = ${formatCount(n)}`;
}

function samples({ n }: DurationStats): string {
  return n === 0 ? 'none passed' : `n = ${formatCount(n)}`;
}

function points(change: number | null): Note | undefined {
  const shown = formatChange(change, ' pp');
  if (change === null || shown === null) return undefined;
  return {
    text: shown,
    tone: change > 0 ? 'good' : change < 0 ? 'bad' : 'plain',
  };
}

function speed(change: number | null): Note | undefined {
  if (change === null) return undefined;
  if (change === 0) return { text: 'as before', tone: 'plain' };
  const size = formatChange(Math.abs(change), '%')?.slice(1) ?? '';
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
  const notes: Note[] = [];
  if (tile.change) notes.push(tile.change);
  if (tile.note) notes.push({ text: tile.note, tone: 'plain' });
  return [
    rect(x, y, WIDTH, TILES_HEIGHT, `rx="10" fill="${theme.panel}"`),
    text(x + PAD, y + 32, tile.label, { fill: theme.muted, size: 21 }),
    text(x + PAD, y + 76, tile.value, { fill: theme.text, size, bold: true }),
    ...notes.map((note, index) =>
      text(x + PAD, y + 106 + index * 26, fit(note.text, ROOM), {
        fill: tones[note.tone],
        bold: note.tone !== 'plain',
      }),
    ),
  ].join('');
}
