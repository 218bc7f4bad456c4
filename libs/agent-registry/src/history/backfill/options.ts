import type { Range } from '../coverage.ts';
import type { AttemptWithJobs, History } from '../history.ts';
import type { HistorySource } from './budget.ts';

export interface BackfillOptions {
  readonly history: History;
  readonly source: HistorySource;
  /** `owner/name` */
  readonly repository: string;
  /** A workflow's file, whose runs alone are listed; null: those of every workflow. */
  readonly workflow: string | null;
  /** Which runs to know, by when they were created. */
  readonly range: Range;
  /** Read the jobs of attempts that ended at or after this time, as far as the budget goes; without it none. */
  readonly jobsFrom?: number | undefined;
  /** Calls to spend at most. */
  readonly calls: number;
  /** The share of the hour's calls that is left to deploys, 0 to 1: the back-fill stops before it touches them. */
  readonly reserve: number;
  readonly now: number;
  readonly signal?: AbortSignal | undefined;
}

/** Whether an attempt is of a run that the back-fill is about. */
export function concerns(
  { workflowPath, createdAt, deletedAt }: AttemptWithJobs,
  { workflow, range }: BackfillOptions,
): boolean {
  return (
    deletedAt === null &&
    (createdAt === null || createdAt < range.to) &&
    (workflow === null || workflowPath?.endsWith(`/${workflow}`) === true)
  );
}

const AT_ONCE = 4;

/** Runs a few at a time. */
export async function inGroups<Item>(
  items: readonly Item[],
  run: (item: Item) => Promise<void>,
): Promise<void> {
  for (let at = 0; at < items.length; at += AT_ONCE)
    await Promise.all(items.slice(at, at + AT_ONCE).map(run));
}
