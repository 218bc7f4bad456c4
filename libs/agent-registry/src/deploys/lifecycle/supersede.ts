import { SYSTEM } from '../../audit/audit.ts';
import { shortId, type Deploy } from '../state/deploy.ts';
import type { DeployTransaction } from '../state/store.ts';
import { transition } from './transition.ts';

/**
 * Under `queue: latest`, ends the waiting deploys that the newcomer makes useless: same workflow, ref and inputs. Their
 * requesters are notified once. Returns the best place among them, which the newcomer takes over; null without any.
 */
export async function supersede(
  tx: DeployTransaction,
  newcomer: Deploy,
): Promise<number | null> {
  if (newcomer.queue !== 'latest' || newcomer.kind !== 'deploy') return null;
  const waiting = await tx.waitingDeploys(newcomer.target);
  const replaced = waiting.filter(
    (other) => other.id !== newcomer.id && isSameWish(other, newcomer),
  );
  for (const deploy of replaced) {
    await transition(
      tx,
      deploy,
      {
        state: 'superseded',
        supersededBy: newcomer.id,
        code: 'superseded',
        endedAt: tx.now,
        expiresAt: null,
        held: null,
        heldUntil: null,
      },
      {
        action: 'deploy.superseded',
        actor: SYSTEM,
        decision: 'recorded',
        code: 'superseded',
        detail: { by: newcomer.id },
      },
    );
    await tx.notify({
      key: `superseded:${deploy.id}`,
      kind: 'superseded',
      about: deploy.id,
      recipientId: deploy.requester.id,
      detail: { by: shortId(newcomer.id), name: newcomer.requester.name },
    });
  }
  const places = replaced.map(({ seq }) => seq ?? Infinity);
  return places.length === 0 ? null : Math.min(...places);
}

function isSameWish(a: Deploy, b: Deploy): boolean {
  return (
    a.kind === b.kind &&
    a.workflow === b.workflow &&
    a.ref === b.ref &&
    sorted(a.inputs) === sorted(b.inputs)
  );
}

function sorted(inputs: Deploy['inputs']): string {
  return JSON.stringify(
    Object.entries(inputs).toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}
