import { SYSTEM } from '../../audit/audit.ts';
import type { Scope } from '../../policy/scope.ts';
import { shortId } from '../state/deploy.ts';
import { isInForce, type Lock } from '../state/lock.ts';
import { sameScope } from '../state/scopes.ts';
import type { DeployStore, DeployTransaction } from '../state/store.ts';
import { recordLock } from './record.ts';

/** How long before its end the owner of a lock is reminded, milliseconds. */
export const REMIND_BEFORE_MS = 15 * 60_000;

/** Closes the expired locks of a scope. They had no force any more: this frees the place and leaves the trace. */
export async function closeExpired(
  tx: DeployTransaction,
  scope: Scope,
): Promise<readonly Lock[]> {
  const open = await tx.openLocks();
  const expired = open.filter(
    (lock) => sameScope(lock.scope, scope) && !isInForce(lock, tx.now),
  );
  const closed: Lock[] = [];
  for (const { id, version, expiresAt } of expired) {
    const lock = await tx.changeLock(id, version, {
      releasedAt: expiresAt ?? tx.now,
      releasedBy: SYSTEM.id,
      releaseCause: 'expired',
    });
    if (lock === null)
      throw new Error(`Lock ${id} was changed without its scope.`);
    await recordLock(tx, lock, {
      action: 'lock.expired',
      actor: SYSTEM,
      decision: 'recorded',
    });
    closed.push(lock);
  }
  return closed;
}

/** Closes expired locks everywhere and reminds the owners of those that end soon, once for each end. */
export async function tidyLocks(store: DeployStore): Promise<readonly Lock[]> {
  const now = await store.now();
  const closed: Lock[] = [];
  for (const lock of await store.openLocks()) {
    const { expiresAt, scope } = lock;
    if (expiresAt === null || expiresAt - now > REMIND_BEFORE_MS) continue;
    closed.push(
      ...(await store.change([scope], async (tx) => {
        await remind(tx, lock.id);
        return closeExpired(tx, scope);
      })),
    );
  }
  return closed;
}

async function remind(tx: DeployTransaction, id: string): Promise<void> {
  const lock = await tx.getLock(id);
  if (lock === null || !isInForce(lock, tx.now)) return;
  const { expiresAt } = lock;
  if (expiresAt === null || expiresAt - tx.now > REMIND_BEFORE_MS) return;
  await tx.notify({
    key: `lock_expiring:${id}:${expiresAt}`,
    kind: 'lock_expiring',
    about: id,
    recipientId: lock.owner.id,
    detail: { lock: shortId(id), expiresAt, reason: lock.reason },
  });
}
