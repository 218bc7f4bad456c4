import { systemClock, type Clock } from '../clock.ts';
import type { GitHub } from '../github.ts';
import { isFinal, outcomeOf, type Outcome } from '../run/run.ts';
import type { Snapshot } from '../run/snapshot.ts';
import type { WatchEvent, WatchOptions } from './events.ts';
import { createRunWatcher, type RunWatcher } from './watcher.ts';

/** The last event of a follow is one of `concluded`, `timed_out`, `aborted` and `deleted`. */
export type FollowEvent =
  | WatchEvent
  | {
      readonly kind: 'concluded';
      readonly outcome: Outcome;
      readonly snapshot: Snapshot;
    }
  | { readonly kind: 'timed_out'; readonly snapshot: Snapshot | undefined }
  | { readonly kind: 'aborted'; readonly snapshot: Snapshot | undefined };

export type FollowOptions = WatchOptions & {
  /** Ends the follow, not the run. Milliseconds; default: none. */
  readonly timeout?: number;
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
  /** Share a watcher among follows; a watcher of its own otherwise. */
  readonly watcher?: RunWatcher;
};

/**
 * A run as an async iterable: a `snapshot` for each change, `trouble` and `recovered` between, and one last event
 * that says how the follow ended. The snapshot with the conclusion comes at once, `concluded` when its details have
 * been read. Leaving the loop stops the asking.
 */
export async function* follow(
  github: GitHub,
  runId: number,
  options: FollowOptions = {},
): AsyncGenerator<FollowEvent, void, undefined> {
  const { clock = systemClock, signal, timeout } = options;
  const watcher = options.watcher ?? createRunWatcher({ github, clock });
  const queue: FollowEvent[] = [];
  let snapshot: Snapshot | undefined;
  let wake = () => {};
  const push = (event: FollowEvent) => {
    queue.push(event);
    wake();
  };
  const onAbort = () => push({ kind: 'aborted', snapshot });
  // A webhook may have been lost: GitHub is asked once more before the run is said to be running still.
  const onTimeout = async () => {
    await watcher.refresh(runId);
    push(conclusionOf(snapshot) ?? { kind: 'timed_out', snapshot });
  };
  const cancelTimer =
    timeout === undefined
      ? () => {}
      : clock.schedule(timeout, () => void onTimeout());
  const unwatch = watcher.watch(
    runId,
    (event) => {
      push(event);
      if (event.kind !== 'snapshot') return;
      snapshot = event.snapshot;
      const end = event.detailsDue ? undefined : conclusionOf(snapshot);
      if (end !== undefined) push(end);
    },
    options,
  );
  signal?.addEventListener('abort', onAbort, { once: true });
  if (signal?.aborted) onAbort();
  try {
    for (;;) {
      const event = queue.shift();
      if (event === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      yield event;
      if (isLast(event)) return;
    }
  } finally {
    cancelTimer();
    unwatch();
    signal?.removeEventListener('abort', onAbort);
    if (options.watcher === undefined) watcher.close();
  }
}

function conclusionOf(snapshot: Snapshot | undefined): FollowEvent | undefined {
  const conclusion = snapshot?.run.conclusion ?? null;
  if (snapshot === undefined || conclusion === null || !isFinal(snapshot.run))
    return undefined;
  return { kind: 'concluded', outcome: outcomeOf(conclusion), snapshot };
}

const LAST: ReadonlySet<FollowEvent['kind']> = new Set([
  'concluded',
  'timed_out',
  'aborted',
  'deleted',
]);

function isLast({ kind }: FollowEvent): boolean {
  return LAST.has(kind);
}
