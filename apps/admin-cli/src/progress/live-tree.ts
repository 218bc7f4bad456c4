import type { Report } from '@yardmaster/agent-registry';
import type { Snapshot } from '@yardmaster/github-dispatcher';
import { clip } from '../terminal/width.ts';
import type { ShowProgress } from './show-progress.ts';
import { printable } from '../terminal/printable.ts';
import { painter, renderLine, renderText } from '../terminal/render.ts';
import { runTree, withElapsed } from './run-tree.ts';
import type { Output } from '../terminal/terminal.ts';

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'] as const;
const FRAME_MS = 100;
const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';
const CLEAR_BELOW = '\u001b[J';
const CLEAR_LINE = '\u001b[K';

/**
 * Draws the newest report as a tree of jobs and steps over itself, with the time that passes: the last lines of the
 * terminal, never more than fit on it.
 * https://invisible-island.net/xterm/ctlseqs/ctlseqs.html
 */
export function createLiveRegion(
  output: Output,
  options: { readonly color: boolean; readonly hint: string },
): ShowProgress {
  const paint = painter(options.color);
  let latest: { report: Report; snapshot: Snapshot | undefined } | undefined;
  let drawn = 0;
  let frame = 0;
  let stopped = false;

  function linesOf(now: number): readonly string[] {
    if (latest === undefined) return [];
    const { report, snapshot } = latest;
    const render = { now, color: options.color, width: output.columns ?? 80 };
    const spinner = FRAMES[frame % FRAMES.length] ?? '';
    const url = report.links[0]?.url;
    return [
      `${paint('cyan', spinner)} ${paint('bold', printable(report.title))}`,
      ...(url === undefined ? [] : [`  ${paint('dim', printable(url))}`]),
      ...(report.summary === undefined
        ? []
        : [`  ${renderText(report.summary, render)}`]),
      ...runTree(report, snapshot).map((line) =>
        renderLine(withElapsed(line, now), render),
      ),
      paint('dim', options.hint),
    ];
  }

  function draw(): void {
    const rows = Math.max(2, (output.rows ?? 24) - 1);
    const all = linesOf(Date.now());
    // What has begun last matters most, and the title stays.
    const lines =
      all.length > rows
        ? [...all.slice(0, 1), ...all.slice(all.length - rows + 1)]
        : all;
    const width = Math.max(20, (output.columns ?? 80) - 1);
    output.write(
      `${up(drawn)}${lines.map((line) => `${clip(line, width)}${CLEAR_LINE}\n`).join('')}${CLEAR_BELOW}`,
    );
    drawn = lines.length;
    frame += 1;
  }

  output.write(HIDE_CURSOR);
  const timer = setInterval(draw, FRAME_MS);
  timer.unref();
  return {
    update(report, snapshot) {
      if (stopped) return;
      latest = { report, snapshot };
      draw();
    },
    stop({ keep }) {
      if (stopped) return;
      stopped = true;
      clearInterval(timer);
      output.write(`${keep ? '' : `${up(drawn)}${CLEAR_BELOW}`}${SHOW_CURSOR}`);
    },
  };
}

function up(lines: number): string {
  return lines === 0 ? '' : `\u001b[${lines}A\r`;
}
