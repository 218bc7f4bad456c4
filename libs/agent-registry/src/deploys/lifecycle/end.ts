import { SYSTEM } from '../../audit/audit.ts';
import { formatTarget } from '../../policy/target.ts';
import { keepAutoLock } from '../locks/auto-lock.ts';
import type { GuardCode } from '../state/codes.ts';
import {
  isActive,
  shortId,
  type Deploy,
  type DeployOutcome,
} from '../state/deploy.ts';
import type { Lock } from '../state/lock.ts';
import { scopesOf } from '../state/scopes.ts';
import type { DeployStore, DeployTransaction } from '../state/store.ts';
import {
  claimNextWithin,
  type Next,
  type SurroundingsOf,
} from './claim-next.ts';
import { transition } from './transition.ts';

export interface DeployEnd {
  readonly outcome: DeployOutcome;
  /** Why nothing was started, with `not_started`. */
  readonly code?: GuardCode | undefined;
  /** The commit that shipped, where none was looked up before. */
  readonly sha?: string | null | undefined;
}

export interface EndedDeploy {
  readonly deploy: Deploy;
  /** The lock that it left on its target. */
  readonly lock: Lock | null;
  /** What the queue did; null where the deploy had ended before. */
  readonly next: Next | null;
}

/**
 * The end of a deploy that had its target: records the outcome, locks the target where that is configured (always after a
 * rollback), frees it and claims it for the head of the queue, in one change. A second end changes nothing.
 */
export async function endDeploy(
  store: DeployStore,
  id: string,
  end: DeployEnd,
  surroundingsOf: SurroundingsOf,
): Promise<EndedDeploy | null> {
  const known = await store.getDeploy(id);
  if (known === null) return null;
  return store.change(scopesOf(known.target), async (tx) => {
    const deploy = await tx.getDeploy(id);
    if (deploy === null) return null;
    if (!isActive(deploy)) return { deploy, lock: null, next: null };
    const ended = await transition(
      tx,
      deploy,
      {
        state: 'ended',
        outcome: end.outcome,
        code: end.code ?? null,
        sha: deploy.sha ?? end.sha ?? null,
        endedAt: tx.now,
      },
      {
        action: 'deploy.ended',
        actor: SYSTEM,
        decision: 'recorded',
        code: end.code,
        detail: { outcome: end.outcome, run: deploy.runId },
      },
    );
    const lock = await lockAfter(tx, ended);
    const next = ended.exclusive
      ? await claimNextWithin(tx, ended.target, surroundingsOf)
      : ({ kind: 'empty' } as const);
    return { deploy: ended, lock, next };
  });
}

async function lockAfter(
  tx: DeployTransaction,
  deploy: Deploy,
): Promise<Lock | null> {
  const { outcome, kind, lockOnFailure, target } = deploy;
  if (outcome === null || outcome === 'not_started') return null;
  const short = shortId(deploy.id);
  if (kind === 'rollback')
    return keepAutoLock(tx, {
      target,
      cause: 'rollback',
      deployId: deploy.id,
      reason: `${formatTarget(target)} was rolled back by ${deploy.requester.name} (${short})`,
    });
  const isFailure = outcome === 'failed' || outcome === 'unknown';
  if (!lockOnFailure || !isFailure) return null;
  return keepAutoLock(tx, {
    target,
    cause: 'failure',
    deployId: deploy.id,
    reason:
      outcome === 'failed'
        ? `Deploy ${short} failed`
        : `Deploy ${short} ended in an unknown way`,
  });
}
