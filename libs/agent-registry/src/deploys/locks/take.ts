import { covers, isTarget, type Scope } from '../../policy/scope.ts';
import { isSame } from '../state/person.ts';
import type { GuardCode } from '../state/codes.ts';
import type { Deploy } from '../state/deploy.ts';
import type { Person } from '../state/person.ts';
import { isInForce, type Lock } from '../state/lock.ts';
import { sameScope } from '../state/scopes.ts';
import type { DeployStore, DeployTransaction } from '../state/store.ts';
import { toActor } from '../state/person.ts';
import { closeExpired } from './expire.ts';
import { recordLock } from './record.ts';

/** How long a lock is held where nobody says, milliseconds. */
export const DEFAULT_LOCK_MS = 4 * 60 * 60_000;
/** How often a lock is extended with the same reason. */
export const MOST_EXTENSIONS = 3;

export interface LockRequest {
  /** The invocation's id. */
  readonly id: string;
  readonly scope: Scope;
  readonly by: Person;
  readonly reason: string;
  /** Milliseconds; null: until it is unlocked (permission `lock.sticky`, which the caller has checked). */
  readonly forMs: number | null;
}

export type TakenLock =
  | {
      readonly kind: 'taken' | 'extended';
      readonly lock: Lock;
      /** Deploys that were under way when the lock was set; they finish. */
      readonly active: readonly Deploy[];
    }
  | {
      readonly kind: 'refused';
      readonly code: Extract<
        GuardCode,
        'locked_target' | 'locked_scope' | 'reason_required'
      >;
      readonly holder: Lock;
    };

/**
 * Takes a scope, or extends the requester's own lock on it. The reason may change, the time since when it is held does not;
 * with the same reason it is extended three times at most.
 */
export function takeLock(
  store: DeployStore,
  request: LockRequest,
): Promise<TakenLock> {
  const { scope, by } = request;
  return store.change([scope], async (tx) => {
    await closeExpired(tx, scope);
    const holder = await personLockOn(tx, scope);
    if (holder !== null)
      return isSame(holder.owner, by)
        ? extend(tx, holder, request)
        : refuse(tx, holder, by);
    const lock = newLock(tx, request);
    await tx.addLock(lock);
    await recordLock(tx, lock, {
      action: 'lock.taken',
      actor: toActor(by),
      decision: 'accepted',
    });
    return { kind: 'taken', lock, active: await activeUnder(tx, scope) };
  });
}

export async function personLockOn(
  tx: DeployTransaction,
  scope: Scope,
): Promise<Lock | null> {
  const open = await tx.openLocks();
  return (
    open.find(
      (lock) =>
        lock.kind === 'person' &&
        sameScope(lock.scope, scope) &&
        isInForce(lock, tx.now),
    ) ?? null
  );
}

export function newLock(
  tx: DeployTransaction,
  { id, scope, by, reason, forMs }: LockRequest,
): Lock {
  return {
    id,
    version: 1,
    scope,
    kind: 'person',
    cause: 'manual',
    owner: by,
    reason,
    deployId: null,
    extensions: 0,
    createdAt: tx.now,
    expiresAt: forMs === null ? null : tx.now + forMs,
    releasedAt: null,
    releasedBy: null,
    releaseCause: null,
  };
}

export async function activeUnder(
  tx: DeployTransaction,
  scope: Scope,
): Promise<readonly Deploy[]> {
  const active = await tx.activeDeploys();
  return active.filter(({ target }) => covers(scope, target));
}

async function extend(
  tx: DeployTransaction,
  holder: Lock,
  { scope, by, reason, forMs }: LockRequest,
): Promise<TakenLock> {
  const isRepeated = reason === holder.reason;
  if (isRepeated && holder.extensions >= MOST_EXTENSIONS) {
    await recordLock(tx, holder, {
      action: 'lock.refused',
      actor: toActor(by),
      decision: 'refused',
      code: 'reason_required',
    });
    return { kind: 'refused', code: 'reason_required', holder };
  }
  const lock = await tx.changeLock(holder.id, holder.version, {
    reason,
    extensions: isRepeated ? holder.extensions + 1 : 0,
    expiresAt: forMs === null ? null : tx.now + forMs,
  });
  if (lock === null)
    throw new Error(`Lock ${holder.id} was changed without its scope.`);
  await recordLock(tx, lock, {
    action: 'lock.changed',
    actor: toActor(by),
    decision: 'accepted',
  });
  return { kind: 'extended', lock, active: await activeUnder(tx, scope) };
}

async function refuse(
  tx: DeployTransaction,
  holder: Lock,
  by: Person,
): Promise<TakenLock> {
  const code = isTarget(holder.scope) ? 'locked_target' : 'locked_scope';
  await recordLock(tx, holder, {
    action: 'lock.refused',
    actor: toActor(by),
    decision: 'refused',
    code,
  });
  return { kind: 'refused', code, holder };
}
