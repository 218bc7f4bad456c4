import type { Caller } from '../journal/invocation.ts';
import type { Action } from './action.ts';
import { decide, type Decision } from './decide.ts';
import { policyFingerprint, type Policy } from './policy.ts';
import { matches, matchRule, type Channel, type RuleMatch } from './rule.ts';
import type { Scope } from './scope.ts';

/** A rule that names the action, and whether it applied to the call. */
export interface ConsideredRule {
  readonly id: string;
  readonly effect: 'allow' | 'deny';
  readonly applies: boolean;
  /** The parts of the rule that did not hold. */
  readonly missing: readonly ('subject' | 'scope' | 'channel')[];
}

export interface Explanation {
  readonly decision: Decision;
  /** Every rule that names the action, denies first, each group by id. */
  readonly considered: readonly ConsideredRule[];
  readonly policyFingerprint: string;
}

/** The decision, and what each rule contributed to it: for `/can-i`. */
export function explain(
  action: Action,
  where: Scope | null,
  caller: Caller,
  channel: Channel | null,
  policy: Policy,
): Explanation {
  return {
    decision: decide(action, where, caller, channel, policy),
    considered: policy.rules
      .filter((rule) => rule.actions.includes(action))
      .map((rule) => {
        const match = matchRule(rule, { action, where, caller, channel });
        return {
          id: rule.id,
          effect: rule.effect,
          applies: matches(match),
          missing: missingParts(match),
        };
      })
      .toSorted(
        (one, other) => rank(one) - rank(other) || (one.id < other.id ? -1 : 1),
      ),
    policyFingerprint: policyFingerprint(policy),
  };
}

function missingParts(match: RuleMatch): ConsideredRule['missing'] {
  return (['subject', 'scope', 'channel'] as const).filter(
    (part) => !match[part],
  );
}

function rank(rule: ConsideredRule): number {
  return rule.effect === 'deny' ? 0 : 1;
}
