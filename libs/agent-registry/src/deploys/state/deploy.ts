import type { QUEUE_MODES } from '../../config/schema/environment.ts';
import type { Target } from '../../policy/target.ts';
import type { JsonObject } from '../../report/report.ts';
import type { DeployInputs, DeployKind, Plan } from '../plan/plan.ts';
import type { GuardCode } from './codes.ts';
import type { Person } from './person.ts';

export const DEPLOY_STATES = [
  'draft',
  'awaiting_confirmation',
  'queued',
  'claimed',
  'dispatching',
  'running',
  'ended',
  'withdrawn',
  'expired',
  'refused',
  'superseded',
] as const;
export type DeployState = (typeof DEPLOY_STATES)[number];

/** Every step a deploy may take. `ended` and the four beside it are final. */
export const NEXT_STATES: Readonly<
  Record<DeployState, readonly DeployState[]>
> = {
  draft: [
    'awaiting_confirmation',
    'queued',
    'claimed',
    'withdrawn',
    'expired',
    'refused',
  ],
  awaiting_confirmation: [
    'awaiting_confirmation',
    'queued',
    'claimed',
    'withdrawn',
    'expired',
    'refused',
    'superseded',
  ],
  queued: [
    'awaiting_confirmation',
    'queued',
    'claimed',
    'withdrawn',
    'expired',
    'refused',
    'superseded',
  ],
  claimed: ['dispatching', 'queued', 'withdrawn', 'refused', 'ended'],
  dispatching: ['running', 'ended'],
  running: ['running', 'ended'],
  ended: [],
  withdrawn: [],
  expired: [],
  refused: [],
  superseded: [],
};

/** The target is taken: there is one deploy in these states per target. */
export const ACTIVE_STATES = ['claimed', 'dispatching', 'running'] as const;
/** It has not begun and may still begin. */
export const WAITING_STATES = [
  'draft',
  'awaiting_confirmation',
  'queued',
] as const;

/**
 * How the run of a deploy ended. `not_started`: nothing ran, so that what is live has not changed.
 */
export const DEPLOY_OUTCOMES = [
  'succeeded',
  'failed',
  'cancelled',
  'unknown',
  'not_started',
] as const;
export type DeployOutcome = (typeof DEPLOY_OUTCOMES)[number];

/**
 * What happens to a deploy whose target is taken.
 * - `fifo`: it waits its turn
 * - `latest`: it waits, and replaces those waiting with the same ref and inputs
 * - `off`: it is refused with `target_busy`
 */
export type QueueMode = (typeof QUEUE_MODES)[number];

/** A freeze may be passed for one plan. */
export interface FreezeOverride {
  readonly by: Person;
  readonly reason: string;
  /** The plan it was given for; another plan is not covered. */
  readonly fingerprint: string;
  /** Ids of the windows and freezes that were in force when it was given. */
  readonly freezes: readonly string[];
}

/** One request to change a target. Times are milliseconds since the epoch, by the clock of the store. */
export interface Deploy {
  /** The invocation's id. */
  readonly id: string;
  readonly version: number;
  readonly state: DeployState;
  readonly target: Target;
  readonly kind: DeployKind;
  readonly workflow: string;
  readonly ref: string;
  /** The commit that ships; null where no look-up was made (an unguarded deploy of a branch). */
  readonly sha: string | null;
  readonly inputs: DeployInputs;
  readonly requester: Person;
  /** What the access rules need to know of the requester (roles, channel), to be asked again at the turn. */
  readonly caller: JsonObject;
  readonly reason: string | null;
  /** Has the target to itself. False for a target without guards. */
  readonly exclusive: boolean;
  readonly queue: QueueMode;
  readonly needsConfirmation: boolean;
  readonly lockOnFailure: boolean;
  readonly configFingerprint: string;
  readonly plan: Plan | null;
  /** Decides what ships; also of a deploy without a plan. */
  readonly planFingerprint: string;
  /** Fingerprint of the plan that was confirmed. */
  readonly confirmed: string | null;
  readonly override: FreezeOverride | null;
  /** Place in the queue of the target; given once, never by time. */
  readonly seq: number | null;
  /** Order in which the target was claimed. */
  readonly claimSeq: number | null;
  /** Why the head of the queue does not start. */
  readonly held: GuardCode | null;
  /** When the reason is expected to end. */
  readonly heldUntil: number | null;
  readonly runId: number | null;
  readonly runUrl: string | null;
  readonly outcome: DeployOutcome | null;
  /** Why it was refused or did not start. */
  readonly code: GuardCode | null;
  readonly verdict: 'good' | 'bad' | null;
  readonly verdictBy: string | null;
  readonly verdictReason: string | null;
  /** The deploy that is brought back. */
  readonly rollbackOf: string | null;
  readonly supersededBy: string | null;
  readonly createdAt: number;
  readonly queuedAt: number | null;
  readonly claimedAt: number | null;
  /** When a draft, a plan or a place in the queue lapses. */
  readonly expiresAt: number | null;
  readonly endedAt: number | null;
}

/** What is to change of a deploy; id and version are the store's. */
export type DeployChange = Partial<
  Omit<Deploy, 'id' | 'version' | 'target' | 'createdAt'>
>;

export function isActive({ state }: Pick<Deploy, 'state'>): boolean {
  return (ACTIVE_STATES as readonly DeployState[]).includes(state);
}

export function isFinal(state: DeployState): boolean {
  return NEXT_STATES[state].length === 0;
}

/** Order within a queue: rollbacks first, then by place. */
export function byTurn(
  a: Pick<Deploy, 'kind' | 'seq'>,
  b: Pick<Deploy, 'kind' | 'seq'>,
): number {
  return rank(a) - rank(b) || (a.seq ?? 0) - (b.seq ?? 0);
}

function rank({ kind }: Pick<Deploy, 'kind'>): number {
  return kind === 'rollback' ? 0 : 1;
}

/** The first characters of an id, which people see. */
export function shortId(id: string): string {
  return id.slice(0, 8);
}

/** The first characters of a commit, which people see. */
export function shortSha(sha: string): string {
  return sha.slice(0, 7);
}
