import type { Clock } from './clock.ts';
import type { FailureReason, GitHub } from './github.ts';
import type { Snapshot } from './snapshot.ts';
import type { WebhookEvent } from './webhook.ts';

export type WatchEvent =
  | { readonly kind: 'snapshot'; readonly snapshot: Snapshot }
  /** The run is gone (404 after the grace period); nothing more follows. */
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
  /** `jobs` adds jobs and steps, at one more conditional request per change. Default `run`. */
  readonly detail?: 'run' | 'jobs';
  /** What is known already (a stored follow): later snapshots never fall behind it. */
  readonly known?: Snapshot;
};

export type WatcherIntervals = {
  /** First look after `watch`, ms. Default 2,000. */
  readonly first: number;
  /** Steps of the waits that follow, ms. Default 5,000, 15,000, 30,000; the last one repeats. */
  readonly steps: readonly number[];
  /** Wait while webhooks arrive, ms. Default 90,000. */
  readonly sparse: number;
  /** How long a run that answers 404 may still appear, ms. Default 15,000. */
  readonly grace: number;
  /** More watched runs than this are read from one list. Default 3. */
  readonly perRunLimit: number;
};

export type RunWatcher = {
  /** Returns the unsubscribe function. The listener gets a snapshot for each change, never an older state. */
  watch(
    runId: number,
    listener: WatchListener,
    options?: WatchOptions,
  ): () => void;
  /** Feeds a webhook event; events of runs nobody watches yet are kept for a minute. */
  apply(event: WebhookEvent): void;
  /** Ends all watching and timers. */
  close(): void;
};

export type RunWatcherOptions = {
  readonly github: GitHub;
  readonly clock?: Clock;
  /** In [0, 1). */
  readonly random?: () => number;
  readonly intervals?: Partial<WatcherIntervals>;
};

export function createRunWatcher(_options: RunWatcherOptions): RunWatcher {
  throw new Error('not written yet');
}
