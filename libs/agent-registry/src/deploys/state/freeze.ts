import type { Scope } from '../../policy/scope.ts';
import type { Person } from './person.ts';

/** `/freeze`: a scope may not change until it ends. Beside the windows of the configuration. */
export interface Freeze {
  readonly id: string;
  readonly version: number;
  readonly scope: Scope;
  readonly reason: string;
  readonly by: Person;
  readonly startsAt: number;
  /** The first moment after it, milliseconds since the epoch. */
  readonly endsAt: number;
  /** Lifted before its end. */
  readonly endedAt: number | null;
  readonly endedBy: string | null;
  readonly createdAt: number;
}

export type FreezeChange = Partial<
  Pick<Freeze, 'endsAt' | 'endedAt' | 'endedBy' | 'reason'>
>;

export function isFreezeInForce(
  freeze: Pick<Freeze, 'startsAt' | 'endsAt' | 'endedAt'>,
  now: number,
): boolean {
  return (
    freeze.endedAt === null && freeze.startsAt <= now && now < freeze.endsAt
  );
}
