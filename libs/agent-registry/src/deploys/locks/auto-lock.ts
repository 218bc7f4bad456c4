import { SYSTEM } from '../../audit/audit.ts';
import { sameScope } from '../state/scopes.ts';
import type { Target } from '../../policy/target.ts';
import type { Person } from '../state/person.ts';
import type { Lock, LockCause } from '../state/lock.ts';
import type { DeployTransaction } from '../state/store.ts';
import { recordLock } from './record.ts';

const YARDMASTER: Person = { ...SYSTEM, name: 'Yardmaster' };
const LONGEST_REASON = 300;

/**
 * The lock that a deploy leaves on its target, until a person unlocks it with a reason. One that is there stays: its reason
 * grows, and the lock of a rollback takes the place of that of a failure, because it stops rollbacks too.
 */
export async function keepAutoLock(
  tx: DeployTransaction,
  request: {
    readonly target: Target;
    readonly cause: Exclude<LockCause, 'manual'>;
    readonly deployId: string;
    readonly reason: string;
  },
): Promise<Lock> {
  const { target, cause, deployId, reason } = request;
  const present = (await tx.openLocks()).find(
    (lock) => lock.kind === 'auto' && sameScope(lock.scope, target),
  );
  if (present !== undefined) {
    const longer = `${present.reason}; ${reason}`;
    const kept = await tx.changeLock(present.id, present.version, {
      cause: present.cause === 'rollback' ? 'rollback' : cause,
      reason: longer.length > LONGEST_REASON ? present.reason : longer,
    });
    if (kept === null)
      throw new Error(`Lock ${present.id} was changed without its scope.`);
    await recordLock(tx, kept, {
      action: 'lock.changed',
      actor: SYSTEM,
      decision: 'recorded',
    });
    return kept;
  }
  const lock: Lock = {
    id: deployId,
    version: 1,
    scope: target,
    kind: 'auto',
    cause,
    owner: YARDMASTER,
    reason,
    deployId,
    extensions: 0,
    createdAt: tx.now,
    expiresAt: null,
    releasedAt: null,
    releasedBy: null,
    releaseCause: null,
  };
  await tx.addLock(lock);
  await recordLock(tx, lock, {
    action: 'lock.taken',
    actor: SYSTEM,
    decision: 'recorded',
  });
  return lock;
}
