import type { Digest } from './digest.ts';
import { bucketLabel } from './format.ts';
import { line, rect, text, textWidth, type Theme } from './svg-draw.ts';
import type { Scale } from './svg-scale.ts';

export const CHARTS_HEIGHT = 288;
const PAD = 16;

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
    at += 23 + textWidth(label, 19) + 22;
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
  { x, y, width }: Frame,
  scale: Scale,
  format: (value: number) => string,
): Plot {
  const labels = scale.ticks.map((tick) => textWidth(format(tick), 19));
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
          size: 19,
          anchor: 'end',
        })
      );
    })
    .join('');
}

export function days(
  window: Digest['window'],
  buckets: Digest['buckets'],
  plot: Plot,
  theme: Theme,
): string {
  const slot = (plot.right - plot.left) / buckets.length;
  return buckets
    .map(({ start }, index) =>
      text(
        plot.left + slot * (index + 0.5),
        plot.bottom + 28,
        bucketLabel(window, start),
        {
          fill: theme.muted,
          anchor: 'middle',
        },
      ),
    )
    .join('');
}
