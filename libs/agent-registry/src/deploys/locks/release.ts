import type { Scope } from '../../policy/scope.ts';
import { isSame } from '../state/person.ts';
import type { GuardCode } from '../state/codes.ts';
import { shortId, type Deploy } from '../state/deploy.ts';
import type { Person } from '../state/person.ts';
import { isInForce, type Lock, type LockEnd } from '../state/lock.ts';
import { sameScope } from '../state/scopes.ts';
import type { DeployStore, DeployTransaction } from '../state/store.ts';
import { toActor } from '../state/person.ts';
import { closeExpired } from './expire.ts';
import { recordLock } from './record.ts';
import { activeUnder, newLock, type LockRequest } from './take.ts';

export type ReleasedLock =
  | {
      readonly kind: 'released';
      readonly lock: Lock;
      /** Still in force on the same scope. */
      readonly remaining: readonly Lock[];
    }
  | {
      readonly kind: 'refused';
      readonly code: Extract<
        GuardCode,
        'not_locked' | 'lock_changed' | 'lock_not_yours' | 'reason_required'
      >;
      readonly lock: Lock | null;
    };

/**
 * Unlocks a scope: the requester's own lock, else the one that a deploy left, which needs a reason. Another person's lock is
 * not touched: it is stolen by its id.
 */
export function releaseLock(
  store: DeployStore,
  request: {
    readonly scope: Scope;
    readonly by: Person;
    readonly reason: string | null;
  },
): Promise<ReleasedLock> {
  const { scope, by, reason } = request;
  return store.change([scope], async (tx) => {
    const locks = await inForceOn(tx, scope);
    const lock =
      locks.find(({ kind, owner }) => kind === 'person' && isSame(owner, by)) ??
      locks.find(({ kind }) => kind === 'auto') ??
      locks.at(0);
    if (lock === undefined)
      return { kind: 'refused', code: 'not_locked', lock: null };
    return release(tx, lock, by, reason);
  });
}

/** Unlocks by id: `lock_changed` where it is released already, so that an old message cannot free its successor. */
export async function releaseLockById(
  store: DeployStore,
  request: {
    readonly id: string;
    readonly by: Person;
    readonly reason: string | null;
  },
): Promise<ReleasedLock> {
  const { id, by, reason } = request;
  const known = await store.getLock(id);
  if (known === null)
    return { kind: 'refused', code: 'not_locked', lock: null };
  return store.change([known.scope], async (tx) => {
    const locks = await inForceOn(tx, known.scope);
    const lock = locks.find((one) => one.id === id);
    return lock === undefined
      ? { kind: 'refused', code: 'lock_changed', lock: await tx.getLock(id) }
      : release(tx, lock, by, reason);
  });
}

async function release(
  tx: DeployTransaction,
  lock: Lock,
  by: Person,
  reason: string | null,
): Promise<ReleasedLock> {
  const isAuto = lock.kind === 'auto';
  const code =
    !isAuto && !isSame(lock.owner, by)
      ? 'lock_not_yours'
      : isAuto && !reason
        ? 'reason_required'
        : null;
  if (code !== null) {
    await recordLock(tx, lock, {
      action: 'lock.refused',
      actor: toActor(by),
      decision: 'refused',
      code,
    });
    return { kind: 'refused', code, lock };
  }
  const released = await close(tx, lock, by, 'unlocked', reason);
  return {
    kind: 'released',
    lock: released,
    remaining: await inForceOn(tx, lock.scope),
  };
}

export type StolenLock =
  | {
      readonly kind: 'stolen';
      readonly lock: Lock;
      readonly from: Lock;
      readonly active: readonly Deploy[];
    }
  | {
      readonly kind: 'refused';
      readonly code: Extract<
        GuardCode,
        'not_locked' | 'lock_changed' | 'reason_required'
      >;
      readonly lock: Lock | null;
    };

/**
 * Takes a person's lock over, by its id: one that changed hands meanwhile is not the one that was meant. Needs a reason; the
 * former owner is notified. The caller has checked the permission `steal`.
 */
export async function stealLock(
  store: DeployStore,
  request: Omit<LockRequest, 'scope'> & { readonly lockId: string },
): Promise<StolenLock> {
  const { lockId, by, reason } = request;
  const known = await store.getLock(lockId);
  if (known === null)
    return { kind: 'refused', code: 'not_locked', lock: null };
  if (reason.trim() === '')
    return { kind: 'refused', code: 'reason_required', lock: known };
  const { scope } = known;
  return store.change([scope], async (tx) => {
    const locks = await inForceOn(tx, scope);
    const from = locks.find(
      ({ id, kind }) => id === lockId && kind === 'person',
    );
    if (from === undefined)
      return {
        kind: 'refused',
        code: 'lock_changed',
        lock: locks.find(({ kind }) => kind === 'person') ?? null,
      };
    const before = await close(tx, from, by, 'stolen', reason);
    const lock = newLock(tx, { ...request, scope });
    await tx.addLock(lock);
    await recordLock(tx, lock, {
      action: 'lock.taken',
      actor: toActor(by),
      decision: 'accepted',
      detail: { from: from.id },
    });
    await tx.notify({
      key: `lock_stolen:${from.id}`,
      kind: 'lock_stolen',
      about: lock.id,
      recipientId: from.owner.id,
      detail: { by: by.name, reason, lock: shortId(lock.id) },
    });
    return {
      kind: 'stolen',
      lock,
      from: before,
      active: await activeUnder(tx, scope),
    };
  });
}

async function inForceOn(
  tx: DeployTransaction,
  scope: Scope,
): Promise<readonly Lock[]> {
  await closeExpired(tx, scope);
  const open = await tx.openLocks();
  return open.filter(
    (lock) => sameScope(lock.scope, scope) && isInForce(lock, tx.now),
  );
}

async function close(
  tx: DeployTransaction,
  lock: Lock,
  by: Person,
  cause: Extract<LockEnd, 'unlocked' | 'stolen'>,
  reason: string | null,
): Promise<Lock> {
  const closed = await tx.changeLock(lock.id, lock.version, {
    releasedAt: tx.now,
    releasedBy: by.id,
    releaseCause: cause,
  });
  if (closed === null)
    throw new Error(`Lock ${lock.id} was changed without its scope.`);
  await recordLock(tx, closed, {
    action: cause === 'stolen' ? 'lock.stolen' : 'lock.released',
    actor: toActor(by),
    decision: 'accepted',
    detail: reason === null ? {} : { why: reason },
  });
  return closed;
}
