import { covers } from '../../policy/scope.ts';
import type { Target } from '../../policy/target.ts';
import type { DeployKind } from '../plan/plan.ts';
import { isFreezeInForce, type Freeze } from '../state/freeze.ts';
import { occurrenceAt, type FreezeWindow } from './window.ts';

/** A window or a freeze that is in force. */
export interface ActiveFreeze {
  readonly id: string;
  readonly source: 'window' | 'freeze';
  readonly scope: FreezeWindow['scope'];
  readonly reason: string;
  readonly start: number;
  /** The first moment after it. */
  readonly end: number;
  /** Zone of a window; a freeze has none. */
  readonly zone: string | null;
  readonly rollback: FreezeWindow['rollback'];
}

export type FreezeState =
  | { readonly kind: 'open' }
  | {
      readonly kind: 'frozen';
      readonly by: readonly ActiveFreeze[];
      /** The first moment at which nothing of what is known stops the target; Infinity where none was found. */
      readonly until: number;
    };

/** Windows that follow on each other without a gap are looked through so many times. */
const MOST_CHAINED = 50;

/** What freezes a target at one moment. Pure: lists, gates and announcements all ask it. */
export function freezeState(
  windows: readonly FreezeWindow[],
  freezes: readonly Freeze[],
  target: Target,
  kind: DeployKind,
  at: number,
): FreezeState {
  const by = stopping(windows, freezes, target, kind, at);
  if (by.length === 0) return { kind: 'open' };
  let until = lastEnd(by);
  for (let step = 0; step < MOST_CHAINED && until < Infinity; step += 1) {
    const next = stopping(windows, freezes, target, kind, until);
    if (next.length === 0) break;
    until = lastEnd(next);
  }
  return { kind: 'frozen', by, until };
}

/** Everything in force at one moment, whatever it covers. */
export function activeFreezes(
  windows: readonly FreezeWindow[],
  freezes: readonly Freeze[],
  at: number,
): readonly ActiveFreeze[] {
  const fromWindows = windows.flatMap((window) => {
    const occurrence = occurrenceAt(window, at);
    return occurrence === null ? [] : [fromWindow(window, occurrence)];
  });
  const fromFreezes = freezes
    .filter((freeze) => isFreezeInForce(freeze, at))
    .map(fromFreeze);
  return [...fromWindows, ...fromFreezes].toSorted(
    (a, b) => a.start - b.start || (a.id < b.id ? -1 : 1),
  );
}

function stopping(
  windows: readonly FreezeWindow[],
  freezes: readonly Freeze[],
  target: Target,
  kind: DeployKind,
  at: number,
): readonly ActiveFreeze[] {
  const concerns = ({ scope }: { scope: FreezeWindow['scope'] }) =>
    covers(scope, target);
  return activeFreezes(
    windows.filter(concerns),
    freezes.filter(concerns),
    at,
  ).filter(
    ({ rollback }) => kind !== 'rollback' || rollback === 'needs_override',
  );
}

function lastEnd(by: readonly ActiveFreeze[]): number {
  return Math.max(...by.map(({ end }) => end));
}

function fromWindow(
  window: FreezeWindow,
  { start, end }: { start: number; end: number },
): ActiveFreeze {
  const { id, scope, reason, zone, rollback } = window;
  return { id, source: 'window', scope, reason, start, end, zone, rollback };
}

function fromFreeze(freeze: Freeze): ActiveFreeze {
  const { id, scope, reason, startsAt, endsAt } = freeze;
  return {
    id,
    source: 'freeze',
    scope,
    reason,
    start: startsAt,
    end: endsAt,
    zone: null,
    rollback: 'allowed',
  };
}
