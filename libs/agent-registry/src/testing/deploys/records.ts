import { planFingerprint, type Plan } from '../../deploys/plan/plan.ts';
import type { PolicyAnswer } from '../../deploys/gates/gates.ts';
import type { Surroundings } from '../../deploys/gates/ask.ts';
import type { DeployRequest } from '../../deploys/lifecycle/request.ts';
import type { Deploy } from '../../deploys/state/deploy.ts';
import type { Freeze } from '../../deploys/state/freeze.ts';
import type { Lock } from '../../deploys/state/lock.ts';
import type { Person } from '../../deploys/state/person.ts';
import type { Target } from '../../policy/target.ts';

export const NOON = Date.UTC(2026, 4, 4, 12);
export const PRODUCTION: Target = {
  service: 'client',
  environment: 'production',
};
export const STAGING: Target = { service: 'client', environment: 'staging' };

export const ANN: Person = { kind: 'discord', id: '101', name: 'Ann' };
export const BEN: Person = { kind: 'discord', id: '102', name: 'Ben' };
export const CAT: Person = { kind: 'cli', id: 'cat@host', name: 'cat' };

/** A commit id made of one letter or digit. */
export function sha(letter: string): string {
  return letter.repeat(40).slice(0, 40);
}

export function createPlan(plan: Partial<Plan> = {}): Plan {
  return {
    target: PRODUCTION,
    kind: 'deploy',
    workflow: 'deploy',
    ref: 'main',
    sha: sha('b'),
    mode: 'input',
    inputs: {},
    base: null,
    relation: 'first',
    ahead: 0,
    behind: 0,
    authors: 0,
    pullRequests: 0,
    partial: false,
    commits: [],
    lost: [],
    compareUrl: null,
    checks: { state: 'none', failing: [] },
    ...plan,
  };
}

export function createRequest(
  request: Partial<DeployRequest> & { readonly id: string },
): DeployRequest {
  return {
    target: PRODUCTION,
    kind: 'deploy',
    workflow: 'deploy',
    ref: 'main',
    inputs: {},
    requester: ANN,
    caller: {},
    reason: null,
    exclusive: true,
    queue: 'fifo',
    needsConfirmation: false,
    lockOnFailure: false,
    configFingerprint: 'config-1',
    rollbackOf: null,
    ...request,
  };
}

export function createDeploy(
  deploy: Partial<Deploy> & { readonly id: string },
): Deploy {
  return {
    ...createRequest(deploy),
    version: 1,
    state: 'draft',
    sha: null,
    plan: null,
    planFingerprint: planFingerprint(createPlan(), 'config-1'),
    confirmed: null,
    override: null,
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
    createdAt: NOON,
    queuedAt: null,
    claimedAt: null,
    expiresAt: null,
    endedAt: null,
    ...deploy,
  };
}

export function createLock(
  lock: Partial<Lock> & { readonly id: string },
): Lock {
  return {
    version: 1,
    scope: PRODUCTION,
    kind: 'person',
    cause: 'manual',
    owner: ANN,
    reason: 'release night',
    deployId: null,
    extensions: 0,
    createdAt: NOON,
    expiresAt: null,
    releasedAt: null,
    releasedBy: null,
    releaseCause: null,
    ...lock,
  };
}

export function createFreeze(
  freeze: Partial<Freeze> & { readonly id: string },
): Freeze {
  return {
    version: 1,
    scope: PRODUCTION,
    reason: 'holidays',
    by: ANN,
    startsAt: NOON,
    endsAt: NOON + 3_600_000,
    endedAt: null,
    endedBy: null,
    createdAt: NOON,
    ...freeze,
  };
}

export const ALLOWED: PolicyAnswer = {
  allowed: true,
  rule: 'builtin:admin-user',
  sentence: 'Listed as an admin.',
};

export function surroundings(
  changes: Partial<Surroundings> = {},
): Surroundings {
  return {
    policy: ALLOWED,
    configFingerprint: 'config-1',
    windows: [],
    foreign: null,
    ...changes,
  };
}
