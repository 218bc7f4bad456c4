import { SYSTEM } from '../../audit/audit.ts';
import { askGates, type Surroundings } from '../gates/ask.ts';
import {
  firstStop,
  type GatePhase,
  type GateResult,
  type StoppedGate,
} from '../gates/gates.ts';
import { formatScope } from '../../policy/scope.ts';
import type { JsonObject } from '../../report/report.ts';
import type { Deploy } from '../state/deploy.ts';
import type { Person } from '../state/person.ts';
import type { DeployTransaction } from '../state/store.ts';
import { supersede } from './supersede.ts';
import { record, transition } from './transition.ts';
import { toActor } from '../state/person.ts';

/** How long a plan can be confirmed, milliseconds. */
export const CONFIRMATION_MS = 10 * 60_000;
/** How long a deploy waits in the queue, milliseconds. */
export const QUEUE_MS = 8 * 60 * 60_000;

/** Where a deploy stands after its gates were asked. */
export type Entered =
  | {
      readonly kind: 'claimed';
      readonly deploy: Deploy;
      readonly gates: readonly GateResult[];
    }
  | {
      readonly kind: 'awaiting_confirmation' | 'queued' | 'refused' | 'replan';
      readonly deploy: Deploy;
      readonly stop: StoppedGate;
      readonly gates: readonly GateResult[];
    };

/**
 * Asks the gates and moves the deploy on: claims its target, gives it a place in the queue, asks for a confirmation, or
 * refuses it. The change must have taken every scope of the target. A refusal at a click leaves the plan as it is: it can
 * be confirmed once the reason has passed.
 */
export async function enter(
  tx: DeployTransaction,
  deploy: Deploy,
  surroundings: Surroundings,
  phase: Exclude<GatePhase, 'send'>,
  by: Person,
): Promise<Entered> {
  const gates = await askGates(tx, deploy, surroundings, phase, tx.now);
  const stop = firstStop(gates);
  const { rule } = surroundings.policy;
  if (stop === null)
    return {
      kind: 'claimed',
      deploy: await claim(tx, deploy, by, rule),
      gates,
    };
  const actor = toActor(by);
  if (stop.verdict === 'refuse') {
    const trace = {
      action: 'deploy.refused',
      actor,
      decision: 'refused',
      code: stop.code,
      rule,
      detail: causeOf(stop),
    } as const;
    if (phase === 'click') {
      await record(tx, deploy, trace);
      return { kind: 'refused', deploy, stop, gates };
    }
    const refused = await transition(
      tx,
      deploy,
      { state: 'refused', code: stop.code, endedAt: tx.now, expiresAt: null },
      trace,
    );
    return { kind: 'refused', deploy: refused, stop, gates };
  }
  if (stop.verdict === 'confirm') {
    const awaiting = await transition(
      tx,
      deploy,
      {
        state: 'awaiting_confirmation',
        expiresAt: tx.now + CONFIRMATION_MS,
      },
      { action: 'deploy.planned', actor, decision: 'recorded', rule },
    );
    return { kind: 'awaiting_confirmation', deploy: awaiting, stop, gates };
  }
  if (stop.verdict === 'replan') return { kind: 'replan', deploy, stop, gates };
  const queued = await queue(tx, deploy, stop, by);
  return { kind: 'queued', deploy: queued, stop, gates };
}

/** Takes the target. Every gate has been asked in this change. */
export async function claim(
  tx: DeployTransaction,
  deploy: Deploy,
  by: Person | null,
  rule: string | null,
): Promise<Deploy> {
  const turn = tx.turnOf(deploy.target);
  return transition(
    tx,
    deploy,
    {
      state: 'claimed',
      seq: deploy.seq ?? turn,
      claimSeq: turn,
      claimedAt: tx.now,
      expiresAt: null,
      held: null,
      heldUntil: null,
    },
    {
      action: 'deploy.claimed',
      actor: by === null ? SYSTEM : toActor(by),
      decision: 'accepted',
      rule,
      detail: overrideOf(deploy),
    },
  );
}

async function queue(
  tx: DeployTransaction,
  deploy: Deploy,
  stop: StoppedGate,
  by: Person,
): Promise<Deploy> {
  const held = stop.verdict === 'hold' ? stop.code : null;
  const place =
    deploy.seq ?? (await supersede(tx, deploy)) ?? tx.turnOf(deploy.target);
  return transition(
    tx,
    deploy,
    {
      state: 'queued',
      seq: place,
      queuedAt: deploy.queuedAt ?? tx.now,
      expiresAt: (deploy.queuedAt ?? tx.now) + QUEUE_MS,
      held,
      heldUntil: null,
    },
    {
      action: 'deploy.queued',
      actor: toActor(by),
      decision: 'accepted',
      code: stop.code,
      detail: causeOf(stop),
    },
  );
}

/** What stopped it, as it was then: a window that is edited later does not change why. */
export function causeOf({ cause }: StoppedGate): JsonObject {
  switch (cause.kind) {
    case 'policy':
      return { sentence: cause.sentence };
    case 'plan':
      return {};
    case 'locks':
      return {
        locks: cause.locks.map(({ id, scope, owner, reason }) => ({
          id,
          scope: formatScope(scope),
          owner: owner.id,
          reason,
        })),
      };
    case 'freezes':
      return { freezes: cause.freezes.map(frozenBy) };
    case 'deploy':
      return { behind: cause.deploy.id };
    case 'run':
      return { run: cause.run.runId, by: cause.run.by };
  }
}

export function frozenBy(freeze: {
  readonly id: string;
  readonly scope: Parameters<typeof formatScope>[0];
  readonly reason: string;
  readonly start: number;
  readonly end: number;
}): JsonObject {
  const { id, scope, reason, start, end } = freeze;
  return { id, scope: formatScope(scope), reason, start, end };
}

function overrideOf({ override }: Deploy): JsonObject {
  return override === null
    ? {}
    : { override: override.reason, freezes: override.freezes };
}
