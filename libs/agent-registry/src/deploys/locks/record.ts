import type { Actor, AuditAction, AuditDecision } from '../../audit/audit.ts';
import { formatScope } from '../../policy/scope.ts';
import type { JsonObject } from '../../report/report.ts';
import type { GuardCode } from '../state/codes.ts';
import type { Lock } from '../state/lock.ts';
import type { DeployTransaction } from '../state/store.ts';

/** Audits a change of a lock, or a refused one, within the change. */
export async function recordLock(
  tx: DeployTransaction,
  lock: Lock,
  {
    detail,
    ...trace
  }: {
    readonly action: AuditAction;
    readonly actor: Actor;
    readonly decision: AuditDecision;
    readonly code?: GuardCode | undefined;
    readonly detail?: JsonObject | undefined;
  },
): Promise<void> {
  await tx.audit({
    ...trace,
    target: formatScope(lock.scope),
    deployId: lock.deployId ?? undefined,
    detail: {
      lock: lock.id,
      version: lock.version,
      owner: lock.owner.id,
      reason: lock.reason,
      expiresAt: lock.expiresAt,
      ...detail,
    },
  });
}
