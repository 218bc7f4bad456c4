import type { Digest } from './digest.ts';
import { bucketLabel, formatCount, formatDuration } from './format.ts';
import {
  hollow,
  line,
  num,
  rect,
  text,
  textWidth,
  type Theme,
} from './svg-draw.ts';
import { countScale, durationScale, type Scale } from './svg-scale.ts';
import { isWeekly } from './window.ts';

export const CHARTS_HEIGHT = 288;
const PAD = 16;

/** Where a chart's values are drawn. */
interface Plot {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

interface Frame {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly theme: Theme;
}

/** Runs by outcome, stacked: passed solid, failed hatched, what counts neither way hollow. */
export function runsChart({ window, buckets }: Digest, frame: Frame): string {
  const { theme } = frame;
  const totals = buckets.map((b) => b.success + b.failure + b.uncounted);
  const most = Math.max(0, ...totals);
  const parts = panel(
    frame,
    isWeekly(window) ? 'Runs per day' : 'Runs per 3 hours',
    [
      ['passed', (x, y) => rect(x, y, 16, 16, `rx="2" fill="${theme.pass}"`)],
      ['failed', (x, y) => rect(x, y, 16, 16, 'rx="2" fill="url(#fail)"')],
      ['other', (x, y) => hollow(x, y, 16, 16, theme.other)],
    ],
  );
  if (most === 0) return parts + nothing(frame, 'No run ended in this window');
  const scale = countScale(most);
  const plot = plotOf(frame, scale, formatCount);
  const slot = (plot.right - plot.left) / buckets.length;
  const width = Math.min(44, slot * 0.66);
  const bars = buckets.map((bucket, index) => {
    const x = plot.left + slot * index + (slot - width) / 2;
    const height = (n: number): number =>
      (n / scale.top) * (plot.bottom - plot.top);
    const pass = height(bucket.success);
    const fail = height(bucket.failure);
    const other = height(bucket.uncounted);
    let y = plot.bottom;
    const drawn: string[] = [];
    if (pass > 0)
      drawn.push(rect(x, (y -= pass), width, pass, `fill="${theme.pass}"`));
    if (fail > 0)
      drawn.push(rect(x, (y -= fail), width, fail, 'fill="url(#fail)"'));
    if (other > 0)
      drawn.push(hollow(x, (y -= other), width, other, theme.other));
    const total = totals[index] ?? 0;
    if (total > 0) {
      const label = formatCount(total);
      if (textWidth(label, 19, true) <= slot) {
        const style = { fill: theme.text, size: 19, bold: true } as const;
        drawn.push(
          text(x + width / 2, y - 7, label, { ...style, anchor: 'middle' }),
        );
      }
    }
    return drawn.join('');
  });
  return (
    parts +
    axes(plot, scale, formatCount, theme) +
    bars.join('') +
    days(window, buckets, plot, theme)
  );
}

/** p50 as circles on a line, p95 as squares on a dashed one; a hollow square is a maximum, where 20 were not reached. */
export function durationChart(
  { window, buckets }: Digest,
  frame: Frame,
): string {
  const { theme } = frame;
  const stats = buckets.map(({ duration }) => duration);
  const square = (x: number, y: number, full: boolean): string =>
    rect(
      x - 6,
      y - 6,
      12,
      12,
      `fill="${full ? theme.p95 : theme.panel}" stroke="${theme.p95}" stroke-width="2.5"`,
    );
  const circle = (x: number, y: number): string =>
    `<circle cx="${num(x)}" cy="${num(y)}" r="6" fill="${theme.p50}"/>`;
  const parts = panel(frame, 'Duration of passed runs', [
    ['p50', (x, y) => circle(x + 8, y + 8)],
    ['p95', (x, y) => square(x + 8, y + 8, true)],
    ['max where n < 20', (x, y) => square(x + 8, y + 8, false)],
  ]);
  const high = stats.map(({ p95Ms, maxMs }) => p95Ms ?? maxMs);
  const most = Math.max(0, ...high.map((value) => value ?? 0));
  if (most === 0) return parts + nothing(frame, 'No passed run to measure');
  const scale = durationScale(most);
  const plot = plotOf(frame, scale, formatDuration);
  const slot = (plot.right - plot.left) / buckets.length;
  const at = (value: number | null, index: number): [number, number] | null =>
    value === null
      ? null
      : [
          plot.left + slot * (index + 0.5),
          plot.bottom - (value / scale.top) * (plot.bottom - plot.top),
        ];
  const upper = high.map(at);
  const lower = stats.map(({ p50Ms }, index) => at(p50Ms, index));
  return [
    parts,
    axes(plot, scale, formatDuration, theme),
    polyline(upper, `stroke="${theme.p95}" stroke-dasharray="8 6"`),
    polyline(lower, `stroke="${theme.p50}"`),
    ...upper.map((point, index) =>
      point ? square(...point, (stats[index]?.p95Ms ?? null) !== null) : '',
    ),
    ...lower.map((point) => (point ? circle(...point) : '')),
    days(window, buckets, plot, theme),
  ].join('');
}

/** Straight, and broken where a day has no value: nothing is drawn that was not measured. */
function polyline(
  points: readonly ([number, number] | null)[],
  stroke: string,
): string {
  let open = false;
  const path = points.map((point) => {
    const command = point
      ? `${open ? 'L' : 'M'}${num(point[0])} ${num(point[1])}`
      : '';
    open = point !== null;
    return command;
  });
  return `<path d="${path.join('')}" fill="none" stroke-width="3" ${stroke}/>`;
}

type LegendEntry = readonly [
  label: string,
  symbol: (x: number, y: number) => string,
];

function panel(
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

function nothing({ x, y, width, theme }: Frame, words: string): string {
  return text(x + width / 2, y + 176, words, {
    fill: theme.muted,
    size: 22,
    anchor: 'middle',
  });
}

function plotOf(
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

function axes(
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

function days(
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
