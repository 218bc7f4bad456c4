import {
  couldBeRunOf,
  snapshotOf as snapshotOfRun,
  type Clock,
  type GitHub,
  type Run,
  type RunWatcher,
  type Snapshot,
  type WatchEvent,
  type WebhookEvent,
} from '@yardmaster/github-dispatcher';
import type { Follow } from '../journal/follow.ts';
import type { FollowChange, Journal } from '../journal/journal.ts';
import type { Observations } from './observations.ts';
import {
  applyFound,
  applyOutcome,
  applySnapshot,
  NO_TROUBLE,
  searchOf,
  snapshotOf,
} from './transitions.ts';

/** A correlation id, as workflows echo it in their run names. */
const UUID =
  /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi;

/** While webhooks about jobs arrived within this time, more are expected, milliseconds. */
const JOBS_HEARD_MS = 24 * 60 * 60 * 1000;

/** A second run that carries the id counts if it was created this soon after the dispatch, milliseconds. */
const SECOND_RUN_MS = 60_000;

/** The watcher reads the details of a conclusion itself, nearly always within this time, milliseconds. */
const DETAILS_GRACE_MS = 2_000;

/** What a webhook did: `other` is one of another repository. */
export type Observed = 'applied' | 'repeated' | 'kept' | 'other';

/** Observes GitHub for the open follows, by polling and by webhooks. */
export interface FollowWatch {
  /** Watches the run of this follow from now on. */
  add(follow: Follow): void;
  remove(follow: Pick<Follow, 'id'>): void;
  /** Brings the watched runs in line with the open follows; only those that are new are read. */
  sync(open: readonly string[]): Promise<void>;
  /** May arrive at any instance, late, twice or out of order. */
  observe(event: WebhookEvent): Promise<Observed>;
  close(): void;
}

export function createFollowWatch(options: {
  readonly github: GitHub;
  readonly journal: Journal;
  readonly observations: Observations;
  readonly watcher: RunWatcher;
  readonly clock: Clock;
}): FollowWatch {
  const { github, journal, observations, watcher, clock } = options;
  const watching = new Map<string, () => void>();
  let jobsHeardAt = -Infinity;
  let applying = false;

  /** The watcher only needs to know that webhooks arrive; what they say is written by `observe`. */
  function keepQuiet(event: WebhookEvent): void {
    applying = true;
    try {
      watcher.apply(event);
    } finally {
      applying = false;
    }
  }

  function add(follow: Follow): void {
    const { id, runId } = follow;
    if (runId === null || watching.has(id)) return;
    const stop = watcher.watch(
      runId,
      (event) => {
        if (applying) return;
        const detailsDue = event.kind === 'snapshot' && event.detailsDue;
        void observations.record(id, (current) => applyEvent(current, event), {
          delayMs: detailsDue ? DETAILS_GRACE_MS : 0,
        });
      },
      {
        attempt: follow.attempt,
        // While webhooks report jobs, polling is only the net under lost ones and need not list them.
        detail: clock.now() - jobsHeardAt < JOBS_HEARD_MS ? 'run' : 'jobs',
        ...knownOf(follow),
      },
    );
    watching.set(id, stop);
  }

  function remove({ id }: Pick<Follow, 'id'>): void {
    watching.get(id)?.();
    watching.delete(id);
  }

  /** A run that carries the id of a follow which still looks for its run, and that can be it, is it. */
  async function recogniseRun(run: Run): Promise<boolean> {
    let written = true;
    for (const [id] of run.displayTitle.matchAll(UUID)) {
      const follow = await journal.getFollow(id.toLowerCase());
      if (follow === null || !isNamedBy(follow, run)) continue;
      written &&= await observations.record(
        follow.id,
        (current) => applyNamed(current, run),
        { known: follow },
      );
      if (applyNamed(follow, run)?.runId === run.id)
        await journal.setRun(follow.id, run.id, run.url);
    }
    return written;
  }

  async function apply(event: WebhookEvent): Promise<boolean> {
    const runId = event.kind === 'workflow_run' ? event.run.id : event.runId;
    const follows = await journal.followsOfRun(runId);
    let written = true;
    for (const follow of follows)
      written &&= await observations.record(
        follow.id,
        (current) => {
          const next = snapshotOfEvent(event, snapshotOf(current));
          return next === undefined ? null : applySnapshot(current, next);
        },
        { known: follow },
      );
    if (follows.length === 0 && event.kind === 'workflow_run')
      written = await recogniseRun(event.run);
    return written;
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
      // All at once: the watcher then plans its polls once, not once per follow.
      for (const follow of found) add(follow);
    },

    async observe(event) {
      const { repository } = github;
      if (event.repository.toLowerCase() !== repository.toLowerCase())
        return 'other';
      keepQuiet(event);
      if (event.kind === 'workflow_job') jobsHeardAt = clock.now();
      if (!(await apply(event))) return 'kept';
      return (await journal.addDelivery(event.delivery, clock.now()))
        ? 'applied'
        : 'repeated';
    },

    close() {
      for (const stop of watching.values()) stop();
      watching.clear();
      watcher.close();
    },
  };
}

function knownOf(follow: Follow): { readonly known?: Snapshot } {
  const known = snapshotOf(follow);
  return known === undefined ? {} : { known };
}

/** What an event of the watcher changes. */
function applyEvent(follow: Follow, event: WatchEvent): FollowChange | null {
  if (follow.stage !== 'following') return null;
  switch (event.kind) {
    case 'snapshot':
      return applySnapshot(follow, event.snapshot);
    case 'deleted':
      return applyOutcome('deleted');
    case 'trouble':
      return {
        troubleSince: event.since.getTime(),
        trouble: event.message,
        retryAt: event.retryAt?.getTime() ?? null,
      };
    case 'recovered':
      return follow.troubleSince === null ? null : NO_TROUBLE;
  }
}

/** Whether this run, by its title, claims to be the one of a follow whose run GitHub did not name. */
function isNamedBy(follow: Follow, run: Run): boolean {
  return follow.runId === null || follow.identity === 'correlated'
    ? follow.stage !== 'closed' && follow.runId !== run.id
    : false;
}

/** The run that carries the id; a second one makes it uncertain which of them is ours. */
function applyNamed(follow: Follow, run: Run): FollowChange | null {
  const search = searchOf(follow);
  if (search === undefined || !couldBeRunOf(run, search)) return null;
  if (follow.runId === null)
    return follow.stage === 'searching' || follow.stage === 'dispatching'
      ? applyFound(run, 'correlated')
      : null;
  const age = run.createdAt.getTime() - Date.parse(search.dispatchedAt);
  return follow.stage === 'following' && age < SECOND_RUN_MS
    ? applyOutcome('ambiguous', {
        message: `Two runs carry this id: ${follow.runUrl ?? ''} ${run.url} Check which one it is before you start it again.`,
        candidates: [
          { id: follow.runId, url: follow.runUrl },
          { id: run.id, url: run.url },
        ],
      })
    : null;
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
