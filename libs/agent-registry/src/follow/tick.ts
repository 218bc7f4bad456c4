import {
  locate,
  snapshotToJson,
  type Clock,
  type GitHub,
} from '@yardmaster/github-dispatcher';
import type { Follow } from '../journal/follow.ts';
import type { Invocation } from '../journal/invocation.ts';
import type { Journal } from '../journal/journal.ts';
import type { Queue } from '../queue/queue.ts';
import type { JsonObject } from '../report/report.ts';
import { readDetails } from './failure.ts';
import { MAX_EDIT_FAILURES, type Notifier, type Said } from './notify.ts';
import type { FollowStore, HeldFollow, Next } from './store.ts';
import {
  applyFound,
  applyOutcome,
  applyRun,
  backoff,
  NO_TROUBLE,
  hasEnded,
  outcomeOfSnapshot,
  searchOf,
  snapshotOf,
} from './transitions.ts';

/** How long after the dispatch a run may still appear, milliseconds; and how often we look before we say it did not. */
const LOCATE_FOR_MS = 60_000;
const MIN_LOOKS = 5;
/** A candidate without the id is accepted no sooner than this, milliseconds. */
const LOCATE_SETTLE_MS = 10_000;
/** A follow of which nothing was heard for this long asks GitHub itself, milliseconds: the net under lost webhooks and wake-ups. */
const IDLE_MS = 5 * 60_000;
/** Details that GitHub does not give are asked for again, first after this and for this long, milliseconds. */
const DETAILS_RETRY_MS = 5_000;
const DETAILS_WITHIN_MS = 10 * 60_000;
/** Another instance holds it: look again after this, milliseconds. */
const HELD_MS = 1_000;

/** One look at a follow: takes it as far as it goes now, and says when to look again. */
export type Tick = (id: string) => Promise<void>;

const SUPERSEDED: Next = { kind: 'superseded' };

