import type { Line, Report } from '@yardmaster/agent-registry';
import { printable } from '../terminal/printable.ts';
import {
  painter,
  renderLine,
  renderOptions,
  renderText,
} from '../terminal/render.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { clip, columnsOf } from '../terminal/width.ts';
import type { ShowProgress } from './show-progress.ts';

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'] as const;
const FRAME_MS = 100;
const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';
const CLEAR_BELOW = '\u001b[J';
const CLEAR_LINE = '\u001b[K';

/**
 * Draws the newest report as a tree of jobs and steps over itself, with the time that passes: the last lines of the
 * terminal, never more than fit on it. After Ctrl-Z and `fg` it is drawn anew below, after a resize over all the rows that
 * the old lines take at the new width.
 * https://invisible-island.net/xterm/ctlseqs/ctlseqs.html
 */
export function createLiveTree(
  terminal: Terminal,
  { hint, now }: { readonly hint: string; readonly now: () => number },
): ShowProgress {
  const { stderr: output } = terminal;
  let latest: { report: Report; since: number } | undefined;
  let drawn: readonly string[] = [];
  let frame = 0;
  let stopped = false;

  function linesAt(time: number): readonly string[] {
    if (latest === undefined) return [];
    const { report, since } = latest;
    const options = {
      ...renderOptions(terminal, output, time),
      // Each line is cut to the width instead of being continued on the next.
      width: Number.POSITIVE_INFINITY,
    };
    const paint = painter(options.color);
    const spinner = FRAMES[frame % FRAMES.length] ?? '';
    const total = renderText({ duration: Math.max(0, time - since) }, options);
    const url = report.links[0]?.url;
    return [
      `${paint('cyan', spinner)} ${paint('bold', printable(report.title))} ${paint('dim', total)}`,
      ...(url === undefined ? [] : [`  ${paint('dim', printable(url))}`]),
      ...(report.summary === undefined
        ? []
        : [`  ${renderText(report.summary, options)}`]),
      ...(report.sections[0]?.lines ?? []).map((line) =>
        renderLine(withElapsed(line, time), options),
      ),
      paint('dim', hint),
    ];
  }

  /** Moves to the first row of what was drawn, however many rows the terminal makes of it now. */
  function toStart(): string {
    const width = Math.max(1, output.columns ?? 80);
    const rows = drawn.reduce(
      (sum, line) => sum + Math.max(1, Math.ceil(columnsOf(line) / width)),
      0,
    );
    return rows === 0 ? '' : `\u001b[${rows}A\r`;
  }

  function draw(): void {
    const start = toStart();
    const rows = Math.max(2, (output.rows ?? 24) - 1);
    const all = linesAt(now());
    // What has begun last matters most, and the title stays.
    const shown =
      all.length > rows
        ? [...all.slice(0, 1), ...all.slice(all.length - rows + 1)]
        : all;
    const width = Math.max(1, (output.columns ?? 80) - 1);
    drawn = shown.map((line) => clip(line, width));
    output.write(
      `${start}${drawn.map((line) => `${line}${CLEAR_LINE}\n`).join('')}${CLEAR_BELOW}`,
    );
    frame += 1;
  }

  const listeners = [
    terminal.on?.('suspend', () => {
      output.write(`${toStart()}${CLEAR_BELOW}${SHOW_CURSOR}`);
      drawn = [];
    }),
    terminal.on?.('resume', () => {
      drawn = [];
      output.write(HIDE_CURSOR);
      draw();
    }),
    terminal.on?.('resize', draw),
    terminal.on?.('exit', () => output.write(SHOW_CURSOR)),
  ];
  output.write(HIDE_CURSOR);
  const timer = setInterval(draw, FRAME_MS);
  timer.unref();
  return {
    update(report, since) {
      if (stopped) return;
      latest = { report, since };
      draw();
    },
    stop({ keep }) {
      if (stopped) return;
      stopped = true;
      clearInterval(timer);
      for (const stopListening of listeners) stopListening?.();
      output.write(`${keep ? '' : `${toStart()}${CLEAR_BELOW}`}${SHOW_CURSOR}`);
    },
  };
}

/** The line's text with how long it has been running. */
function withElapsed(line: Line, now: number): Line {
  if (line.runningSince === undefined) return line;
  return {
    ...line,
    text: [
      ...(Array.isArray(line.text) ? line.text : [line.text]),
      ' ',
      { duration: Math.max(0, now - line.runningSince) },
    ],
  };
}
