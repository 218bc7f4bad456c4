import { styleText } from 'node:util';
import type {
  Inline,
  Line,
  Icon,
  Report,
  Text,
  Tone,
} from '@yardmaster/agent-registry';
import { printable } from './printable.ts';

export interface RenderOptions {
  /** Milliseconds since the epoch, for relative times. */
  readonly now: number;
  readonly color: boolean;
  readonly width: number;
}

type Style = Parameters<typeof styleText>[0] & (string | readonly string[]);

const TONE: Readonly<Record<Tone, Style>> = {
  progress: 'cyan',
  success: 'green',
  failure: 'red',
  warning: 'yellow',
  neutral: 'gray',
  info: 'blue',
};

/** A sign and a word, so that nothing is said by colour alone. */
const MARK: Readonly<Record<Icon, readonly [string, Style]>> = {
  passed: ['✓', 'green'],
  failed: ['✗', 'red'],
  running: ['●', 'cyan'],
  waiting: ['○', 'gray'],
  skipped: ['–', 'gray'],
  cancelled: ['⊘', 'yellow'],
  warning: ['!', 'yellow'],
  unknown: ['?', 'yellow'],
};

/** A report as lines for a terminal, ending with a line break. Every text from outside is made printable. */
export function renderReport(report: Report, options: RenderOptions): string {
  const paint = painter(options.color);
  const text = (value: Text) => renderText(value, options);
  const widest = Math.max(0, ...report.fields.map(({ name }) => name.length));
  const blocks = [
    [paint(TONE[report.tone], paint('bold', printable(report.title)))],
    report.summary === undefined ? [] : [text(report.summary)],
    report.fields.map(
      ({ name, value }) =>
        `  ${paint('dim', printable(name).padEnd(widest))}  ${text(value)}`,
    ),
    ...report.sections.map((section) => [
      ...(section.heading === undefined
        ? []
        : [paint('bold', printable(section.heading))]),
      ...section.lines.map((line) => renderLine(line, options)),
    ]),
    report.excerpt === undefined
      ? []
      : [
          paint('bold', printable(report.excerpt.caption)),
          ...printable(report.excerpt.text, { multiline: true })
            .split('\n')
            .map((line) => `  ${paint('dim', '│')} ${line}`),
        ],
    report.links
      .filter(({ url }) => !mentions(report, url))
      .map(({ label, url }) => `${printable(label)}: ${printable(url)}`),
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n')}\n`;
}

export function renderLine(line: Line, options: RenderOptions): string {
  const indent = '  '.repeat((line.depth ?? 0) + 1);
  const text = renderText(line.text, options);
  if (line.icon === undefined) return `${indent}${text}`;
  const [sign, style] = MARK[line.icon];
  return `${indent}${painter(options.color)(style, sign)} ${text}`;
}

export function renderText(text: Text, options: RenderOptions): string {
  return (Array.isArray(text) ? text : [text])
    .map((piece: Inline) => renderInline(piece, options))
    .join('');
}

function renderInline(piece: Inline, options: RenderOptions): string {
  const paint = painter(options.color);
  if (typeof piece === 'string') return printable(piece);
  if ('strong' in piece) return paint('bold', printable(piece.strong));
  if ('code' in piece) return paint('cyan', printable(piece.code));
  if ('link' in piece)
    return `${printable(piece.text)} ${paint('underline', printable(piece.link))}`;
  if ('time' in piece)
    return piece.style === 'relative'
      ? relativeTime(piece.time, options.now)
      : new Date(piece.time).toISOString().slice(0, 16).replace('T', ' ') +
          ' UTC';
  if ('duration' in piece) return durationText(piece.duration);
  return paint('cyan', `yardmaster ${printable(piece.command)}`);
}

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const;
const RELATIVE = new Intl.RelativeTimeFormat('en', { numeric: 'always' });

export function relativeTime(time: number, now: number): string {
  const difference = time - now;
  for (const [unit, length] of UNITS)
    if (Math.abs(difference) >= length)
      return RELATIVE.format(Math.trunc(difference / length), unit);
  return 'just now';
}

/** `3m 08s`, `1h 02m`, `45s`. */
export function durationText(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  const pad = (value: number) => String(value).padStart(2, '0');
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m ${pad(seconds % 60)}s`;
  return `${Math.floor(minutes / 60)}h ${pad(minutes % 60)}m`;
}

export function painter(color: boolean) {
  return (style: Style, text: string): string =>
    color ? styleText(style, text, { validateStream: false }) : text;
}

/** Whether a URL is shown in a field already. */
function mentions(report: Report, url: string): boolean {
  return report.fields
    .flatMap(({ value }) => (Array.isArray(value) ? value : [value]))
    .some(
      (piece) =>
        typeof piece === 'object' && 'link' in piece && piece.link === url,
    );
}
