import type { Digest } from '../figures/digest.ts';
import { bucketLabel } from '../wording/format.ts';
import { line, rect, text } from './draw.ts';
import { textWidth } from './fit.ts';
import type { Scale } from './scale.ts';
import type { Theme } from './theme.ts';

export const CHARTS_HEIGHT = 288;
export const PAD = 16;
const AXIS_SIZE = 19;

/** Where a chart's values are drawn. */
export interface Plot {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export interface Frame {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly theme: Theme;
}

export type LegendEntry = readonly [
  label: string,
  symbol: (x: number, y: number) => string,
];

export function panel(
  { x, y, width, theme }: Frame,
  title: string,
  legend: readonly LegendEntry[],
): string {
  const parts = [
    rect(x, y, width, CHARTS_HEIGHT, `rx="10" fill="${theme.panel}"`),
    text(x + PAD, y + 34, title, { fill: theme.text, size: 22, bold: true }),
  ];
  let at = x + PAD;
  for (const [label, symbol] of legend) {
    parts.push(
      symbol(at, y + 50),
      text(at + 23, y + 65, label, { fill: theme.muted, size: 19 }),
    );
    at += 23 + textWidth(label, { ...theme, size: 19 }) + 22;
  }
  return parts.join('');
}

export function nothing({ x, y, width, theme }: Frame, words: string): string {
  return text(x + width / 2, y + 176, words, {
    fill: theme.muted,
    size: 22,
    anchor: 'middle',
  });
}

export function plotOf(
  { x, y, width, theme }: Frame,
  scale: Scale,
  format: (value: number) => string,
): Plot {
  const labels = scale.ticks.map((tick) =>
    textWidth(format(tick), { ...theme, size: AXIS_SIZE }),
  );
  return {
    left: x + PAD + Math.max(...labels) + 10,
    right: x + width - PAD,
    top: y + 102,
    bottom: y + CHARTS_HEIGHT - 42,
  };
}

export function axes(
  plot: Plot,
  scale: Scale,
  format: (value: number) => string,
  theme: Theme,
): string {
  return scale.ticks
    .map((tick) => {
      const y = plot.bottom - (tick / scale.top) * (plot.bottom - plot.top);
      return (
        line(plot.left, y, plot.right, y, theme.grid) +
        text(plot.left - 10, y + 7, format(tick), {
          fill: theme.muted,
          size: AXIS_SIZE,
          anchor: 'end',
        })
      );
    })
    .join('');
}

const LABEL_GAP = 10;

/** The names of the stretches, every second or third if all would not fit side by side. */
export function bucketLabels(
  { window, buckets }: Digest,
  plot: Plot,
  theme: Theme,
): string {
  const slot = (plot.right - plot.left) / buckets.length;
  const labels = buckets.map(({ start }) =>
    bucketLabel(window, start, buckets.length),
  );
  const widest = Math.max(...labels.map((label) => textWidth(label, theme)));
  const every = Math.ceil((widest + LABEL_GAP) / slot);
  return labels
    .map((label, index) =>
      index % every === 0
        ? text(plot.left + slot * (index + 0.5), plot.bottom + 28, label, {
            fill: theme.muted,
            anchor: 'middle',
          })
        : '',
    )
    .join('');
}
