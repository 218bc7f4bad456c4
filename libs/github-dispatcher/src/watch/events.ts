import type { CallOptions, FailureReason } from '../github.ts';
import type { Snapshot } from '../run/snapshot.ts';

export type WatchEvent =
  | {
      readonly kind: 'snapshot';
      readonly snapshot: Snapshot;
      /**
       * The run has concluded, and what the subscriber asked for beyond that (its jobs, why it was cancelled) is still
       * being read. At least one more snapshot follows, with `false`: with the details, or without those that could
       * not be read within five minutes.
       */
      readonly detailsDue: boolean;
    }
  /** The run was deleted: twice, a minute apart, GitHub showed its repository but not the run. Nothing more follows. */
  | { readonly kind: 'deleted'; readonly runId: number }
  /** GitHub cannot be asked at present; watching continues. Sent once, and again if the reason changes. */
  | {
      readonly kind: 'trouble';
      readonly reason: FailureReason;
      /** GitHub's response in its own words, if there was one. */
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
   * `jobs` adds jobs and steps: one more request per look, charged if a step changed. Beyond `perRunLimit` open
   * runs, jobs of a running run come by webhook only; the whole list comes after its conclusion. Default `run`.
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
  /** The wait since the last webhook about a run in progress whose webhooks arrive. Default 900,000: only a lost one costs a call. */
  readonly sparse: number;
  /** The same for a run that is not in progress yet: one webhook is no promise of the next. Default 120,000. */
  readonly sparseBeforeStart: number;
  /** How long after `watch` a run may still answer 404. Default 15,000. */
  readonly grace: number;
  /** More open runs than this are read from the repository's list. Default 3; a count. */
  readonly perRunLimit: number;
};

/** `onResponse`: GitHub responds (again); called before anything of the response is passed on. */
export type PollCall = CallOptions & { readonly onResponse: () => void };
