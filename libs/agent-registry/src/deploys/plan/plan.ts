import { createHash } from 'node:crypto';
import { formatTarget, type Target } from '../../policy/target.ts';

/** Values of `workflow_dispatch` inputs. */
export type DeployInputs = Readonly<Record<string, string | number | boolean>>;

export const DEPLOY_KINDS = ['deploy', 'redeploy', 'rollback'] as const;
export type DeployKind = (typeof DEPLOY_KINDS)[number];

/**
 * How a commit is made to ship.
 * - `input`: dispatched on the configured ref with the commit as an input
 * - `ref`: dispatched on the ref, whose head at that moment ships
 * - `rerun`: the run that shipped the commit runs again
 */
export const SHIP_MODES = ['input', 'ref', 'rerun'] as const;
export type ShipMode = (typeof SHIP_MODES)[number];

/** How what would ship relates to what is live. */
export const RELATIONS = [
  'ahead',
  'behind',
  'diverged',
  'identical',
  'first',
  'unknown_base',
] as const;
export type Relation = (typeof RELATIONS)[number];

/** What is live before the deploy, and how that is known. */
export interface PlanBase {
  readonly sha: string;
  /** `journal`: a deploy of Yardmaster's; `github`: GitHub's list of deployments. */
  readonly source: 'journal' | 'github';
  /** False after a deploy that failed, was cancelled or whose outcome is unknown: this is the last certain one. */
  readonly certain: boolean;
}

export interface PlanCommit {
  readonly sha: string;
  /** First line of the message, at most 72 characters; text from outside. */
  readonly subject: string;
  readonly author: string;
}

/** Checks of the commit that would ship. */
export interface PlanChecks {
  readonly state: 'success' | 'pending' | 'failure' | 'none' | 'unknown';
  /** Names of failing checks, at most 10. */
  readonly failing: readonly string[];
}

/** What a deploy would do, before it does it. */
export interface Plan {
  readonly target: Target;
  readonly kind: DeployKind;
  /** Key of the workflow in the configuration. */
  readonly workflow: string;
  readonly ref: string;
  readonly sha: string;
  readonly mode: ShipMode;
  readonly inputs: DeployInputs;
  readonly base: PlanBase | null;
  readonly relation: Relation;
  /** Commits that would be added. */
  readonly ahead: number;
  /** Commits that are live and would be lost. */
  readonly behind: number;
  readonly authors: number;
  readonly pullRequests: number;
  /** True where GitHub listed fewer commits than there are: authors and pull requests are then at least so many. */
  readonly partial: boolean;
  /** The first ten that would be added, newest first. */
  readonly commits: readonly PlanCommit[];
  /** The first ten that would be lost, newest first. */
  readonly lost: readonly PlanCommit[];
  readonly compareUrl: string | null;
  readonly checks: PlanChecks;
}

/**
 * SHA-256 over everything that decides what ships. A confirmation belongs to one fingerprint; what is live is not part of
 * it, because that may change in the queue without changing what ships.
 */
export function planFingerprint(
  plan: Pick<
    Plan,
    'target' | 'kind' | 'workflow' | 'ref' | 'mode' | 'inputs'
  > & {
    /** Null where no commit was looked up. */
    readonly sha: string | null;
  },
  configFingerprint: string,
): string {
  const inputs = Object.entries(plan.inputs).sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
  const parts = [
    'ym-plan-v1',
    formatTarget(plan.target),
    plan.kind,
    plan.workflow,
    plan.ref,
    plan.sha,
    plan.mode,
    inputs,
    configFingerprint,
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
