import type { Digest } from './digest.ts';
import { formatCount } from './format.ts';
import { hollow, rect, text, textWidth } from './svg-draw.ts';
import { axes, days, type Frame, nothing, panel, plotOf } from './svg-plot.ts';
import { countScale } from './svg-scale.ts';
import { isWeekly } from './window.ts';

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
