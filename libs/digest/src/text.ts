import { styleText } from 'node:util';
import { cell, columns } from './columns.ts';
import type { Digest, StripBar, WorkflowDigest } from './digest.ts';
import {
  bucketLabel,
  formatDuration,
  formatMoment,
  formatRate,
  plural,
  previousName,
  windowDates,
  windowTitle,
} from './format.ts';
import { P95_MINIMUM } from './statistics.ts';
import { isWeekly } from './window.ts';
import {
  caveats,
  durationPhrases,
  healthPhrases,
  otherPhrases,
  runsPhrase,
  splitPhrases,
  successPhrase,
} from './words.ts';

export interface TextOptions {
  /** Columns, at least 40; default 80. */
  readonly width?: number;
  readonly color?: boolean;
}

type Style = 'green' | 'red' | 'dim' | 'bold' | 'yellow';
type Paint = (style: Style, text: string) => string;

const LEVELS = '▁▂▃▄▅▆▇█';

/**
 * For a terminal. A run's bar is as high as it took long; failures are `x`, what counts neither way `-`, so the text
 * says the same without colour. Text from outside cannot move the cursor or change colours.
 */
export function toText(digest: Digest, options: TextOptions = {}): string {
  const width = Math.max(40, options.width ?? 80);
  const paint: Paint = (style, text) =>
    options.color ? styleText(style, text, { validateStream: false }) : text;
  const { window, previous, change, partial, total } = digest;
  const compared =
    change && previous ? `, against ${previousName(window)}` : '';
  const blocks = [
    [
      paint('bold', windowTitle(window)),
      ...wrap([`${windowDates(window)} ${window.zone}${compared}`], width),
      ...(partial === null
        ? []
        : wrap([`Partial: ${partial}`], width).map((line) =>
            paint('yellow', line),
          )),
    ],
    total.runs.total === 0
      ? ['No run ended in this window.']
      : [
          ...wrap(
            [runsPhrase(digest), successPhrase(digest), ...otherPhrases(total)],
            width,
          ),
          ...wrap(durationPhrases(digest), width),
          ...wrap(splitPhrases(total.durations), width),
          ...wrap(healthPhrases(total), width),
        ],
    sparklines(digest, paint),
    alarms(digest, width, paint),
    table(digest.workflows, width, paint),
    wrap(caveats(digest), width).map((line) => paint('dim', line)),
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`;
}

function alarms(digest: Digest, width: number, paint: Paint): string[] {
  const { window, openRed, silent } = digest;
  const red = openRed.map(({ workflow, ageMs, atLeast, failures }) =>
    paint(
      'red',
      cell(
        `! red for ${atLeast ? 'at least ' : ''}${formatDuration(ageMs)}, ${plural(failures, 'failure')}: ${workflow}`,
        width,
      ).trimEnd(),
    ),
  );
  const quiet = silent.map(({ workflow, lastRunAt, everyMs }) =>
    paint(
      'yellow',
      cell(
        `? did not run since ${formatMoment(lastRunAt, window.zone)}${everyMs === null ? '' : `, usually every ${formatDuration(everyMs)}`}: ${workflow}`,
        width,
      ).trimEnd(),
    ),
  );
  return [...red, ...quiet];
}

function sparklines({ window, buckets }: Digest, paint: Paint): string[] {
  const ran = buckets.map((b) => b.success + b.failure + b.uncounted);
  if (!ran.some((n) => n > 0)) return [];
  const per = isWeekly(window) ? 'day' : '3 hours';
  const first = bucketLabel(window, buckets[0]?.start ?? window.start);
  const last = bucketLabel(window, buckets.at(-1)?.start ?? window.start);
  const p50 = buckets.map((b) => b.duration.p50Ms);
  const lines = [
    `runs per ${per}`.padEnd(18) + spark(ran),
    'failures'.padEnd(18) + paint('red', spark(buckets.map((b) => b.failure))),
    'p50'.padEnd(18) + spark(p50),
  ];
  return [...lines, paint('dim', `${''.padEnd(18)}${first} to ${last}`)];
}

/** Heights from zero to the greatest value; a blank where there is none. */
function spark(values: readonly (number | null)[]): string {
  const most = Math.max(1, ...values.map((value) => value ?? 0));
  return values.map((value) => (value ? level(value, most) : ' ')).join('');
}

function level(value: number, most: number): string {
  const index = Math.ceil((value / most) * LEVELS.length) - 1;
  return LEVELS.charAt(Math.min(LEVELS.length - 1, Math.max(0, index)));
}

function table(
  rows: readonly WorkflowDigest[],
  width: number,
  paint: Paint,
): string[] {
  if (rows.length === 0) return [];
  const figures = 6 + 8 + 9 + 9;
  const longest = Math.max(8, ...rows.map((row) => columns(row.workflow)));
  const name = Math.min(longest, width >= 72 ? 28 : width - figures);
  const strip = Math.min(50, width - name - figures - 1);
  const withStrip = strip >= 12;
  const head =
    cell('workflow', name) +
    'runs'.padStart(6) +
    'ok'.padStart(8) +
    'p50'.padStart(9) +
    'p95'.padStart(9) +
    (withStrip ? ` last ${strip} runs` : '');
  return [
    paint('dim', head),
    ...rows.map((row) => {
      const { n, p50Ms, p95Ms } = row.durations.total;
      const line =
        cell(row.workflow, name) +
        String(row.runs.total).padStart(6) +
        formatRate(row.successRate).padStart(8) +
        formatDuration(p50Ms).padStart(9) +
        (n > 0 && p95Ms === null
          ? `n<${P95_MINIMUM}`
          : formatDuration(p95Ms)
        ).padStart(9);
      return withStrip ? `${line} ${stripText(row.strip, strip, paint)}` : line;
    }),
  ];
}

function stripText(
  bars: readonly StripBar[],
  room: number,
  paint: Paint,
): string {
  const shown = bars.slice(-room);
  const most = Math.max(1, ...shown.map((bar) => bar.durationMs ?? 0));
  return shown
    .map((bar) => {
      if (bar.outcome === 'failure') return paint('red', 'x');
      if (bar.outcome !== 'success') return paint('dim', '-');
      return paint('green', level(bar.durationMs ?? 0, most));
    })
    .join('');
}

/** Phrases joined by commas, broken between phrases. */
function wrap(phrases: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const phrase of phrases.map((text) => cell(text, width).trimEnd())) {
    const line = lines.at(-1);
    if (line !== undefined && columns(line) + 2 + columns(phrase) <= width) {
      lines[lines.length - 1] = `${line}, ${phrase}`;
    } else {
      lines.push(phrase);
    }
  }
  return lines;
}
