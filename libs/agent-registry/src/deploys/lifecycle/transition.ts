import type { Actor, AuditAction, AuditDecision } from '../../audit/audit.ts';
import { formatTarget } from '../../policy/target.ts';
import type { JsonObject } from '../../report/report.ts';
import {
  NEXT_STATES,
  type Deploy,
  type DeployChange,
  type DeployState,
} from '../state/deploy.ts';
import type { DeployTransaction } from '../state/store.ts';

/** What is audited of a change to a deploy. */
export interface Trace {
  readonly action: AuditAction;
  readonly actor: Actor;
  readonly decision: AuditDecision;
  readonly code?: string | undefined;
  readonly rule?: string | null | undefined;
  readonly detail?: JsonObject | undefined;
}

/** Changes a deploy and audits it, within the caller's change, which has read this version of it. */
export async function transition(
  tx: DeployTransaction,
  deploy: Deploy,
  change: DeployChange & { readonly state: DeployState },
  trace: Trace,
): Promise<Deploy> {
  if (!NEXT_STATES[deploy.state].includes(change.state))
    throw new Error(
      `Deploy ${deploy.id} cannot go from ${deploy.state} to ${change.state}.`,
    );
  const changed = await tx.changeDeploy(deploy.id, deploy.version, change);
  if (changed === null)
    throw new Error(`Deploy ${deploy.id} was changed without its target.`);
  await record(tx, changed, trace);
  return changed;
}

/** Audits a decision about a deploy that leaves it as it is. */
export async function record(
  tx: DeployTransaction,
  deploy: Deploy,
  { rule, detail, ...trace }: Trace,
): Promise<void> {
  await tx.audit({
    ...trace,
    target: formatTarget(deploy.target),
    deployId: deploy.id,
    invocationId: deploy.id,
    rule: rule ?? undefined,
    configFingerprint: deploy.configFingerprint,
    detail: {
      state: deploy.state,
      version: deploy.version,
      ref: deploy.ref,
      sha: deploy.sha,
      ...detail,
    },
  });
}
