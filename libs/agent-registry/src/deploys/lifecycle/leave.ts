import { SYSTEM } from '../../audit/audit.ts';
import { isSame } from '../state/person.ts';
import type { GuardCode } from '../state/codes.ts';
import {
  shortId,
  WAITING_STATES,
  type Deploy,
  type DeployState,
} from '../state/deploy.ts';
import type { Person } from '../state/person.ts';
import { scopesOf } from '../state/scopes.ts';
import type { DeployStore, DeployTransaction } from '../state/store.ts';
import { record, transition } from './transition.ts';
import { toActor } from '../state/person.ts';

export type Left =
  | { readonly kind: 'done'; readonly deploy: Deploy }
  | {
      readonly kind: 'rejected';
      readonly code: Extract<
        GuardCode,
        'changed_meanwhile' | 'confirm_not_yours'
      >;
      readonly deploy: Deploy | null;
    };

/** Takes back a plan or a place in the queue, by its requester or by somebody with the right to cancel. */
export function withdraw(
  store: DeployStore,
  request: {
    readonly id: string;
    readonly version: number;
    readonly by: Person;
    readonly mayCancel: boolean;
  },
): Promise<Left> {
  return whileWaiting(store, request, async (tx, deploy) => {
    const withdrawn = await transition(
      tx,
      deploy,
      { state: 'withdrawn', endedAt: tx.now, ...CLEARED },
      {
        action: 'deploy.withdrawn',
        actor: toActor(request.by),
        decision: 'accepted',
      },
    );
    return { kind: 'done', deploy: withdrawn };
  });
}

/** Gives a place in the queue to somebody else, whose right to deploy the caller has checked. */
export function handOver(
  store: DeployStore,
  request: {
    readonly id: string;
    readonly version: number;
    readonly by: Person;
    readonly mayCancel: boolean;
    readonly to: Person;
    readonly caller: Deploy['caller'];
  },
): Promise<Left> {
  const { to, by, caller } = request;
  return whileWaiting(store, request, async (tx, deploy) => {
    const handed = await transition(
      tx,
      deploy,
      { state: deploy.state, requester: to, caller },
      {
        action: 'deploy.handed_over',
        actor: toActor(by),
        decision: 'accepted',
        detail: { to: to.id },
      },
    );
    await tx.notify({
      key: `handed_over:${handed.id}:${handed.version}`,
      kind: 'handed_over',
      about: handed.id,
      recipientId: to.id,
      detail: { by: by.name, deploy: shortId(handed.id) },
    });
    return { kind: 'done', deploy: handed };
  });
}

async function whileWaiting(
  store: DeployStore,
  request: {
    readonly id: string;
    readonly version: number;
    readonly by: Person;
    readonly mayCancel: boolean;
  },
  work: (tx: DeployTransaction, deploy: Deploy) => Promise<Left>,
): Promise<Left> {
  const { id, version, by, mayCancel } = request;
  const known = await store.getDeploy(id);
  if (known === null)
    return { kind: 'rejected', code: 'changed_meanwhile', deploy: null };
  return store.change(scopesOf(known.target), async (tx) => {
    const deploy = await tx.getDeploy(id);
    const waiting = WAITING_STATES as readonly (DeployState | undefined)[];
    if (deploy?.version !== version || !waiting.includes(deploy.state))
      return { kind: 'rejected', code: 'changed_meanwhile', deploy };
    if (!mayCancel && !isSame(by, deploy.requester)) {
      await record(tx, deploy, {
        action: 'deploy.refused',
        actor: toActor(by),
        decision: 'refused',
        code: 'confirm_not_yours',
      });
      return { kind: 'rejected', code: 'confirm_not_yours', deploy };
    }
    return work(tx, deploy);
  });
}

/** Ends drafts, plans and places in the queue whose time is over. Whoever asks first does it, and notifies once. */
export async function expireLapsed(
  store: DeployStore,
  limit = 100,
): Promise<readonly Deploy[]> {
  const lapsed = await store.lapsedDeploys(await store.now(), limit);
  const expired: Deploy[] = [];
  for (const { id, target } of lapsed) {
    const done = await store.change(scopesOf(target), async (tx) => {
      const deploy = await tx.getDeploy(id);
      const isLapsed =
        deploy !== null &&
        deploy.expiresAt !== null &&
        deploy.expiresAt <= tx.now;
      return isLapsed ? expire(tx, deploy) : null;
    });
    if (done !== null) expired.push(done);
  }
  return expired;
}

/** Ends a deploy that lapsed, within a change that has taken its target. */
export async function expire(
  tx: DeployTransaction,
  deploy: Deploy,
): Promise<Deploy> {
  const { state, requester } = deploy;
  const expired = await transition(
    tx,
    deploy,
    { state: 'expired', code: 'confirm_expired', endedAt: tx.now, ...CLEARED },
    {
      action: 'deploy.expired',
      actor: SYSTEM,
      decision: 'recorded',
      detail: { was: state },
    },
  );
  if (state !== 'draft')
    await tx.notify({
      key: `expired:${deploy.id}`,
      kind: state === 'queued' ? 'queue_expired' : 'confirmation_expired',
      about: deploy.id,
      recipientId: requester.id,
      detail: { deploy: shortId(deploy.id) },
    });
  return expired;
}

const CLEARED = { expiresAt: null, held: null, heldUntil: null } as const;
