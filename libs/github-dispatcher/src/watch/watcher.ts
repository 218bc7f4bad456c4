import { systemClock, type Clock } from '../clock.ts';
import { createEventBuffer } from './event-buffer.ts';
import type { GitHub } from '../github.ts';
import type {
  WatcherIntervals,
  WatchListener,
  WatchOptions,
} from './events.ts';
import { createPoller } from './poller.ts';
import { createWatchedRun, type WatchedRun } from './watched-run.ts';
import type { WebhookEvent } from '../webhook/webhook.ts';

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
