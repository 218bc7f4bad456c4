import type { Report } from '@yardmaster/agent-registry';

/** Shows the progress of a run. */
export interface ShowProgress {
  /** `since`: when it began, milliseconds since the epoch. */
  update(report: Report, since: number): void;
  /** `keep`: leave what was drawn on the screen. */
  stop(options: { readonly keep: boolean }): void;
}
