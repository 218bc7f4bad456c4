import { planFingerprint, type Plan } from '../plan/plan.ts';
import { askGates, type Surroundings } from '../gates/ask.ts';
import {
  firstStop,
  type GateResult,
  type StoppedGate,
} from '../gates/gates.ts';
import type { DeployReader } from '../state/store.ts';
import { newDraft, type DeployRequest, type Planned } from './request.ts';

export interface DryRun {
  readonly plan: Plan | null;
  readonly gates: readonly GateResult[];
  /** What would stop it now; null where it would go through. */
  readonly stop: StoppedGate | null;
}

/** The plan and every gate's answer, without a claim and without a trace. */
export async function dryRun(
  reader: DeployReader & { now(): Promise<number> },
  request: DeployRequest,
  { plan, override, confirmed }: Partial<Planned>,
  surroundings: Surroundings,
): Promise<DryRun> {
  const now = await reader.now();
  const draft = newDraft(request, now, override);
  const planned =
    plan === undefined
      ? draft
      : {
          ...draft,
          plan,
          sha: plan.sha,
          planFingerprint: planFingerprint(plan, request.configFingerprint),
        };
  const asked = {
    ...planned,
    confirmed: confirmed ? planned.planFingerprint : null,
    override: planned.override && {
      ...planned.override,
      fingerprint: planned.planFingerprint,
    },
  };
  const gates = await askGates(reader, asked, surroundings, 'request', now);
  return { plan: plan ?? null, gates, stop: firstStop(gates) };
}
