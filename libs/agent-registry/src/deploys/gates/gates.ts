import { covers, isTarget } from '../../policy/scope.ts';
import { freezeState, type ActiveFreeze } from '../freezes/freeze-state.ts';
import type { FreezeWindow } from '../freezes/window.ts';
import type { GuardCode } from '../state/codes.ts';
import type { Deploy } from '../state/deploy.ts';
import type { Freeze } from '../state/freeze.ts';
import { isInForce, type Lock } from '../state/lock.ts';
import { isSame } from '../state/person.ts';

/** When the gates are asked. `send` is the last time, in the change that claims the target. */
export type GatePhase = 'request' | 'click' | 'send';

export type GateRequest = Pick<
  Deploy,
  | 'id'
  | 'target'
  | 'kind'
  | 'requester'
  | 'reason'
  | 'exclusive'
  | 'queue'
  | 'needsConfirmation'
  | 'configFingerprint'
  | 'plan'
  | 'planFingerprint'
  | 'confirmed'
  | 'override'
  | 'seq'
>;

/** What the access rules say about the request, asked anew for each phase. */
export interface PolicyAnswer {
  readonly allowed: boolean;
  /** Id of the rule that decided. */
  readonly rule: string | null;
  readonly sentence: string;
}

/** A run that uses the target and was not started here. */
export interface ForeignRun {
  readonly runId: number;
  readonly url: string;
  readonly by: string;
}

/** What the gates are asked about, beside the request. */
export interface GateWorld {
  readonly policy: PolicyAnswer;
  /** Of the configuration in force. */
  readonly configFingerprint: string;
  /** Open ones, whatever they cover. */
  readonly locks: readonly Lock[];
  readonly windows: readonly FreezeWindow[];
  readonly freezes: readonly Freeze[];
  /** The exclusive deploy that has the target. */
  readonly active: Deploy | null;
  /** Those whose turn comes before. */
  readonly ahead: readonly Deploy[];
  readonly foreign: ForeignRun | null;
  /** What is live now, null where nothing is known; undefined where it was not looked up. */
  readonly live:
    { readonly sha: string; readonly certain: boolean } | null | undefined;
  readonly now: number;
}

export const GATES = [
  'policy',
  'plan',
  'lock',
  'freeze',
  'confirmation',
  'queue',
] as const;
export type Gate = (typeof GATES)[number];

/** What stands behind a stop, so that a message can name it. */
export type GateCause =
  | {
      readonly kind: 'policy';
      readonly rule: string | null;
      readonly sentence: string;
    }
  | { readonly kind: 'plan' }
  | { readonly kind: 'locks'; readonly locks: readonly Lock[] }
  | {
      readonly kind: 'freezes';
      readonly freezes: readonly ActiveFreeze[];
      readonly until: number;
    }
  | { readonly kind: 'deploy'; readonly deploy: Deploy }
  | { readonly kind: 'run'; readonly run: ForeignRun };

/**
 * - `refuse`: it cannot go on as it is
 * - `replan`: what is live has changed since the plan was made
 * - `confirm`: the requester has to confirm the plan
 * - `hold`: it keeps its turn until the reason has passed
 * - `wait`: others are before it
 */
export type GateStop = 'refuse' | 'replan' | 'confirm' | 'hold' | 'wait';

export type GateResult =
  | {
      readonly gate: Gate;
      readonly verdict: 'pass';
      /** Something that would have stopped somebody else: the requester's own lock, an override. */
      readonly note?: GateCause;
    }
  | {
      readonly gate: Gate;
      readonly verdict: GateStop;
      readonly code: GuardCode;
      readonly cause: GateCause;
    };

export type StoppedGate = Extract<GateResult, { code: GuardCode }>;

/** Deploys of one target that may wait. */
export const QUEUE_LIMIT = 20;

/** Every gate's answer, in the order of `GATES`. Pure. */
export function evaluateGates(
  request: GateRequest,
  world: GateWorld,
  phase: GatePhase,
): readonly GateResult[] {
  return [
    policyGate(request, world),
    planGate(request, world),
    lockGate(request, world, phase),
    freezeGate(request, world, phase),
    confirmationGate(request),
    queueGate(request, world),
  ];
}

const SEVERITY: readonly GateStop[] = [
  'refuse',
  'replan',
  'confirm',
  'hold',
  'wait',
];

/** The stop that decides: a refusal before anything that can pass. Null where every gate is open. */
export function firstStop(results: readonly GateResult[]): StoppedGate | null {
  const stops = results.filter(
    (result): result is StoppedGate => result.verdict !== 'pass',
  );
  for (const verdict of SEVERITY) {
    const stop = stops.find((result) => result.verdict === verdict);
    if (stop !== undefined) return stop;
  }
  return null;
}

