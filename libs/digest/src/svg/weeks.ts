import type { Digest } from '../figures/digest.ts';
import { formatCount, formatDate, formatDuration } from '../wording/format.ts';
import { num, polyline, rect, text } from './draw.ts';
import type { Frame } from './plot.ts';

const HEIGHT = 104;
const GAP = 16;
const PAD = 16;
const LABEL = 196;
const TOP = 18;
const BOTTOM = 34;
/** Fewer weeks with attempts show no course. */
const LEAST = 3;

export function weeksHeight({ weeks }: Digest): number {
  return weeks.filter(({ attempts }) => attempts).length < LEAST
    ? 0
    : HEIGHT + GAP;
}

/** Twelve weeks as two sparklines: attempts with their failures, and the median duration. Unknown weeks are blank. */
export function weeksPanel(digest: Digest, frame: Frame): string {
  if (weeksHeight(digest) === 0) return '';
  const half = (frame.width - GAP) / 2;
  return (
    attemptsSpark(digest, { ...frame, width: half }) +
    durationSpark(digest, { ...frame, x: frame.x + half + GAP, width: half })
  );
}

function attemptsSpark({ weeks, window }: Digest, frame: Frame): string {
  const { theme } = frame;
  const most = Math.max(1, ...weeks.map(({ attempts }) => attempts ?? 0));
  const plot = sparkFrame(frame, 'Attempts', `up to ${formatCount(most)}`);
  const height = (n: number): number => (n / most) * (plot.bottom - plot.top);
  const bars = weeks.map(({ attempts, failure }, index) => {
    if (!attempts) return '';
    const width = plot.slot * 0.7;
    const x = plot.left + plot.slot * (index + 0.15);
    const [all, failed] = [height(attempts), height(failure ?? 0)];
    return (
      rect(
        x,
        plot.bottom - all + failed,
        width,
        all - failed,
        `fill="${theme.pass}"`,
      ) +
      (failed > 0
        ? rect(x, plot.bottom - all, width, failed, 'fill="url(#fail)"')
        : '')
    );
  });
  return plot.frame + bars.join('') + ends(weeks, window.zone, frame, plot);
}

function durationSpark({ weeks, window }: Digest, frame: Frame): string {
  const { theme } = frame;
  const most = Math.max(1, ...weeks.map(({ p50Ms }) => p50Ms ?? 0));
  const known = weeks.some(({ p50Ms }) => p50Ms !== null);
  const plot = sparkFrame(
    frame,
    'p50',
    known ? `up to ${formatDuration(most)}` : 'not known',
  );
  const points = weeks.map(({ p50Ms }, index) =>
    p50Ms === null
      ? null
      : ([
          plot.left + plot.slot * (index + 0.5),
          plot.bottom - (p50Ms / most) * (plot.bottom - plot.top),
        ] as const),
  );
  return [
    plot.frame,
    polyline(points, `stroke="${theme.p50}"`),
    ...points.map((point) =>
      point
        ? `<circle cx="${num(point[0])}" cy="${num(point[1])}" r="4" fill="${theme.p50}"/>`
        : '',
    ),
    ends(weeks, window.zone, frame, plot),
  ].join('');
}

function sparkFrame(
  { x, y, width, theme }: Frame,
  title: string,
  note: string,
) {
  const left = x + PAD + LABEL;
  const right = x + width - PAD;
  return {
    left,
    slot: (right - left) / 12,
    top: y + TOP,
    bottom: y + HEIGHT - BOTTOM,
    frame: [
      rect(x, y, width, HEIGHT, `rx="10" fill="${theme.panel}"`),
      text(x + PAD, y + 34, title, { fill: theme.text, size: 22, bold: true }),
      text(x + PAD, y + 60, 'twelve weeks', { fill: theme.muted, size: 19 }),
      text(x + PAD, y + 84, note, { fill: theme.muted, size: 19 }),
    ].join(''),
  };
}

function ends(
  weeks: Digest['weeks'],
  zone: string,
  { x, y, width, theme }: Frame,
  { left }: { readonly left: number },
): string {
  const [first, last] = [weeks[0], weeks.at(-1)];
  if (!first || !last) return '';
  const style = { fill: theme.muted, size: 19 } as const;
  return (
    text(left, y + HEIGHT - 12, formatDate(first.start, zone), style) +
    text(x + width - PAD, y + HEIGHT - 12, formatDate(last.end, zone), {
      ...style,
      anchor: 'end',
    })
  );
}
