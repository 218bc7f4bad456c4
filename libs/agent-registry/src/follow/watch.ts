import {
  createRunWatcher,
  snapshotOf as snapshotOfRun,
  type Clock,
  type GitHub,
  type RunWatcher,
  type Snapshot,
  type WebhookEvent,
} from '@yardmaster/github-dispatcher';
import {
  applyFound,
  applyOutcome,
  applySnapshot,
  snapshotOf,
} from './transitions.ts';
import type { Follow } from '../journal/follow.ts';
import type { FollowStore } from './store.ts';
import type { FollowChange, Journal } from '../journal/journal.ts';
import type { Queue } from '../queue/queue.ts';

/** A correlation id, as workflows echo it in their run names. */
const UUID =
  /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi;

/** Webhooks about jobs that came within this time are taken to go on coming, milliseconds. */
const JOBS_HEARD_MS = 24 * 60 * 60 * 1000;

/** Observes GitHub for the open follows, by polling and by webhooks, and writes what it sees into the journal. */
export interface FollowWatch {
  /** Watches the run of this follow from now on. */
  add(follow: Follow): void;
  remove(follow: Follow): void;
  /** Brings the watched runs in line with the open follows; only those that are new to it are read. */
  sync(open: readonly string[]): Promise<void>;
  /** A webhook of GitHub, verified and parsed; may arrive at any instance, late, twice or out of order. */
  observe(event: WebhookEvent): Promise<void>;
  /** Resolves once everything seen so far is in the journal. */
  settled(): Promise<void>;
  close(): void;
}

export function createFollowWatch(options: {
  readonly github: GitHub;
  readonly journal: Journal;
  readonly queue: Queue;
  readonly store: FollowStore;
  readonly clock: Clock;
  readonly pollIntervalMs: number;
  readonly random?: () => number;
  readonly warn: (message: string, id: string) => void;
}): FollowWatch {
  const { github, journal, queue, store, clock, pollIntervalMs, warn } =
    options;
  const watching = new Map<string, () => void>();
  const writing = new Set<Promise<void>>();
  let jobsHeardAt = -Infinity;
  const watcher: RunWatcher = createRunWatcher({
    github,
    clock,
    ...(options.random === undefined ? {} : { random: options.random }),
    intervals: {
      first: Math.min(2_000, pollIntervalMs),
      steps: [pollIntervalMs],
    },
  });

  /** Writes what was seen, and has the follow looked at if that was news. */
  async function record(
    id: string,
    decide: (follow: Follow) => FollowChange | null,
  ): Promise<void> {
    const now = clock.now();
    const changed = await store.update(id, (follow) => {
      if (follow.stage === 'closed') return null;
      const change = decide(follow);
      return change === null ? null : { ...change, nextAt: now };
    });
    if (changed !== null) await queue.push('follow', id, now);
  }

  function note(id: string, decide: Parameters<typeof record>[1]): void {
    const write = record(id, decide).catch((error: unknown) => {
      // The next poll sees it again.
      warn(`Could not write what was seen: ${String(error)}`, id);
    });
    writing.add(write);
    void write.finally(() => writing.delete(write));
  }

  function add(follow: Follow): void {
    const { id, runId } = follow;
    if (runId === null || watching.has(id)) return;
    const known = snapshotOf(follow);
    const stop = watcher.watch(
      runId,
      (event) => {
        switch (event.kind) {
          case 'snapshot':
            return note(id, (current) =>
              applySnapshot(current, event.snapshot),
            );
          case 'deleted':
            return note(id, (current) =>
              current.stage === 'following' ? applyOutcome('deleted') : null,
            );
          case 'trouble':
            return note(id, () => ({ troubleSince: event.since.getTime() }));
          case 'recovered':
            return note(id, (current) =>
              current.troubleSince === null ? null : { troubleSince: null },
            );
        }
      },
      {
        attempt: follow.attempt,
        // While webhooks tell of jobs, polling is only the net under lost ones and need not list them.
        detail: clock.now() - jobsHeardAt < JOBS_HEARD_MS ? 'run' : 'jobs',
        ...(known === undefined ? {} : { known }),
      },
    );
    watching.set(id, stop);
  }

  function remove(follow: Pick<Follow, 'id'>): void {
    watching.get(follow.id)?.();
    watching.delete(follow.id);
  }

  return {
    add,
    remove,
    async sync(open) {
      const wanted = new Set(open);
      for (const id of watching.keys()) if (!wanted.has(id)) remove({ id });
      const found: Follow[] = [];
      for (const id of open) {
        if (watching.has(id)) continue;
        const follow = await journal.getFollow(id);
        if (follow?.stage === 'following' && follow.wait) found.push(follow);
      }
      // In one go: the watcher then plans its polls once, not once per follow.
      for (const follow of found) add(follow);
    },

    async observe(event) {
      watcher.apply(event);
      if (event.kind === 'workflow_job') jobsHeardAt = clock.now();
      const runId = event.kind === 'workflow_run' ? event.run.id : event.runId;
      if (event.kind === 'workflow_run') await recogniseRun(event.run);
      for (const follow of await journal.followsOfRun(runId)) {
        await record(follow.id, (current) => {
          const next = snapshotOfEvent(event, snapshotOf(current));
          return next === undefined ? null : applySnapshot(current, next);
        });
      }
    },

    async settled() {
      while (writing.size > 0) await Promise.all(writing);
    },
    close() {
      for (const stop of watching.values()) stop();
      watching.clear();
      watcher.close();
    },
  };

  /** A run that carries the id of a follow still looking for its run is that run. */
  async function recogniseRun(run: Snapshot['run']): Promise<void> {
    for (const [id] of run.displayTitle.matchAll(UUID)) {
      const follow = await journal.getFollow(id.toLowerCase());
      if (follow === null || follow.runId !== null) continue;
      await record(follow.id, (current) =>
        current.runId === null &&
        (current.stage === 'searching' || current.stage === 'dispatching')
          ? applyFound(run, 'correlated')
          : null,
      );
      await journal.setRun(follow.id, run.id, run.url);
    }
  }
}

/** What an event says of its run; a job's event needs a run to belong to. */
function snapshotOfEvent(
  event: WebhookEvent,
  known: Snapshot | undefined,
): Snapshot | undefined {
  if (event.kind === 'workflow_run') return snapshotOfRun(event.run);
  return known?.run.attempt === event.attempt
    ? snapshotOfRun(known.run, { jobs: [event.job] })
    : undefined;
}
