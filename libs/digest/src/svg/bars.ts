import type { Bucket, Digest } from '../figures/digest.ts';
import { bucketName, formatCount } from '../wording/format.ts';
import { faint, hollow, rect, text } from './draw.ts';
import { textWidth } from './fit.ts';
import {
  axes,
  bucketLabels,
  type Frame,
  type LegendEntry,
  nothing,
  panel,
  type Plot,
  plotOf,
} from './plot.ts';
import { countScale } from './scale.ts';
import type { Theme } from './theme.ts';

/** Attempts by outcome, stacked: success solid, failure hatched, the rest hollow. A part of a day is faint. */
export function runsChart(digest: Digest, frame: Frame): string {
  const { window, buckets } = digest;
  const { theme } = frame;
  const name = bucketName(window);
  const most = Math.max(0, ...buckets.map(totalOf));
  const cutOff: LegendEntry[] = buckets.some(({ whole }) => !whole)
    ? [
        [
          'part',
          (x, y) => faint(rect(x, y, 16, 16, `rx="2" fill="${theme.pass}"`)),
        ],
      ]
    : [];
  const parts = panel(frame, `Attempts per ${name}`, [
    ['success', (x, y) => rect(x, y, 16, 16, `rx="2" fill="${theme.pass}"`)],
    ['failure', (x, y) => rect(x, y, 16, 16, 'rx="2" fill="url(#fail)"')],
    ['other', (x, y) => hollow(x, y, 16, 16, theme.other)],
    ...cutOff,
  ]);
  if (most === 0) return parts + nothing(frame, 'No run ended in this window');
  const scale = countScale(most);
  const plot = plotOf(frame, scale, formatCount);
  return (
    parts +
    axes(plot, scale, formatCount, theme) +
    buckets
      .map((bucket, index) =>
        bar(bucket, index, buckets.length, plot, scale.top, theme),
      )
      .join('') +
    bucketLabels(digest, plot, theme)
  );
}

function totalOf({ success, failure, uncounted }: Bucket): number {
  return success + failure + uncounted;
}

function bar(
  bucket: Bucket,
  index: number,
  count: number,
  plot: Plot,
  top: number,
  theme: Theme,
): string {
  const slot = (plot.right - plot.left) / count;
  const width = Math.min(44, slot * 0.66);
  const x = plot.left + slot * index + (slot - width) / 2;
  const height = (n: number): number => (n / top) * (plot.bottom - plot.top);
  const [pass, fail, other] = [
    height(bucket.success),
    height(bucket.failure),
    height(bucket.uncounted),
  ];
  const stack =
    (pass > 0
      ? rect(x, plot.bottom - pass, width, pass, `fill="${theme.pass}"`)
      : '') +
    (fail > 0
      ? rect(x, plot.bottom - pass - fail, width, fail, 'fill="url(#fail)"')
      : '') +
    (other > 0
      ? hollow(x, plot.bottom - pass - fail - other, width, other, theme.other)
      : '');
  const total = totalOf(bucket);
  const label = formatCount(total);
  const style = { size: 19, bold: true } as const;
  const labelled =
    total > 0 && textWidth(label, { ...theme, ...style }) <= slot
      ? text(x + width / 2, plot.bottom - pass - fail - other - 7, label, {
          ...style,
          fill: theme.text,
          anchor: 'middle',
        })
      : '';
  return (bucket.whole ? stack : faint(stack)) + labelled;
}
