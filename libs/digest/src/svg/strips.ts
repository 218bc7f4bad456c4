import type { Digest, StripBar, WorkflowDigest } from '../figures/digest.ts';
import { formatDuration, formatPercent, plural } from '../wording/format.ts';
import { faint, hollow, line, num, rect, text } from './draw.ts';
import { drawable, fit, fitName } from './fit.ts';
import type { Theme } from './theme.ts';

const ROWS = 8;
const BARS = 50;
const HEAD = 84;
const ROW = 46;
const PAD = 16;
const NAME = 236;
const RATE = 104;
const RISE = 26;
const DROP = 9;

export function stripsHeight({ workflows }: Digest): number {
  const rows = Math.min(workflows.length, ROWS);
  return HEAD + Math.max(1, rows) * ROW + (workflows.length > ROWS ? 34 : 8);
}

/** A row per workflow, red ones first. The newest attempt is at the right. */
export function strips(
  digest: Digest,
  x: number,
  y: number,
  width: number,
  theme: Theme,
): string {
  const { workflows } = digest;
  const height = stripsHeight(digest);
  const rows = workflows.slice(0, ROWS);
  const parts = [
    rect(x, y, width, height, `rx="10" fill="${theme.panel}"`),
    text(x + PAD, y + 34, `Last ${BARS} attempts per workflow`, {
      fill: theme.text,
      size: 22,
      bold: true,
    }),
    text(
      x + PAD,
      y + 64,
      fit(legendOf(rows), width - 2 * PAD, { ...theme, size: 19 }),
      {
        fill: theme.muted,
        size: 19,
      },
    ),
    ...rows.map((row, index) =>
      stripRow(row, x, y + HEAD + index * ROW, width, theme),
    ),
  ];
  if (rows.length === 0) {
    parts.push(
      text(x + width / 2, y + HEAD + 26, 'No workflow ran', {
        fill: theme.muted,
        size: 22,
        anchor: 'middle',
      }),
    );
  }
  if (workflows.length > ROWS) {
    const rest = workflows.slice(ROWS);
    const ran = rest.reduce((sum, row) => sum + row.attempts.total, 0);
    const failed = rest.reduce((sum, row) => sum + row.attempts.failure, 0);
    parts.push(
      text(
        x + PAD,
        y + height - 16,
        `and ${plural(rest.length, 'more workflow')}: ${plural(ran, 'attempt')}, ${failed} failed`,
        { fill: theme.muted },
      ),
    );
  }
  return parts.join('');
}

function legendOf(rows: readonly WorkflowDigest[]): string {
  const bars = rows.flatMap((row) => row.strip);
  if (bars.length === 0) return '';
  const has = (test: (bar: StripBar) => boolean): boolean => bars.some(test);
  return [
    'height: duration',
    has((bar) => bar.outcome === 'failure') ? 'below the line: failed' : '',
    has(isUncounted) ? 'hollow: cancelled or skipped' : '',
    has((bar) => bar.rerun) ? 'dot: re-run' : '',
    has((bar) => !bar.inWindow) ? 'faint: earlier' : '',
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

function isUncounted({ outcome }: StripBar): boolean {
  return outcome !== 'success' && outcome !== 'failure';
}

function stripRow(
  row: WorkflowDigest,
  x: number,
  y: number,
  width: number,
  theme: Theme,
): string {
  const base = y + RISE + 4;
  const left = x + PAD + NAME;
  const right = x + width - PAD - RATE;
  const pitch = (right - left) / BARS;
  const longest = Math.max(1, ...row.strip.map((bar) => bar.durationMs ?? 0));
  const offset = BARS - row.strip.length;
  const bars = row.strip.map((bar, index) =>
    drawBar(
      bar,
      left + (offset + index) * pitch,
      pitch - 3,
      base,
      longest,
      theme,
    ),
  );
  const red = row.openRed;
  const [verdict, fill] = red
    ? [`red ${shortAge(red.ageMs)}`, theme.fail]
    : [formatPercent(row.successRate.success, row.successRate.n), theme.text];
  return [
    text(x + PAD, base, nameOf(row, theme), {
      fill: theme.text,
      size: 21,
    }),
    line(left, base + 0.75, right - 3, base + 0.75, theme.grid),
    ...bars,
    text(x + width - PAD, base, verdict, {
      fill,
      size: 21,
      bold: true,
      anchor: 'end',
    }),
  ].join('');
}

function drawBar(
  bar: StripBar,
  x: number,
  width: number,
  base: number,
  longest: number,
  theme: Theme,
): string {
  const height = 6 + ((bar.durationMs ?? 0) / longest) * (RISE - 6);
  const top = base - height;
  const shape =
    bar.outcome === 'success'
      ? rect(x, top, width, height, `fill="${theme.pass}"`)
      : bar.outcome === 'failure'
        ? rect(x, top, width, height + DROP, `fill="${theme.fail}"`)
        : hollow(x, top, width, height, theme.other);
  const dot = bar.rerun
    ? `<circle cx="${num(x + width / 2)}" cy="${num(top - 5)}" r="2.5" fill="${theme.text}"/>`
    : '';
  return bar.inWindow ? shape + dot : faint(shape + dot);
}

/** A name of which no font has a single character is replaced by the workflow's file or id. */
function nameOf(row: WorkflowDigest, theme: Theme): string {
  const name = drawable(row.workflow, theme.typeface);
  const file = row.workflowPath?.split('/').at(-1);
  return fitName(
    name || (file ?? `workflow ${row.workflowId ?? ''}`),
    NAME - 16,
    { ...theme, size: 21 },
  );
}

/** The larger unit only: `3h`. */
function shortAge(millis: number): string {
  return formatDuration(millis).split(' ')[0] ?? '';
}
