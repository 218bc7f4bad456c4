import { systemClock, type Clock } from '../clock.ts';
import type { GitHub } from '../github.ts';
import { snapshotOf } from '../run/snapshot.ts';
import type { WebhookEvent } from '../webhook/webhook.ts';
import { createEventBuffer } from './event-buffer.ts';
import type {
  WatcherIntervals,
  WatchListener,
  WatchOptions,
} from './events.ts';
import { Poller } from './poller.ts';
import { WatchedRun } from './watched-run.ts';

export type RunWatcher = {
  /**
   * Returns the unsubscribe function. The listener gets a snapshot for each change and never an older state; the
   * conclusion comes at once, its details (`detail`) as soon as they can be read. Asking stops then.
   */
  watch(
    runId: number,
    listener: WatchListener,
    options?: WatchOptions,
  ): () => void;
  /** Takes a webhook event, in any order and any number of times; kept for a minute while its run is not watched. */
  apply(event: WebhookEvent): void;
  /**
   * Reads a watched run from GitHub now; its listeners have got what changed when this resolves. Call it before
   * something is said on the strength of nothing having come. Never rejects.
   */
  refresh(runId: number): Promise<void>;
  /** Ends all watching, timers and requests in flight. */
  close(): void;
};

export type RunWatcherOptions = {
  readonly github: GitHub;
  readonly clock?: Clock | undefined;
  /** In [0, 1). */
  readonly random?: (() => number) | undefined;
  readonly intervals?: Partial<WatcherIntervals> | undefined;
  /** Gets what a listener throws. Default: thrown again outside of the watcher. */
  readonly onListenerError?: ((error: unknown) => void) | undefined;
};

const DEFAULTS: WatcherIntervals = {
  first: 2_000,
  steps: [5_000, 15_000, 30_000],
  sparse: 900_000,
  sparseBeforeStart: 120_000,
  grace: 15_000,
  perRunLimit: 3,
};

/** Lets any number of follows on one repository share one poller, which webhooks keep quiet. */
export function createRunWatcher(options: RunWatcherOptions): RunWatcher {
  const { github, clock = systemClock, random = Math.random } = options;
  const onListenerError = options.onListenerError ?? rethrowLater;
  const watched = new Map<number, WatchedRun>();
  const buffer = createEventBuffer(clock);
  const intervals = { ...DEFAULTS, ...options.intervals };
  const poller = new Poller({ github, clock, random, watched, intervals });

  function absorb(run: WatchedRun, event: WebhookEvent): void {
    if (event.kind === 'workflow_run') run.absorb(snapshotOf(event.run));
    else run.absorbJobs(event.attempt, [event.job]);
    poller.heard(run, event);
  }

  return {
    watch(runId, listener, watchOptions = {}) {
      const run = watched.get(runId) ?? new WatchedRun(runId, onListenerError);
      if (!watched.has(runId)) {
        watched.set(runId, run);
        poller.add(run);
      }
      for (const event of buffer.take(runId)) absorb(run, event);
      const unsubscribe = run.subscribe(listener, watchOptions);
      poller.wake(run);
      return () => {
        unsubscribe();
        if (run.isWatched() || watched.get(runId) !== run) return;
        watched.delete(runId);
        poller.remove(run);
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
    async refresh(runId) {
      const run = watched.get(runId);
      if (run?.isOpen()) await poller.refresh(run);
    },
    close() {
      poller.close();
      watched.clear();
    },
  };
}

function rethrowLater(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
