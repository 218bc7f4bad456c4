import type { Clock } from '@yardmaster/github-dispatcher';
import type { Follow } from '../journal/follow.ts';
import type { FollowChange, Journal } from '../journal/journal.ts';
import { dueAt } from './transitions.ts';

/** How long a follow is held without renewal before another instance may take it over, milliseconds. */
const LEASE_MS = 15_000;
const RENEW_MS = 5_000;

export type Decide = (follow: Follow) => FollowChange | null;

/** The fields that only the holder writes, so they stay true whatever others observed in the meantime. */
export type OwnChange = Pick<
  FollowChange,
  | 'shown'
  | 'shownAt'
  | 'notice'
  | 'noticeAt'
  | 'failures'
  | 'undelivered'
  | 'timedOut'
>;

/** When a follow wants to be looked at next. `superseded`: its state changed under the holder, so it is due at once. */
export type Next =
  | { readonly kind: 'at'; readonly at: number }
  | { readonly kind: 'closed' }
  | { readonly kind: 'superseded' };

/** A follow after its release, and when it wants to be looked at next; null once it is closed. */
export interface Released {
  readonly follow: Follow;
  readonly nextAt: number | null;
}

/** A follow while this process holds it. */
export interface HeldFollow {
  /** As it was read, with every change made since. */
  value(): Follow;
  /** Changes it here; written with the next `save` or with the release. */
  set(change: OwnChange): void;
  /** Writes everything now. False if the follow was changed since it was read: then stop, and decide anew. */
  save(change: FollowChange): Promise<boolean>;
}

/**
 * Changes to follows. Observations may come from any process at any time: each is decided on the newest version and
 * written only on that version. Only the holder of the lease shows and announces.
 */
export interface FollowStore {
  readonly owner: string;
  /**
   * Applies what `decide` returns, and decides again if another change was faster. `known` saves the first read.
   * Null if there was nothing to change.
   */
  update(id: string, decide: Decide, known?: Follow): Promise<Follow | null>;
  /** Runs `work` while this process holds the follow. Null if another owner holds it, or it is closed. */
  hold(
    id: string,
    work: (held: HeldFollow) => Promise<Next>,
  ): Promise<Released | null>;
  subscribe(id: string, listener: (follow: Follow) => void): () => void;
}

export function createFollowStore(options: {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly owner: string;
}): FollowStore {
  const { journal, clock, owner } = options;
  const listeners = new Map<string, Set<(follow: Follow) => void>>();

  function emit(follow: Follow): void {
    for (const listener of listeners.get(follow.id) ?? []) listener(follow);
  }

  async function update(
    id: string,
    decide: Decide,
    known?: Follow,
  ): Promise<Follow | null> {
    let follow = known ?? (await journal.getFollow(id));
    while (follow !== null) {
      const change = decide(follow);
      if (change === null) {
        emit(follow);
        return null;
      }
      const changed = await journal.changeFollow(id, follow.version, change);
      if (changed !== null) {
        emit(changed);
        return changed;
      }
      follow = await journal.getFollow(id);
    }
    return null;
  }

  /** Writes the release; what was decided on an older version is dropped, except what only the holder knows. */
  async function release(
    held: { readonly saved: Follow; readonly own: OwnChange },
    next: Next,
  ): Promise<Released> {
    const { saved, own } = held;
    const free = { leaseOwner: null, leaseUntil: null } as const;
    if (next.kind !== 'superseded') {
      const changed = await journal.changeFollow(saved.id, saved.version, {
        ...own,
        ...free,
        ...(next.kind === 'closed' ? { stage: 'closed' } : { nextAt: next.at }),
      });
      if (changed !== null) {
        emit(changed);
        return {
          follow: changed,
          nextAt: next.kind === 'closed' ? null : next.at,
        };
      }
    }
    const kept = await update(saved.id, (current) =>
      current.leaseOwner === owner ? { ...own, ...free } : null,
    );
    return {
      follow: kept ?? saved,
      nextAt: dueAt(kept ?? saved, clock.now()),
    };
  }

  return {
    owner,
    update,
    async hold(id, work) {
      const now = clock.now();
      const taken = await journal.holdFollow(id, owner, now, now + LEASE_MS);
      if (taken === null) return null;
      emit(taken);
      let saved = taken;
      let own: OwnChange = {};
      let renewal: Promise<unknown> = Promise.resolve();
      let cancel = () => {};
      const renewLater = (): void => {
        cancel = clock.schedule(RENEW_MS, () => {
          // A renewal that fails only lets the lease run out; the version still guards every write.
          renewal = journal
            .renewFollow(id, owner, clock.now() + LEASE_MS)
            .then(renewLater, () => {});
        });
      };
      renewLater();
      const held: HeldFollow = {
        value: () => ({ ...saved, ...own }),
        set(change) {
          own = { ...own, ...change };
        },
        async save(change) {
          const changed = await journal.changeFollow(id, saved.version, {
            ...own,
            ...change,
          });
          if (changed === null) return false;
          saved = changed;
          own = {};
          emit(changed);
          return true;
        },
      };
      let next: Next = { kind: 'superseded' };
      let result: Released;
      try {
        next = await work(held);
      } finally {
        cancel();
        await renewal;
        cancel();
        result = await release({ saved, own }, next);
      }
      return result;
    },
    subscribe(id, listener) {
      const set = listeners.get(id) ?? new Set();
      listeners.set(id, set.add(listener));
      return () => {
        set.delete(listener);
        if (set.size === 0) listeners.delete(id);
      };
    },
  };
}
