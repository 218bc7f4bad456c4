import { styleText } from 'node:util';
import {
  type Inline,
  type Line,
  type Icon,
  type Report,
  type Text,
  type Tone,
} from '@yardmaster/agent-registry';
import { formatDuration } from '@yardmaster/digest';
import { localTime, relativeTime } from './time.ts';
import { printable } from './printable.ts';
import { columnsOf } from './width.ts';
import { wrapLine } from './wrap.ts';
import { usesColor, usesLinks, widthOf } from './terminal.ts';
import type { Output, Terminal } from './terminal.ts';

/** How to draw on one output. */
export interface RenderOptions {
  /** Milliseconds since the epoch, for relative times; undefined: times are printed whole, which is what a pipe gets. */
  readonly now: number | undefined;
  readonly color: boolean;
  /** Columns; infinite in a pipe. */
  readonly width: number;
  /** Links are clickable texts (OSC 8). */
  readonly links: boolean;
  /** IANA zone of full times; the machine's if absent. */
  readonly timeZone: string | undefined;
}

/** How to draw on this output of this terminal. */
export function renderOptions(
  terminal: Terminal,
  output: Output,
  now: number,
): RenderOptions {
  return {
    now: output.isTTY === true ? now : undefined,
    color: usesColor(terminal, output),
    width: widthOf(output),
    links: usesLinks(terminal, output),
    timeZone: terminal.env['TZ'] || undefined,
  };
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

/** An icon beside the words, so that nothing is shown by colour alone. */
const ICONS: Readonly<Record<Icon, readonly [string, Style]>> = {
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
  const { width } = options;
  const paint = painter(options.color);
  const text = (value: Text) => renderText(value, options);
  const blocks = [
    [
      wrapLine(
        paint(TONE[report.tone], paint('bold', printable(report.title))),
        width,
      ),
    ],
    report.summary === undefined ? [] : [wrapLine(text(report.summary), width)],
    fieldLines(
      report.fields.map(({ name, value }) => [name, text(value)]),
      options,
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
            .map((line) =>
              wrapLine(line, width, { first: `  ${paint('dim', '│')} ` }, 4),
            ),
        ],
    report.links
      .filter(({ url }) => options.links || !mentions(report, url))
      .map(({ label, url }) =>
        wrapLine(
          `${printable(label)}: ${renderUrl(url, options)}`,
          width,
          { first: '', rest: '  ' },
          2,
        ),
      ),
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n')}\n`;
}

/** Names with their values beside them, or above them where the terminal is too narrow for both. */
export function fieldLines(
  fields: readonly (readonly [name: string, value: string])[],
  { width, color }: Pick<RenderOptions, 'width' | 'color'>,
): readonly string[] {
  const paint = painter(color);
  const widest = Math.max(0, ...fields.map(([name]) => columnsOf(name)));
  const indent = widest + 4;
  return fields.map(([name, value]) =>
    wrapLine(
      value,
      width,
      {
        first: `  ${paint('dim', printable(name))}${' '.repeat(indent - 2 - columnsOf(name))}`,
        rest: ' '.repeat(indent),
      },
      indent,
    ),
  );
}

export function renderLine(line: Line, options: RenderOptions): string {
  const indent = '  '.repeat((line.depth ?? 0) + 1);
  const text = renderText(line.text, options);
  if (line.icon === undefined)
    return wrapLine(
      text,
      options.width,
      { first: indent, rest: `${indent}  ` },
      indent.length + 2,
    );
  const [icon, style] = ICONS[line.icon];
  return wrapLine(
    text,
    options.width,
    {
      first: `${indent}${painter(options.color)(style, icon)} `,
      rest: `${indent}  `,
    },
    indent.length + 2,
  );
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
    return options.links
      ? hyperlink(piece.link, paint('underline', printable(piece.text)))
      : `${printable(piece.text)} ${paint('underline', printable(piece.link))}`;
  if ('time' in piece)
    return piece.style === 'relative' && options.now !== undefined
      ? relativeTime(piece.time, options.now)
      : localTime(piece.time, options.timeZone);
  if ('duration' in piece) return formatDuration(piece.duration);
  return paint('cyan', `yardmaster ${printable(piece.command)}`);
}

/** A URL, whole; clickable as well where the terminal can. */
export function renderUrl(
  url: string,
  { links, color }: Pick<RenderOptions, 'links' | 'color'>,
): string {
  const shown = painter(color)('underline', printable(url));
  return links ? hyperlink(url, shown) : shown;
}

function hyperlink(url: string, text: string): string {
  // A control character would end the sequence early; a link of ours never has one.
  return URL.canParse(url)
    ? `\u001b]8;;${new URL(url).href}\u0007${text}\u001b]8;;\u0007`
    : text;
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
