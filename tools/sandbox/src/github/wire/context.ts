import type { LocalCommit } from '../commits/commit-graph.ts';

/** What the wire forms need to know about where they are. */
export interface WireContext {
  /** Base of the API's links, without a slash at the end. */
  readonly api: string;
  /** Base of the links to pages. */
  readonly html: string;
  readonly repository: string;
  readonly defaultBranch: string;
  readonly commits: ReadonlyMap<string, LocalCommit>;
  /** Epoch milliseconds: when everything that was there from the start was made. */
  readonly since: number;
}

/** GitHub writes whole seconds. */
export function iso(epochMs: number): string {
  return new Date(epochMs).toISOString().replace(/\.\d+Z$/, 'Z');
}
