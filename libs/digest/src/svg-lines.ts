import type { Digest } from './digest.ts';
import { formatDuration } from './format.ts';
import { num, rect } from './svg-draw.ts';
import { axes, days, type Frame, nothing, panel, plotOf } from './svg-plot.ts';
import { durationScale } from './svg-scale.ts';

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
