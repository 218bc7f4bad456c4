import { EVERYWHERE, formatScope, type Scope } from '../../policy/scope.ts';
import type { Target } from '../../policy/target.ts';

/** Every scope that covers a target: a change that takes them all leaves no gap for a lock or a freeze. */
export function scopesOf(target: Target): readonly Scope[] {
  const { service, environment } = target;
  return [
    EVERYWHERE,
    { service, environment: '*' },
    { service: '*', environment },
    target,
  ];
}

export function sameScope(one: Scope, other: Scope): boolean {
  return formatScope(one) === formatScope(other);
}
