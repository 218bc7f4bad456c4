import { planFingerprint, type Plan } from '../plan/plan.ts';
import type { Surroundings } from '../gates/ask.ts';
import { isSame } from '../state/person.ts';
import type { GuardCode } from '../state/codes.ts';
import type { Deploy, FreezeOverride } from '../state/deploy.ts';
import type { Person } from '../state/person.ts';
import { scopesOf } from '../state/scopes.ts';
import type { DeployStore, DeployTransaction } from '../state/store.ts';
import { CONFIRMATION_MS, enter, type Entered } from './enter.ts';
import { expire } from './leave.ts';
import { recordOverride } from './request.ts';
import { record, transition } from './transition.ts';
import { toActor } from '../state/person.ts';

export interface Confirmation {
  readonly id: string;
  /** The version whose plan was shown. */
  readonly version: number;
  readonly by: Person;
  /** Made anew for this click: the ref may have moved. */
  readonly plan: Plan;
  readonly override?: Pick<FreezeOverride, 'reason' | 'freezes'> | undefined;
}

export type Confirmed =
  | Entered
  | {
      readonly kind: 'rejected';
      readonly code: Extract<
        GuardCode,
        | 'changed_meanwhile'
        | 'confirm_not_yours'
        | 'confirm_expired'
        | 'ref_changed'
      >;
      /** As it is now; null where there is no such deploy. */
      readonly deploy: Deploy | null;
    };

/**
 * The requester's click on a plan. A second click finds another version and changes nothing. A plan that is no longer what
 * would ship is replaced by the new one, which has to be confirmed in turn.
 */
export async function confirm(
  store: DeployStore,
  confirmation: Confirmation,
  surroundings: Surroundings,
): Promise<Confirmed> {
  const { id, version, by } = confirmation;
  const known = await store.getDeploy(id);
  if (known === null)
    return { kind: 'rejected', code: 'changed_meanwhile', deploy: null };
  return store.change(scopesOf(known.target), async (tx) => {
    const deploy = await tx.getDeploy(id);
    if (deploy?.state !== 'awaiting_confirmation' || deploy.version !== version)
      return { kind: 'rejected', code: 'changed_meanwhile', deploy };
    if (!isSame(by, deploy.requester)) {
      await record(tx, deploy, {
        action: 'deploy.refused',
        actor: toActor(by),
        decision: 'refused',
        code: 'confirm_not_yours',
      });
      return { kind: 'rejected', code: 'confirm_not_yours', deploy };
    }
    if (deploy.expiresAt !== null && deploy.expiresAt <= tx.now)
      return {
        kind: 'rejected',
        code: 'confirm_expired',
        deploy: await expire(tx, deploy),
      };
    return confirmWithin(tx, deploy, confirmation, surroundings);
  });
}

async function confirmWithin(
  tx: DeployTransaction,
  deploy: Deploy,
  { by, plan, override }: Confirmation,
  surroundings: Surroundings,
): Promise<Confirmed> {
  const fingerprint = planFingerprint(plan, deploy.configFingerprint);
  if (fingerprint !== deploy.planFingerprint)
    return {
      kind: 'rejected',
      code: 'ref_changed',
      deploy: await replacePlan(tx, deploy, plan, by),
    };
  const confirmed = await transition(
    tx,
    deploy,
    {
      state: 'awaiting_confirmation',
      plan,
      confirmed: fingerprint,
      ...(override === undefined
        ? {}
        : { override: { ...override, by, fingerprint } }),
    },
    { action: 'deploy.confirmed', actor: toActor(by), decision: 'accepted' },
  );
  if (override !== undefined) await recordOverride(tx, confirmed);
  return enter(tx, confirmed, surroundings, 'click', by);
}

/** Shows another plan under the same request; what was confirmed or overridden before does not cover it. */
export function replacePlan(
  tx: DeployTransaction,
  deploy: Deploy,
  plan: Plan,
  by: Person,
): Promise<Deploy> {
  return transition(
    tx,
    deploy,
    {
      state: 'awaiting_confirmation',
      ref: plan.ref,
      sha: plan.sha,
      plan,
      planFingerprint: planFingerprint(plan, deploy.configFingerprint),
      confirmed: null,
      override: null,
      held: null,
      heldUntil: null,
      expiresAt: tx.now + CONFIRMATION_MS,
    },
    {
      action: 'deploy.planned',
      actor: toActor(by),
      decision: 'recorded',
      code: 'ref_changed',
      detail: { before: deploy.sha },
    },
  );
}
