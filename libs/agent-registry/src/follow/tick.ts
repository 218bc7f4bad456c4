import { locate, type Clock, type GitHub } from '@yardmaster/github-dispatcher';
import {
  applyFound,
  applyOutcome,
  applySnapshot,
  backoff,
  outcomeOfSnapshot,
  searchOf,
  snapshotOf,
} from './transitions.ts';
import { failureDetail, withJobs } from './failure.ts';
import type { Follow } from '../journal/follow.ts';
import type { FollowStore } from './store.ts';
import type { Teller } from './notify.ts';
import type { Invocation } from '../journal/invocation.ts';
import type { Journal } from '../journal/journal.ts';
import type { Queue } from '../queue/queue.ts';

/** How long after the dispatch a run may still appear, milliseconds. */
const LOCATE_FOR_MS = 60_000;
/** A candidate without the id is taken for ours no sooner than this, milliseconds. */
const LOCATE_SETTLE_MS = 10_000;
/** With nothing else to do, a follow is looked at again after this, milliseconds: the net under lost wake-ups. */
const IDLE_MS = 5 * 60_000;
/** After so many edits that failed in a row the outcome is announced all the same. */
const PATIENCE = 4;
/** Another instance is at it: come back, milliseconds. */
const HELD_MS = 1_000;

/** One look at a follow: takes it as far as it goes now, and says when to look again. */
export type Tick = (id: string) => Promise<void>;

