import type { Report } from '@yardmaster/agent-registry';
import type { Snapshot } from '@yardmaster/github-dispatcher';

/** Shows how a run gets on. */
export interface ShowProgress {
  update(report: Report, snapshot: Snapshot | undefined): void;
  /** `keep`: leave what was drawn on the screen. */
  stop(options: { readonly keep: boolean }): void;
}
