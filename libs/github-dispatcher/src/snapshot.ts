import type { PendingDeployment } from './github.ts';
import type { Job, Run, RunStatus } from './run.ts';

/** What is known of one attempt of a run. */
export type Snapshot = {
  readonly run: Run;
  /** Sorted by id; empty until asked for (`detail: 'jobs'`) or told by webhooks. */
  readonly jobs: readonly Job[];
  /** True when `jobs` came from a list: nothing is missing as of then. */
  readonly jobsComplete: boolean;
  /** `completed` only with a conclusion; `pending`: behind a concurrency group; `waiting`: for an approval. */
  readonly phase: RunStatus | 'unknown';
  /** Environments that wait for a review; only in phase `waiting`, once looked up. */
  readonly pendingApprovals?: readonly PendingDeployment[];
  /** Cancelled before anything ran: as a rule a newer run of its concurrency group took its place. */
  readonly superseded: boolean;
};

/** The join of two snapshots of one run: associative, commutative, idempotent. A higher attempt replaces a lower. */
export function mergeSnapshot(previous: Snapshot, _next: Snapshot): Snapshot {
  return previous;
}

/** Dates become ISO 8601 strings; the rest stays. */
export function snapshotToJson(snapshot: Snapshot): unknown {
  return JSON.parse(JSON.stringify(snapshot));
}

/** `undefined` for what `snapshotToJson` did not write. */
export function snapshotFromJson(_value: unknown): Snapshot | undefined {
  return undefined;
}