export function createTick(options: {
  readonly journal: Journal;
  readonly queue: Queue;
  readonly github: GitHub;
  readonly store: FollowStore;
  readonly notifier: Notifier;
  readonly clock: Clock;
  /** Cut out of logs before they are kept. */
  readonly secrets: readonly string[];
  /** Whether lines of a failed step's log may be read. */
  readonly logExcerpt: boolean;
  readonly found: (follow: Follow) => void;
  readonly closed: (follow: Follow, invocation: Invocation) => void;
}): Tick {
  const { journal, queue, github, store, notifier, clock, found } = options;

  /** Looks for the run of a dispatch whose response did not name it. Undefined: the follow went on. */
  async function search(held: HeldFollow): Promise<Next | undefined> {
    const follow = held.value();
    const now = clock.now();
    const age = now - follow.dispatchedAt;
    const what = searchOf(follow);
    const result =
      what === undefined
        ? ({ kind: 'none', candidates: [] } as const)
        : await locate(github, what, { settle: age > LOCATE_SETTLE_MS });
    switch (result.kind) {
      case 'found': {
        if (!(await held.save(applyFound(result.run, result.identity))))
          return SUPERSEDED;
        await journal.setRun(follow.id, result.run.id, result.run.url);
        found(held.value());
        return undefined;
      }
      case 'several': {
        const urls = result.candidates.map((run) => run.url).join(' ');
        return (await held.save(
          applyOutcome('ambiguous', {
            message: `Several runs could be this one: ${urls} Check which one it is before you start it again.`,
            candidates: result.candidates.map((run) => ({ ...run })),
          }),
        ))
          ? undefined
          : SUPERSEDED;
      }
    }
    const failures = follow.failures + 1;
    if (
      what === undefined ||
      (result.kind === 'none' && age > LOCATE_FOR_MS && failures > MIN_LOOKS)
    )
      return (await held.save(applyOutcome('ambiguous')))
        ? undefined
        : SUPERSEDED;
    const retryAt =
      result.kind === 'failed' ? result.failure.retryAt?.getTime() : undefined;
    const saved = await held.save({
      failures,
      stage: 'searching',
      ...(result.kind === 'failed'
        ? {
            troubleSince: follow.troubleSince ?? now,
            trouble: result.failure.message,
            retryAt: retryAt ?? null,
          }
        : NO_TROUBLE),
    });
    return saved
      ? { kind: 'at', at: Math.max(retryAt ?? 0, now + backoff(failures)) }
      : SUPERSEDED;
  }

  /**
   * Keeps the outcome of a finished attempt before anything else is asked, so that it is reported whether or not GitHub
   * gives the details. False: decide anew.
   */
  async function conclude(held: HeldFollow): Promise<boolean> {
    const follow = held.value();
    const seen = snapshotOf(follow);
    const outcome = seen === undefined ? undefined : outcomeOfSnapshot(seen);
    if (seen === undefined || outcome === undefined) return true;
    const cancelledBy =
      outcome === 'cancelled' ? await cancelledHereBy(follow) : null;
    return (
      (await held.save(
        applyOutcome(outcome, {
          details: 'due',
          since: clock.now(),
          ...(cancelledBy === null ? {} : { cancelledBy }),
        }),
      )) && (await addDetails(held)) !== 'superseded'
    );
  }

  /** Reads what GitHub adds to the conclusion. A time: when to try again. */
  async function addDetails(
    held: HeldFollow,
  ): Promise<'complete' | 'superseded' | number> {
    const follow = held.value();
    const seen = snapshotOf(follow);
    const detail = follow.outcomeDetail;
    if (seen === undefined || detail?.['details'] !== 'due') return 'complete';
    const now = clock.now();
    const read = await readDetails(
      github,
      seen,
      follow.outcome === 'failed',
      options.secrets,
      options.logExcerpt,
    );
    const since = typeof detail['since'] === 'number' ? detail['since'] : now;
    const givenUp = now - since > (read.dueForMs ?? DETAILS_WITHIN_MS);
    const saved = await held.save({
      snapshot: snapshotToJson(read.snapshot) as JsonObject,
      outcomeDetail: {
        ...detail,
        ...read.detail,
        details: !read.due ? 'complete' : givenUp ? 'missing' : 'due',
      },
    });
    if (!saved) return 'superseded';
    if (!read.due || givenUp) return 'complete';
    return Math.max(
      read.retryAt ?? 0,
      clock.now() + Math.min(Math.max(now - since, DETAILS_RETRY_MS), 60_000),
    );
  }

  /** Who cancelled the run through Yardmaster. */
  async function cancelledHereBy(follow: Follow): Promise<string | null> {
    const cancels = await journal.listInvocations({
      command: 'cancel',
      decision: 'accepted',
      since: follow.createdAt,
    });
    return (
      cancels.find(({ input }) => input['run_id'] === follow.runId)?.requester
        .name ?? null
    );
  }

  /** Asks GitHub for the run itself. False: decide anew. */
  async function refresh(held: HeldFollow): Promise<boolean> {
    const follow = held.value();
    if (follow.runId === null) return true;
    const result = await github.getRun(follow.runId);
    if (!result.ok || !result.value.modified) return true;
    const change = applyRun(follow, result.value.value);
    return change === null || held.save(change);
  }

  async function end(held: HeldFollow): Promise<Next> {
    const follow = held.value();
    const detail = follow.outcomeDetail?.['failedStep'];
    await journal.endInvocation(follow.id, {
      outcome: follow.outcome ?? 'started',
      ...(typeof detail === 'string' ? { detail } : {}),
      ...(follow.runId === null ? {} : { runId: follow.runId }),
      ...(follow.runUrl === null ? {} : { runUrl: follow.runUrl }),
      finishedAt: clock.now(),
    });
    return { kind: 'closed' };
  }

  async function advance(
    held: HeldFollow,
    invocation: Invocation,
  ): Promise<Next> {
    const { wait, deadlineAt, nextAt } = held.value();
    const begunAt = clock.now();
    if (wait && begunAt >= deadlineAt && !held.value().timedOut) {
      // Nothing is called still running without a look at it.
      if (held.value().stage === 'following' && !(await refresh(held)))
        return SUPERSEDED;
      held.set({ timedOut: true });
    }

    if (isLooking(held.value())) {
      // A command that does not wait shows how it started, and not that it is being looked for.
      const shown = wait ? await notifier.show(held, invocation) : undefined;
      const next = await search(held);
      if (next !== undefined) return soonest(next, shown, held.value());
    }
    const isFresh = held.value().stage === 'following';
    if (wait && isFresh && !(await conclude(held))) return SUPERSEDED;
    if (wait && held.value().stage === 'following') {
      const shown = await notifier.show(held, invocation);
      const idle = shown.kind === 'done' && !shown.sent && begunAt >= nextAt;
      if (idle) {
        if (!(await refresh(held))) return SUPERSEDED;
        if (hasEnded(held.value())) return SUPERSEDED;
      }
      return soonest(
        { kind: 'at', at: clock.now() + IDLE_MS },
        shown,
        held.value(),
      );
    }
    let detailsAt: number | undefined;
    if (held.value().outcomeDetail?.['details'] === 'due' && !isFresh) {
      const added = await addDetails(held);
      if (added === 'superseded') return SUPERSEDED;
      if (added !== 'complete') detailsAt = added;
    }
    // What remains is to say the end, or, for a command that does not wait, that it has started.
    const shown = await notifier.show(held, invocation);
    if (shown.kind === 'superseded') return SUPERSEDED;
    if (shown.kind === 'retry' && held.value().failures < MAX_EDIT_FAILURES)
      return shown.at > clock.now() ? { kind: 'at', at: shown.at } : SUPERSEDED;
    const notified = wait ? await notifier.notify(held, invocation) : undefined;
    if (notified?.kind === 'superseded') return SUPERSEDED;
    if (notified?.kind === 'retry') return { kind: 'at', at: notified.at };
    if (shown.kind === 'retry') return { kind: 'at', at: shown.at };
    if (held.value().outcomeDetail?.['details'] === 'due')
      return { kind: 'at', at: detailsAt ?? clock.now() + DETAILS_RETRY_MS };
    return end(held);
  }

  return async function tick(id) {
    let invocation: Invocation | undefined;
    const result = await store.hold(id, async (held) => {
      [invocation] = await journal.findInvocations(id);
      return invocation === undefined
        ? { kind: 'at', at: clock.now() + IDLE_MS }
        : advance(held, invocation);
    });
    if (result === null) {
      const { stage } = (await journal.getFollow(id)) ?? { stage: 'closed' };
      if (stage !== 'closed')
        await queue.push('follow', id, clock.now() + HELD_MS);
      return;
    }
    const { follow, nextAt } = result;
    if (nextAt !== null) await queue.push('follow', id, nextAt);
    else if (invocation !== undefined) options.closed(follow, invocation);
  };
}

function isLooking({ stage }: Follow): boolean {
  return stage === 'dispatching' || stage === 'searching';
}

/** The earliest of what is due next: the next look, an edit, the timeout. */
function soonest(next: Next, shown: Said | undefined, follow: Follow): Next {
  if (next.kind !== 'at' || shown?.kind === 'superseded') return SUPERSEDED;
  const edit = shown?.kind === 'retry' ? shown.at : Infinity;
  const timesOut = follow.wait && !follow.timedOut;
  const deadline = timesOut ? follow.deadlineAt : Infinity;
  return { kind: 'at', at: Math.min(next.at, edit, deadline) };
}
