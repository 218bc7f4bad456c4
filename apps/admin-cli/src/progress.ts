import type { Report } from '@yardmaster/agent-registry';
import type { Snapshot } from '@yardmaster/github-dispatcher';
import { createChangeWriter } from './change-writer.ts';
import { createLiveRegion } from './live-region.ts';
import type { Session } from './session.ts';
import { isLive, usesColor, widthOf } from './terminal.ts';

/** Shows how a run gets on. */
export interface ShowProgress {
  update(report: Report, snapshot: Snapshot | undefined): void;
  /** `keep`: leave what was drawn on the screen. */
  stop(options: { readonly keep: boolean }): void;
}

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
