import {
  mergeSnapshot,
  outcomeOf,
  snapshotOf as snapshotOfRun,
  snapshotFromJson,
  snapshotToJson,
  type DispatchResult,
  type Run,
  type Search,
  type Snapshot,
} from '@yardmaster/github-dispatcher';
import type { Follow } from '../journal/follow.ts';
import type { Outcome } from '../report/outcome.ts';
import type { FollowChange } from '../journal/journal.ts';
import type { JsonObject } from '../report/report.ts';

/** GitHub answers again. */
export const NO_TROUBLE = {
  troubleSince: null,
  trouble: null,
  retryAt: null,
} as const;

/** The newest state of the run that a follow has seen. */
export function snapshotOf(follow: Follow): Snapshot | undefined {
  return follow.snapshot === null
    ? undefined
    : snapshotFromJson(follow.snapshot);
}

/** What is stored so that `locate` can look for the run, in this process or in the next. */
export function searchOf(follow: Follow): Search | undefined {
  // Written by `searchToJson` alone; its shape is the dispatcher's own and already plain JSON.
  return (follow.search ?? undefined) as Search | undefined;
}

/** Later looks may settle for a single run without the id, so what was assumed for the first is not kept. */
export function searchToJson({ echo: _echo, ...search }: Search): JsonObject {
  return search;
}

/** What a newer state of the run changes; null where it says nothing new. Order and repetition of states do not matter. */
export function applySnapshot(
  follow: Follow,
  next: Snapshot,
): FollowChange | null {
  if (follow.stage !== 'following' || follow.runId !== next.run.id) return null;
  if (next.run.attempt !== follow.attempt) return null;
  const previous = snapshotOf(follow);
  const merged = previous === undefined ? next : mergeSnapshot(previous, next);
  const snapshot = snapshotToJson(merged) as JsonObject;
  const changed = JSON.stringify(snapshot) !== JSON.stringify(follow.snapshot);
  if (!changed && follow.troubleSince === null) return null;
  return { snapshot, ...NO_TROUBLE };
}

/** As `applySnapshot`, for a run without its jobs. */
export function applyRun(follow: Follow, run: Run): FollowChange | null {
  return applySnapshot(follow, snapshotOfRun(run));
}

/** Whether the attempt has ended and its outcome is not kept yet. */
export function hasEnded(follow: Follow): boolean {
  const snapshot = snapshotOf(follow);
  return (
    follow.stage === 'following' &&
    snapshot !== undefined &&
    outcomeOfSnapshot(snapshot) !== undefined
  );
}

/** The run is known: from here on it is watched. */
export function applyFound(
  run: { readonly id: number; readonly url: string },
  identity: NonNullable<Follow['identity']>,
): FollowChange {
  return {
    stage: 'following',
    runId: run.id,
    runUrl: run.url,
    identity,
    // Kept where the id in a title is all the proof: a second run that carries it makes both uncertain.
    ...(identity === 'correlated' ? {} : { search: null }),
    failures: 0,
    ...NO_TROUBLE,
  };
}

/** The end is known, and announced next. */
export function applyOutcome(
  outcome: Outcome,
  outcomeDetail: JsonObject | null = null,
): FollowChange {
  return {
    stage: 'concluded',
    outcome,
    outcomeDetail,
    failures: 0,
    ...NO_TROUBLE,
  };
}

/** What the answer to the dispatch makes of a follow. */
export function applyDispatch(result: DispatchResult): FollowChange {
  switch (result.kind) {
    case 'started':
      return applyFound(result.run, result.identity);
    case 'searching':
      return { stage: 'searching', search: searchToJson(result.search) };
    case 'ambiguous':
      return result.cause === 'response_lost'
        ? { stage: 'searching', search: searchToJson(result.search) }
        : applyOutcome('ambiguous', {
            message: result.message,
            candidates: result.candidates.map((run) => ({ ...run })),
          });
    case 'rejected':
      return {
        ...applyOutcome('rejected', {
          reason: result.reason,
          message: result.message,
        }),
        // The person is still looking at their command: the message itself is enough.
        notice: 'sent',
      };
  }
}

/** How a finished attempt ended; undefined while it has not. */
export function outcomeOfSnapshot(snapshot: Snapshot): Outcome | undefined {
  const { run } = snapshot;
  if (snapshot.phase !== 'completed' || run.conclusion === null)
    return undefined;
  return snapshot.superseded ? 'superseded' : outcomeOf(run.conclusion);
}

/** Least time between two edits of one message, milliseconds. */
const EDIT_INTERVAL_MS = 2_000;

/** When the message of a follow may be edited again. A last edit in the future was made before the clock was set back. */
export function editableAt({ shownAt }: Follow, now: number): number {
  return shownAt === null || shownAt > now
    ? now
    : Math.max(now, shownAt + EDIT_INTERVAL_MS);
}

/** When a follow that has changed is due: at once, unless all there is to do is an edit too soon after the last one. */
export function dueAt(follow: Follow, now: number): number {
  return follow.stage !== 'following' || hasEnded(follow)
    ? now
    : editableAt(follow, now);
}

/** Waits after failed attempts: 1 s, doubling, at most 30 s. */
export function backoff(failures: number): number {
  return Math.min(1000 * 2 ** Math.max(failures - 1, 0), 30_000);
}
