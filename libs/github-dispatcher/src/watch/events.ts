import type { FailureReason } from '../github.ts';
import type { CallOptions } from '../github.ts';
import type { Snapshot } from '../run/snapshot.ts';

export type WatchEvent =
  | { readonly kind: 'snapshot'; readonly snapshot: Snapshot }
  /** The run is gone (404, twice and after the grace period); nothing more follows. */
  | { readonly kind: 'deleted'; readonly runId: number }
  /** GitHub cannot be asked at present; watching goes on. Told once per trouble. */
  | {
      readonly kind: 'trouble';
      readonly reason: FailureReason;
      readonly message: string;
      readonly since: Date;
      readonly retryAt?: Date;
    }
  | { readonly kind: 'recovered' };

export type WatchListener = (event: WatchEvent) => void;

export type WatchOptions = {
  /** Follow this attempt only. Without it: the latest attempt, across re-runs. */
  readonly attempt?: number;
  /**
   * `jobs` adds jobs and steps: one more request per look, charged when a step changed. Beyond `perRunLimit` open
   * runs, jobs of a running run come by webhook only; the whole list comes with its conclusion. Default `run`.
   */
  readonly detail?: 'run' | 'jobs';
  /** What is known already (a stored follow): later snapshots never fall behind it. */
  readonly known?: Snapshot;
};

/** Milliseconds. */
export type WatcherIntervals = {
  /** From `watch` to the first look. Default 2,000. */
  readonly first: number;
  /** The waits that follow; the last one repeats. Default 5,000, 15,000, 30,000. */
  readonly steps: readonly number[];
  /** The wait since the last webhook about a run whose webhooks arrive. Default 900,000: only a lost one costs a call. */
  readonly sparse: number;
  /** How long after `watch` a run may still answer 404. Default 15,000. */
  readonly grace: number;
  /** More open runs than this are read from the repository's list. Default 3; a count. */
  readonly perRunLimit: number;
};

/** `onAnswer`: GitHub answers (again); called before anything of the answer is told. */
export type PollCall = CallOptions & { readonly onAnswer: () => void };
