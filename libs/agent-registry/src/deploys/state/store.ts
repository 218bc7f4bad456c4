import type { AuditEntry } from '../../audit/audit.ts';
import type { Scope } from '../../policy/scope.ts';
import type { Target } from '../../policy/target.ts';
import type { Deploy, DeployChange, DeployState } from './deploy.ts';
import type { Freeze, FreezeChange } from './freeze.ts';
import type { Lock, LockChange } from './lock.ts';
import type { Notice } from './notice.ts';

export interface DeployFilter {
  readonly target?: Target | undefined;
  readonly states?: readonly DeployState[] | undefined;
  readonly requesterId?: string | undefined;
  /** Created before, milliseconds since the epoch. */
  readonly before?: number | undefined;
  /** Newest first; default 50, at most 1,000. */
  readonly limit?: number | undefined;
}

/** What is kept of deploys, locks and freezes, as it can be read inside and outside a change. */
export interface DeployReader {
  getDeploy(id: string): Promise<Deploy | null>;
  /** By the start of an id (at least 4 characters) or of a commit (at least 7): newest first, at most 10. */
  findDeploys(idOrSha: string): Promise<readonly Deploy[]>;
  listDeploys(filter: DeployFilter): Promise<readonly Deploy[]>;
  /** Exclusive deploys that hold their target. */
  activeDeploys(target?: Target): Promise<readonly Deploy[]>;
  /** Those with a place in the queue, in the order of their turn. */
  waitingDeploys(target?: Target): Promise<readonly Deploy[]>;
  /** Deploys that ran and ended, the last to claim the target first. */
  deployHistory(target: Target, limit: number): Promise<readonly Deploy[]>;
  /** Drafts, plans and places in the queue that lapsed at `now`. */
  lapsedDeploys(now: number, limit: number): Promise<readonly Deploy[]>;

  getLock(id: string): Promise<Lock | null>;
  /** Not released, expired ones included; oldest first. */
  openLocks(): Promise<readonly Lock[]>;

  getFreeze(id: string): Promise<Freeze | null>;
  /** Not closed, those that are over included; oldest first. */
  openFreezes(): Promise<readonly Freeze[]>;

  /** Not sent, oldest first. */
  dueNotices(limit: number): Promise<readonly Notice[]>;
}

/** A change in progress. What it does becomes visible as a whole, or not at all. */
export interface DeployTransaction extends DeployReader {
  /** The store's time, milliseconds since the epoch: the same for every instance. */
  readonly now: number;
  /** A number that no other change of this scope has had, greater than all before. */
  turnOf(scope: Scope): number;

  addDeploy(deploy: Deploy): Promise<void>;
  /** Null where the version is another. Throws where it would take a target that is taken: ask `activeDeploys` first. */
  changeDeploy(
    id: string,
    version: number,
    change: DeployChange,
  ): Promise<Deploy | null>;
  /** False where the scope has an open lock of this kind. */
  addLock(lock: Lock): Promise<boolean>;
  changeLock(
    id: string,
    version: number,
    change: LockChange,
  ): Promise<Lock | null>;
  /** False where the scope has an open freeze. */
  addFreeze(freeze: Freeze): Promise<boolean>;
  changeFreeze(
    id: string,
    version: number,
    change: FreezeChange,
  ): Promise<Freeze | null>;
  /** Adds it unless there is one of the same key. */
  notify(notice: Omit<Notice, 'createdAt' | 'sentAt'>): Promise<void>;
  audit(entry: AuditEntry): Promise<void>;
}

/**
 * PORT. The durable state of deploys, locks, freezes and the notices about them, with the audit of each change.
 * Adapter: `deploys/sql`, for SQLite and PostgreSQL.
 */
export interface DeployStore extends DeployReader {
  /** The store's time. On PostgreSQL the server's: the clocks of the instances may differ. */
  now(): Promise<number>;
  /**
   * Runs `work` in one transaction that first takes the rows of `scopes`: changes that share a scope happen one after
   * another, in every process. What throws is undone. `work` must not touch the store itself.
   */
  change<T>(
    scopes: readonly Scope[],
    work: (transaction: DeployTransaction) => Promise<T>,
  ): Promise<T>;
  noticeSent(key: string, at: number): Promise<void>;
}