function policyGate(request: GateRequest, world: GateWorld): GateResult {
  const { allowed, rule, sentence } = world.policy;
  if (allowed) return { gate: 'policy', verdict: 'pass' };
  const code =
    request.configFingerprint === world.configFingerprint
      ? 'policy_denied'
      : 'config_changed';
  const cause = { kind: 'policy', rule, sentence } as const;
  return { gate: 'policy', verdict: 'refuse', code, cause };
}

function planGate(request: GateRequest, { live }: GateWorld): GateResult {
  const { plan, kind, exclusive, reason } = request;
  const stop = (verdict: GateStop, code: GuardCode): GateResult => ({
    gate: 'plan',
    verdict,
    code,
    cause: { kind: 'plan' },
  });
  if (kind === 'rollback' && exclusive && !reason)
    return stop('refuse', 'reason_required');
  if (plan === null) return { gate: 'plan', verdict: 'pass' };
  const moved =
    live !== undefined &&
    (live?.sha !== plan.base?.sha || live?.certain !== plan.base?.certain) &&
    plan.base?.source !== 'github';
  if (moved) return stop('replan', 'changed_meanwhile');
  if (kind === 'deploy') {
    if (plan.relation === 'identical' && plan.base?.certain)
      return stop('refuse', 'nothing_to_deploy');
    if (plan.relation === 'behind') return stop('refuse', 'behind_current');
  }
  return { gate: 'plan', verdict: 'pass' };
}

function lockGate(
  request: GateRequest,
  { locks, now }: GateWorld,
  phase: GatePhase,
): GateResult {
  const covering = locks.filter(
    (lock) => isInForce(lock, now) && covers(lock.scope, request.target),
  );
  const stopping = covering.filter((lock) => !lets(lock, request));
  if (stopping.length === 0) {
    if (covering.length === 0) return { gate: 'lock', verdict: 'pass' };
    const note = { kind: 'locks', locks: covering } as const;
    return { gate: 'lock', verdict: 'pass', note };
  }
  return {
    gate: 'lock',
    verdict: phase === 'send' ? 'hold' : 'refuse',
    code: stopping.some(({ scope }) => isTarget(scope))
      ? 'locked_target'
      : 'locked_scope',
    cause: { kind: 'locks', locks: stopping },
  };
}

/** The owner passes; a rollback passes the lock that a failed deploy left, because it is the remedy. */
function lets(lock: Lock, { requester, kind }: GateRequest): boolean {
  if (lock.kind === 'person') return isSame(lock.owner, requester);
  return lock.cause === 'failure' && kind === 'rollback';
}

function freezeGate(
  request: GateRequest,
  { windows, freezes, now }: GateWorld,
  phase: GatePhase,
): GateResult {
  const { target, kind, override, planFingerprint } = request;
  const state = freezeState(windows, freezes, target, kind, now);
  if (state.kind === 'open') return { gate: 'freeze', verdict: 'pass' };
  const cause = {
    kind: 'freezes',
    freezes: state.by,
    until: state.until,
  } as const;
  const overridden =
    override?.fingerprint === planFingerprint &&
    state.by.every(({ id }) => override.freezes.includes(id));
  if (overridden) return { gate: 'freeze', verdict: 'pass', note: cause };
  const verdict = phase === 'send' ? 'hold' : 'refuse';
  return { gate: 'freeze', verdict, code: 'frozen', cause };
}

function confirmationGate(request: GateRequest): GateResult {
  const { needsConfirmation, confirmed, planFingerprint } = request;
  return !needsConfirmation || confirmed === planFingerprint
    ? { gate: 'confirmation', verdict: 'pass' }
    : {
        gate: 'confirmation',
        verdict: 'confirm',
        code: 'not_confirmed',
        cause: { kind: 'plan' },
      };
}

function queueGate(
  { id, exclusive, queue, seq }: GateRequest,
  { active, ahead, foreign }: GateWorld,
): GateResult {
  if (!exclusive) return { gate: 'queue', verdict: 'pass' };
  // Whoever has the target already had the turn, even if a rollback came since.
  const before = active === null ? ahead.at(0) : active;
  const isBehind = before !== undefined && before.id !== id;
  const cause: GateCause | null = isBehind
    ? { kind: 'deploy', deploy: before }
    : foreign !== null
      ? { kind: 'run', run: foreign }
      : null;
  if (cause === null) return { gate: 'queue', verdict: 'pass' };
  if (queue === 'off')
    return { gate: 'queue', verdict: 'refuse', code: 'target_busy', cause };
  if (seq === null && ahead.length >= QUEUE_LIMIT)
    return { gate: 'queue', verdict: 'refuse', code: 'queue_full', cause };
  return { gate: 'queue', verdict: 'wait', code: 'target_busy', cause };
}