export function createTick(options: {
  readonly journal: Journal;
  readonly queue: Queue;
  readonly github: GitHub;
  readonly store: FollowStore;
  readonly teller: Teller;
  readonly clock: Clock;
  /** Cut out of logs before they are kept. */
  readonly secrets: readonly string[];
  readonly found: (follow: Follow) => void;
  readonly closed: (follow: Follow, invocation: Invocation) => void;
}): Tick {
  const { journal, queue, github, store, teller, clock, found, closed } =
    options;

  /** Looks for the run of a dispatch whose answer did not name it. */
  async function search(follow: Follow): Promise<number> {
    const what = searchOf(follow);
    const now = clock.now();
    const age = now - follow.dispatchedAt;
    if (what === undefined) {
      await store.update(follow.id, () => applyOutcome('ambiguous'));
      return now;
    }
    const result = await locate(github, what, {
      settle: age > LOCATE_SETTLE_MS,
    });
    switch (result.kind) {
      case 'found': {
        const changed = await store.update(follow.id, (current) =>
          current.runId === null
            ? applyFound(result.run, result.identity)
            : null,
        );
        await journal.setRun(follow.id, result.run.id, result.run.url);
        if (changed !== null) found(changed);
        return now;
      }
      case 'several':
        await store.update(follow.id, () =>
          applyOutcome('ambiguous', {
            message: `Several runs could be this one: ${result.candidates.map((run) => run.url).join(' ')} Look which it is before you start it again.`,
            candidates: result.candidates.map((run) => ({ ...run })),
          }),
        );
        return now;
      case 'none':
        if (age > LOCATE_FOR_MS) {
          await store.update(follow.id, () => applyOutcome('ambiguous'));
          return now;
        }
        break;
      case 'failed':
        break;
    }
    const failures = follow.failures + 1;
    await store.update(follow.id, (current) => ({
      failures,
      stage: 'searching',
      troubleSince:
        result.kind === 'failed' ? (current.troubleSince ?? now) : null,
    }));
    const retryAt =
      result.kind === 'failed' ? (result.failure.retryAt?.getTime() ?? 0) : 0;
    return Math.max(retryAt, now + backoff(failures));
  }

  /** Ends the follow of a finished attempt; the failed step and its log are fetched first, once. */
  async function conclude(follow: Follow): Promise<boolean> {
    const seen = snapshotOf(follow);
    if (seen === undefined || outcomeOfSnapshot(seen) === undefined)
      return false;
    const snapshot = await withJobs(github, seen);
    const concluded = outcomeOfSnapshot(snapshot) ?? 'unknown';
    const outcome =
      concluded === 'superseded' && (await wasCancelledHere(follow))
        ? 'cancelled'
        : concluded;
    const detail =
      outcome === 'failed'
        ? await failureDetail(github, snapshot, options.secrets)
        : null;
    await store.update(follow.id, (current) =>
      current.stage === 'following'
        ? {
            ...applySnapshot(current, snapshot),
            ...applyOutcome(outcome, detail),
          }
        : null,
    );
    return true;
  }

  /** Somebody cancelled it through Yardmaster: then no newer run took its place. */
  async function wasCancelledHere(follow: Follow): Promise<boolean> {
    const cancels = await journal.listInvocations({
      command: 'cancel',
      decision: 'accepted',
      since: follow.createdAt,
    });
    return cancels.some(({ input }) => input['run_id'] === follow.runId);
  }

  async function close(follow: Follow, invocation: Invocation): Promise<void> {
    const detail = follow.outcomeDetail?.['failedStep'];
    await journal.endInvocation(follow.id, {
      outcome: follow.outcome ?? 'started',
      ...(typeof detail === 'string' ? { detail } : {}),
      ...(follow.runId === null ? {} : { runId: follow.runId }),
      ...(follow.runUrl === null ? {} : { runUrl: follow.runUrl }),
      finishedAt: clock.now(),
    });
    await store.update(follow.id, () => ({ stage: 'closed' }));
    await journal.setReplyTarget(follow.id, null);
    closed(follow, invocation);
  }

  /** Null: closed. */
  async function advance(invocation: Invocation): Promise<number | null> {
    for (;;) {
      const follow = await journal.getFollow(invocation.id);
      if (follow === null || follow.stage === 'closed') return null;
      const now = clock.now();
      if (!follow.timedOut && now >= follow.deadlineAt && follow.wait) {
        await store.update(follow.id, () => ({ timedOut: true }));
        continue;
      }
      if (follow.stage === 'following' && follow.wait) {
        if (await conclude(follow)) continue;
      }
      // A command that did not wait hears once what came of it, not that it is being looked for.
      const looking =
        follow.stage === 'dispatching' || follow.stage === 'searching';
      const shown =
        looking && !follow.wait ? null : await teller.show(follow, invocation);
      if (looking) {
        const next = await search(follow);
        if (next > clock.now()) return soonest(next, shown, follow);
        continue;
      }
      if (follow.stage === 'following' && follow.wait)
        return soonest(now + IDLE_MS, shown, follow);
      // What remains is to say the end, or, for a command that did not wait, that it has started.
      if (shown !== null && follow.failures < PATIENCE) return shown;
      if (follow.wait) {
        const told = await teller.notify(follow, invocation);
        if (told !== null) return told;
      }
      if (shown !== null) return shown;
      await close((await journal.getFollow(follow.id)) ?? follow, invocation);
      return null;
    }
  }

  return async function tick(id) {
    const [invocation] = await journal.findInvocations(id);
    if (invocation === undefined) return;
    let next: number | null = null;
    const held = await store.hold(id, async () => {
      next = await advance(invocation);
      const seen = await journal.getFollow(id);
      return (current) =>
        next === null ? null : { nextAt: sameState(seen, current) ? next : 0 };
    });
    if (!held) {
      const follow = await journal.getFollow(id);
      if (follow === null || follow.stage === 'closed') return;
      next = clock.now() + HELD_MS;
    }
    if (next !== null) await queue.push('follow', id, next);
  };
}

/** False when something was observed after `seen` was read: then it wants to be looked at again at once. */
function sameState(seen: Follow | null, current: Follow): boolean {
  return (
    seen !== null &&
    seen.stage === current.stage &&
    JSON.stringify(seen.snapshot) === JSON.stringify(current.snapshot)
  );
}

function soonest(next: number, shown: number | null, follow: Follow): number {
  return Math.min(
    next,
    shown ?? next,
    follow.timedOut || !follow.wait ? next : follow.deadlineAt,
  );
}
