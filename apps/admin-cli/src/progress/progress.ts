import { renderOptions } from '../terminal/render.ts';
import { isLive, type Terminal } from '../terminal/terminal.ts';
import { createChangeLog } from './change-log.ts';
import { createLiveTree } from './live-tree.ts';
import type { ShowProgress } from './show-progress.ts';

/** On standard error, so that standard output has the outcome alone: a live tree in a terminal, else a line per change. */
export function createProgress(terminal: Terminal): ShowProgress {
  const { stderr } = terminal;
  if (isLive(terminal, stderr))
    return createLiveTree(terminal, {
      hint: 'Ctrl-C stops watching; the run continues.',
      now: Date.now,
    });
  return createChangeLog(
    (line) => stderr.write(`${line}\n`),
    renderOptions(terminal, stderr, Date.now()),
  );
}
