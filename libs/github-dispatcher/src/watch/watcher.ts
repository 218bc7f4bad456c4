import { systemClock, type Clock } from '../clock.ts';
import { createEventBuffer } from './event-buffer.ts';
import type { FailureReason, GitHub } from '../github.ts';
import { createPoller } from './poller.ts';
import type { Snapshot } from '../run/snapshot.ts';
import { createWatchedRun, type WatchedRun } from './watched-run.ts';
import type { WebhookEvent } from '../webhook/webhook.ts';

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

export type RunWatcher = {
  /**
   * Returns the unsubscribe function. The listener gets a snapshot for each change and never an older state; the
   * conclusion comes once its details (`detail`) are there. Asking stops with the conclusion.
   */
  watch(
    runId: number,
    listener: WatchListener,
    options?: WatchOptions,
  ): () => void;
  /** Feeds a webhook event, in any order and any number of times; kept for a minute while nobody watches its run. */
  apply(event: WebhookEvent): void;
  /** Ends all watching, timers and calls under way. */
  close(): void;
};

export type RunWatcherOptions = {
  readonly github: GitHub;
  readonly clock?: Clock;
  /** In [0, 1). */
  readonly random?: () => number;
  readonly intervals?: Partial<WatcherIntervals>;
  /** Gets what a listener throws. Default: thrown again outside of the watcher. */
  readonly onListenerError?: (error: unknown) => void;
};

const DEFAULTS: WatcherIntervals = {
  first: 2_000,
  steps: [5_000, 15_000, 30_000],
  sparse: 900_000,
  grace: 15_000,
  perRunLimit: 3,
};

/** Lets any number of follows on one repository share one poller, which webhooks keep quiet. */
export function createRunWatcher(options: RunWatcherOptions): RunWatcher {
  const { github, clock = systemClock, random = Math.random } = options;
  const onListenerError = options.onListenerError ?? rethrowLater;
  const watched = new Map<number, WatchedRun>();
  const buffer = createEventBuffer(clock);
  const schedule = createPoller({
    github,
    clock,
    random,
    watched,
    intervals: { ...DEFAULTS, ...options.intervals },
  });

  function absorb(run: WatchedRun, event: WebhookEvent): void {
    if (event.kind === 'workflow_run') run.absorbRun(event.run);
    else run.absorbJobs(event.attempt, [event.job]);
    schedule.heard(run, event.kind);
  }

  return {
    watch(runId, listener, watchOptions = {}) {
      const run =
        watched.get(runId) ?? createWatchedRun(runId, onListenerError);
      if (!watched.has(runId)) {
        watched.set(runId, run);
        schedule.add(run);
      }
      for (const event of buffer.take(runId)) absorb(run, event);
      const unsubscribe = run.subscribe(listener, watchOptions);
      schedule.wake(run);
      return () => {
        unsubscribe();
        if (run.isWatched() || watched.get(runId) !== run) return;
        watched.delete(runId);
        schedule.remove(run);
      };
    },
    apply(event) {
      if (event.repository.toLowerCase() !== github.repository.toLowerCase())
        return;
      const runId = event.kind === 'workflow_run' ? event.run.id : event.runId;
      const run = watched.get(runId);
      if (run === undefined) buffer.keep(runId, event);
      else absorb(run, event);
    },
    close() {
      schedule.close();
      watched.clear();
    },
  };
}

function rethrowLater(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
