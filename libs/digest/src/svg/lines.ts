import type { Digest } from '../figures/digest.ts';
import { P95_MINIMUM } from '../figures/statistics.ts';
import { formatDuration } from '../wording/format.ts';
import { num, polyline, rect } from './draw.ts';
import {
  axes,
  bucketLabels,
  type Frame,
  nothing,
  panel,
  plotOf,
} from './plot.ts';
import { durationScale } from './scale.ts';

/** p50 as circles on a line, p95 as squares on a dashed one. A hollow square is a maximum of too few for a p95. */
export function durationChart(digest: Digest, frame: Frame): string {
  const { theme } = frame;
  const stats = digest.buckets.map(({ duration }) => duration);
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
  const parts = panel(frame, 'Duration of successful attempts', [
    ['p50', (x, y) => circle(x + 8, y + 8)],
    ['p95', (x, y) => square(x + 8, y + 8, true)],
    [`max if n < ${P95_MINIMUM}`, (x, y) => square(x + 8, y + 8, false)],
  ]);
  const high = stats.map(({ p95Ms, maxMs }) => p95Ms ?? maxMs);
  const most = Math.max(0, ...high.map((value) => value ?? 0));
  if (most === 0) return parts + nothing(frame, 'No duration is known');
  const scale = durationScale(most);
  const plot = plotOf(frame, scale, tick);
  const slot = (plot.right - plot.left) / stats.length;
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
    axes(plot, scale, tick, theme),
    polyline(upper, `stroke="${theme.p95}" stroke-dasharray="8 6"`),
    polyline(lower, `stroke="${theme.p50}"`),
    ...upper.map((point, index) =>
      point ? square(...point, (stats[index]?.p95Ms ?? null) !== null) : '',
    ),
    ...lower.map((point) => (point ? circle(...point) : '')),
    bucketLabels(digest, plot, theme),
  ].join('');
}

/** The zero of an axis is 0, not "less than a second". */
function tick(value: number): string {
  return value === 0 ? '0' : formatDuration(value);
}
