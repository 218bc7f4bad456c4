import { planFingerprint, type Plan } from '../plan/plan.ts';
import type { Surroundings } from '../gates/ask.ts';
import type { Deploy, FreezeOverride } from '../state/deploy.ts';
import { scopesOf } from '../state/scopes.ts';
import type { DeployStore, DeployTransaction } from '../state/store.ts';
import { enter, type Entered } from './enter.ts';
import { record } from './transition.ts';
import { toActor } from '../state/person.ts';

/** How long a request waits for its plan before it is given up, milliseconds. */
const DRAFT_MS = 10 * 60_000;

/** What is asked for, before anything is looked up. */
export type DeployRequest = Pick<
  Deploy,
  | 'id'
  | 'target'
  | 'kind'
  | 'workflow'
  | 'ref'
  | 'inputs'
  | 'requester'
  | 'caller'
  | 'reason'
  | 'exclusive'
  | 'queue'
  | 'needsConfirmation'
  | 'lockOnFailure'
  | 'configFingerprint'
  | 'rollbackOf'
>;

/** What the look-up found. */
export interface Planned {
  readonly plan: Plan;
  readonly override?: Pick<FreezeOverride, 'reason' | 'freezes'> | undefined;
  /** The plan is confirmed with the request (`--confirm`). */
  readonly confirmed?: boolean | undefined;
}

/** Records a request whose plan is yet to be made. */
export function addDraft(
  store: DeployStore,
  request: DeployRequest,
): Promise<Deploy> {
  return store.change([request.target], (tx) => addDraftWithin(tx, request));
}

/** Attaches the plan of a draft, asks the gates, and moves it on. Null where the draft is no longer one. */
export function submitPlan(
  store: DeployStore,
  draft: Deploy,
  { plan, override, confirmed }: Planned,
  surroundings: Surroundings,
): Promise<Entered | null> {
  return store.change(scopesOf(draft.target), async (tx) => {
    const present = await tx.getDeploy(draft.id);
    if (present?.state !== 'draft' || present.version !== draft.version)
      return null;
    const fingerprint = planFingerprint(plan, present.configFingerprint);
    const planned = {
      ...present,
      ref: plan.ref,
      sha: plan.sha,
      plan,
      planFingerprint: fingerprint,
      confirmed: confirmed ? fingerprint : null,
      override:
        override === undefined
          ? null
          : { ...override, by: present.requester, fingerprint },
    };
    const {
      version: _version,
      id: _id,
      target: _target,
      createdAt: _at,
      ...change
    } = planned;
    const stored = await tx.changeDeploy(present.id, present.version, change);
    if (stored === null) return null;
    if (stored.override !== null) await recordOverride(tx, stored);
    if (confirmed)
      await record(tx, stored, {
        action: 'deploy.confirmed',
        actor: toActor(stored.requester),
        decision: 'accepted',
      });
    return enter(tx, stored, surroundings, 'request', stored.requester);
  });
}

/** A deploy of a target without guards: no plan and no look-up, one change from the request to the claim. */
export function submitDirect(
  store: DeployStore,
  request: DeployRequest & { readonly sha: string | null },
  surroundings: Surroundings,
  override?: Planned['override'],
): Promise<Entered> {
  return store.change(scopesOf(request.target), async (tx) => {
    const draft = await addDraftWithin(tx, request, override);
    if (draft.override !== null) await recordOverride(tx, draft);
    return enter(tx, draft, surroundings, 'request', draft.requester);
  });
}

async function addDraftWithin(
  tx: DeployTransaction,
  request: DeployRequest & { readonly sha?: string | null },
  override?: Planned['override'],
): Promise<Deploy> {
  const draft = newDraft(request, tx.now, override);
  await tx.addDeploy(draft);
  await record(tx, draft, {
    action: 'deploy.requested',
    actor: toActor(request.requester),
    decision: 'recorded',
    detail: { kind: request.kind, reason: request.reason },
  });
  return draft;
}

/** A request as it is first recorded: nothing has been looked up or decided. */
export function newDraft(
  request: DeployRequest & { readonly sha?: string | null },
  now: number,
  override?: Planned['override'],
): Deploy {
  const sha = request.sha ?? null;
  const fingerprint = planFingerprint(
    { ...request, sha, mode: sha === null ? 'ref' : 'input' },
    request.configFingerprint,
  );
  return {
    ...request,
    version: 1,
    state: 'draft',
    sha,
    plan: null,
    planFingerprint: fingerprint,
    confirmed: null,
    override:
      override === undefined
        ? null
        : { ...override, by: request.requester, fingerprint },
    seq: null,
    claimSeq: null,
    held: null,
    heldUntil: null,
    runId: null,
    runUrl: null,
    outcome: null,
    code: null,
    verdict: null,
    verdictBy: null,
    verdictReason: null,
    supersededBy: null,
    createdAt: now,
    queuedAt: null,
    claimedAt: null,
    expiresAt: now + DRAFT_MS,
    endedAt: null,
  };
}

/** The texts of the windows are part of the entry, so that an edited configuration does not rewrite why. */
export async function recordOverride(
  tx: DeployTransaction,
  deploy: Deploy,
): Promise<void> {
  const { override } = deploy;
  if (override === null) return;
  await record(tx, deploy, {
    action: 'freeze.overridden',
    actor: toActor(override.by),
    decision: 'accepted',
    detail: {
      reason: override.reason,
      freezes: override.freezes,
      plan: override.fingerprint,
    },
  });
}
