import { SYSTEM } from '../../audit/audit.ts';
import type { Target } from '../../policy/target.ts';
import { askGates, type Surroundings } from '../gates/ask.ts';
import { firstStop, type StoppedGate } from '../gates/gates.ts';
import type { GuardCode } from '../state/codes.ts';
import { shortId, type Deploy } from '../state/deploy.ts';
import { scopesOf } from '../state/scopes.ts';
import type { DeployStore, DeployTransaction } from '../state/store.ts';
import { causeOf, claim } from './enter.ts';
import { transition } from './transition.ts';

/** What the gates need for a deploy of the queue, whose requester is not there any more. */
export type SurroundingsOf = (deploy: Deploy) => Surroundings;

export type Next =
  | { readonly kind: 'empty' }
  /** The target is taken. */
  | { readonly kind: 'busy'; readonly active: Deploy }
  | { readonly kind: 'claimed'; readonly deploy: Deploy }
  /** The head keeps its turn; `until` is when the reason is expected to end. */
  | {
      readonly kind: 'held';
      readonly deploy: Deploy;
      readonly code: GuardCode;
      readonly until: number | null;
    }
  /** What is live has changed since the head's plan was made: make it anew, then ask again. */
  | { readonly kind: 'replan'; readonly deploy: Deploy };

/** Gives a free target to the head of its queue. Of several instances that ask at once, one claims. */
export function claimNext(
  store: DeployStore,
  target: Target,
  surroundingsOf: SurroundingsOf,
): Promise<Next> {
  return store.change(scopesOf(target), (tx) =>
    claimNextWithin(tx, target, surroundingsOf),
  );
}

/** The same within a change that has taken every scope of the target. */
export async function claimNextWithin(
  tx: DeployTransaction,
  target: Target,
  surroundingsOf: SurroundingsOf,
): Promise<Next> {
  const [active] = await tx.activeDeploys(target);
  if (active !== undefined) return { kind: 'busy', active };
  for (const head of await tx.waitingDeploys(target)) {
    if (head.expiresAt !== null && head.expiresAt <= tx.now) continue;
    // It was asked to confirm a new plan at its turn, and keeps the turn as long as that plan lives.
    if (head.state === 'awaiting_confirmation')
      return {
        kind: 'held',
        deploy: head,
        code: 'not_confirmed',
        until: head.expiresAt,
      };
    const surroundings = surroundingsOf(head);
    const gates = await askGates(tx, head, surroundings, 'send', tx.now);
    const stop = firstStop(gates);
    if (stop === null) {
      const deploy = await claim(tx, head, null, surroundings.policy.rule);
      await tx.notify({
        key: `turn:${head.id}`,
        kind: 'your_turn',
        about: head.id,
        recipientId: head.requester.id,
        detail: { commits: head.plan?.ahead ?? null },
      });
      return { kind: 'claimed', deploy };
    }
    if (stop.verdict === 'replan') return { kind: 'replan', deploy: head };
    if (stop.verdict !== 'refuse') return hold(tx, head, stop);
    await refuse(tx, head, stop);
  }
  return { kind: 'empty' };
}

/** Writes the reason down once, and notifies the requester of each new one. */
async function hold(
  tx: DeployTransaction,
  head: Deploy,
  stop: StoppedGate,
): Promise<Next> {
  const { code } = stop;
  const until = endOf(stop);
  if (head.held === code && head.heldUntil === until)
    return { kind: 'held', deploy: head, code, until };
  const deploy = await transition(
    tx,
    head,
    { state: 'queued', held: code, heldUntil: until },
    {
      action: 'deploy.held',
      actor: SYSTEM,
      decision: 'recorded',
      code,
      detail: causeOf(stop),
    },
  );
  await tx.notify({
    key: `held:${head.id}:${code}`,
    kind: 'held',
    about: head.id,
    recipientId: head.requester.id,
    detail: { code, until, ...causeOf(stop) },
  });
  return { kind: 'held', deploy, code, until };
}

async function refuse(
  tx: DeployTransaction,
  head: Deploy,
  stop: StoppedGate,
): Promise<void> {
  await transition(
    tx,
    head,
    {
      state: 'refused',
      code: stop.code,
      endedAt: tx.now,
      expiresAt: null,
      held: null,
      heldUntil: null,
    },
    {
      action: 'deploy.refused',
      actor: SYSTEM,
      decision: 'refused',
      code: stop.code,
      detail: causeOf(stop),
    },
  );
  await tx.notify({
    key: `refused:${head.id}`,
    kind: 'refused',
    about: head.id,
    recipientId: head.requester.id,
    detail: { code: stop.code, deploy: shortId(head.id) },
  });
}

function endOf({ cause }: StoppedGate): number | null {
  if (cause.kind === 'freezes')
    return cause.until === Infinity ? null : cause.until;
  if (cause.kind !== 'locks') return null;
  // Every one of them has to end.
  const ends = cause.locks.map(({ expiresAt }) => expiresAt);
  return ends.some((end) => end === null)
    ? null
    : Math.max(...ends.map((end) => end ?? 0));
}
