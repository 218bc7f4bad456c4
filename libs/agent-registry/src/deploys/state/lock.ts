import type { Scope } from '../../policy/scope.ts';
import type { Person } from './person.ts';

/** A person holds it, or Yardmaster set it after a deploy that failed or was rolled back. */
export type LockKind = 'person' | 'auto';
export type LockCause = 'manual' | 'failure' | 'rollback';

export const LOCK_ENDS = ['unlocked', 'expired', 'stolen'] as const;
export type LockEnd = (typeof LOCK_ENDS)[number];

/**
 * Somebody holds a scope. In force iff it is not released and has not expired. Per scope there is at most one of each
 * kind: an automatic lock outlives the person's lock beside it. A deploy that is under way needs none: it has the target.
 */
export interface Lock {
  readonly id: string;
  readonly version: number;
  readonly scope: Scope;
  readonly kind: LockKind;
  readonly cause: LockCause;
  readonly owner: Person;
  readonly reason: string;
  /** The deploy that caused an automatic lock. */
  readonly deployId: string | null;
  /** How often the same reason was extended. */
  readonly extensions: number;
  readonly createdAt: number;
  /** Null: until it is unlocked. */
  readonly expiresAt: number | null;
  readonly releasedAt: number | null;
  readonly releasedBy: string | null;
  readonly releaseCause: LockEnd | null;
}

export type LockChange = Partial<
  Omit<Lock, 'id' | 'version' | 'scope' | 'kind' | 'createdAt'>
>;

export function isInForce(
  lock: Pick<Lock, 'releasedAt' | 'expiresAt'>,
  now: number,
): boolean {
  return (
    lock.releasedAt === null &&
    (lock.expiresAt === null || lock.expiresAt > now)
  );
}
