import { createChangeWriter } from './change-log.ts';
import { createLiveRegion } from './live-tree.ts';
import type { ShowProgress } from './show-progress.ts';
import type { Session } from '../cli/session.ts';
import { isLive, usesColor, widthOf } from '../terminal/terminal.ts';

/** On standard error, so that standard output has the outcome alone: a live tree at a terminal, else a line per change. */
export function createProgress({ terminal }: Session): ShowProgress {
  const { stderr } = terminal;
  const color = usesColor(terminal, stderr);
  if (isLive(terminal, stderr))
    return createLiveRegion(stderr, {
      color,
      hint: 'Ctrl-C stops the watching, not the run.',
    });
  return createChangeWriter((line) => stderr.write(`${line}\n`), {
    now: Date.now(),
    color,
    width: widthOf(stderr),
  });
}
