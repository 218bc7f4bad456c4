import type { Clock } from '@yardmaster/github-dispatcher';
import type { Follow } from '../journal/follow.ts';
import type { FollowChange, Journal } from '../journal/journal.ts';

/** How long a follow is held without renewal before another instance may take it over, in milliseconds. */
const LEASE_MS = 15_000;
const RENEW_MS = 5_000;

export type Decide = (follow: Follow) => FollowChange | null;

/**
 * Changes to follows, each decided on the newest version and written only if that version still stands. Several
 * processes may change the same follow: observations merge, and speaking is for the one that holds the lease.
 */
export interface FollowStore {
  readonly owner: string;
  /** Applies what `decide` answers, again on a newer version where somebody was faster. Null where nothing was to do. */
  update(id: string, decide: Decide): Promise<Follow | null>;
  /**
   * Runs `work` while this owner holds the follow; false where somebody else does, or it is closed. What `work` answers
   * is applied with the release.
   */
  hold(id: string, work: (follow: Follow) => Promise<Decide>): Promise<boolean>;
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

  async function update(id: string, decide: Decide): Promise<Follow | null> {
    for (;;) {
      const follow = await journal.getFollow(id);
      if (follow === null) return null;
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
    }
  }

  const lease = (): FollowChange => ({
    leaseOwner: owner,
    leaseUntil: clock.now() + LEASE_MS,
  });

  return {
    owner,
    update,
    async hold(id, work) {
      const held = await update(id, (follow) =>
        follow.stage === 'closed' || isHeldByAnother(follow, owner, clock.now())
          ? null
          : lease(),
      );
      if (held === null) return false;
      let renewal: Promise<unknown> = Promise.resolve();
      let cancel = () => {};
      const renewLater = (): void => {
        cancel = clock.schedule(RENEW_MS, () => {
          // A failed renewal shows at the next write; until then the lease simply runs out.
          renewal = update(id, lease).then(renewLater, () => {});
        });
      };
      renewLater();
      let last: Decide = () => null;
      try {
        last = await work(held);
      } finally {
        cancel();
        await renewal;
        cancel();
        await update(id, (follow) => ({
          ...last(follow),
          leaseOwner: null,
          leaseUntil: null,
        }));
      }
      return true;
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

function isHeldByAnother(follow: Follow, owner: string, now: number): boolean {
  return (
    follow.leaseOwner !== null &&
    follow.leaseOwner !== owner &&
    (follow.leaseUntil ?? 0) > now
  );
}
