import { planFingerprint, type Plan } from '../plan/plan.ts';
import type { Deploy } from '../state/deploy.ts';
import { scopesOf } from '../state/scopes.ts';
import type { DeployStore } from '../state/store.ts';
import { replacePlan } from './confirm.ts';
import {
  claimNextWithin,
  type Next,
  type SurroundingsOf,
} from './claim-next.ts';
import { transition } from './transition.ts';
import { SYSTEM } from '../../audit/audit.ts';

/** How long the head keeps its turn while its new plan waits for a confirmation, milliseconds. */
export const TURN_MS = 5 * 60_000;

/**
 * The head of a queue with a plan made anew. The same commit goes on, compared with what is live now; another one has to be
 * confirmed again, and the turn is kept meanwhile.
 */
export function replanHead(
  store: DeployStore,
  deploy: Deploy,
  plan: Plan,
  surroundingsOf: SurroundingsOf,
): Promise<Next> {
  return store.change(scopesOf(deploy.target), async (tx) => {
    const present = await tx.getDeploy(deploy.id);
    if (present?.state === 'queued' && present.version === deploy.version) {
      const fingerprint = planFingerprint(plan, present.configFingerprint);
      const isSame = fingerprint === present.planFingerprint;
      if (isSame || !present.needsConfirmation)
        await transition(
          tx,
          present,
          {
            state: 'queued',
            plan,
            sha: plan.sha,
            planFingerprint: fingerprint,
            override: isSame ? present.override : null,
          },
          {
            action: 'deploy.planned',
            actor: SYSTEM,
            decision: 'recorded',
            detail: { base: plan.base?.sha ?? null },
          },
        );
      else {
        const asked = await replacePlan(tx, present, plan, present.requester);
        const turn = await tx.changeDeploy(asked.id, asked.version, {
          expiresAt: tx.now + TURN_MS,
        });
        await tx.notify({
          key: `confirm_again:${asked.id}:${turn?.version ?? asked.version}`,
          kind: 'confirm_again',
          about: asked.id,
          recipientId: asked.requester.id,
          detail: { sha: plan.sha },
        });
      }
    }
    return claimNextWithin(tx, deploy.target, surroundingsOf);
  });
}
