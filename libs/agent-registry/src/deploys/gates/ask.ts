import { liveOf, HISTORY_LIMIT } from '../history/live.ts';
import type { FreezeWindow } from '../freezes/window.ts';
import { byTurn, type Deploy } from '../state/deploy.ts';
import type { DeployReader } from '../state/store.ts';
import {
  evaluateGates,
  type ForeignRun,
  type GatePhase,
  type GateRequest,
  type GateResult,
  type PolicyAnswer,
} from './gates.ts';

/** What the gates need beside the store: decided by the caller, before the change begins. */
export interface Surroundings {
  readonly policy: PolicyAnswer;
  readonly configFingerprint: string;
  readonly windows: readonly FreezeWindow[];
  /** Null where none was found, or where it is looked up later. */
  readonly foreign: ForeignRun | null;
}

/** Asks the gates with what the store says at this moment; in a change, with what no other change can touch. */
export async function askGates(
  reader: DeployReader,
  request: GateRequest,
  surroundings: Surroundings,
  phase: GatePhase,
  now: number,
): Promise<readonly GateResult[]> {
  const { target, exclusive } = request;
  const locks = await reader.openLocks();
  const freezes = await reader.openFreezes();
  const active = exclusive ? await reader.activeDeploys(target) : [];
  const waiting = exclusive ? await reader.waitingDeploys(target) : [];
  const history =
    request.plan === null
      ? []
      : await reader.deployHistory(target, HISTORY_LIMIT);
  const live = liveOf(history);
  return evaluateGates(
    request,
    {
      ...surroundings,
      locks,
      freezes,
      active: active.at(0) ?? null,
      ahead: waiting.filter(
        (other) => other.id !== request.id && isBefore(other, request),
      ),
      live:
        request.plan === null
          ? undefined
          : live && { sha: live.sha, certain: live.certain },
      now,
    },
    phase,
  );
}

/** One without a place comes after all of its kind. */
function isBefore(
  other: Pick<Deploy, 'kind' | 'seq'>,
  request: Pick<Deploy, 'kind' | 'seq'>,
): boolean {
  const place = { kind: request.kind, seq: request.seq ?? Infinity };
  return byTurn(other, place) < 0;
}
