import type { Caller } from '../journal/invocation.ts';
import type { Action } from './action.ts';
import type { Policy } from './policy.ts';
import {
  matches,
  matchRule,
  type Channel,
  type PolicyCall,
  type Rule,
} from './rule.ts';
import type { Scope } from './scope.ts';
import { decisionSentence } from './sentence.ts';
import {
  BUILT_IN_RULES,
  type DecisionReason,
  type Verdict,
} from './verdict.ts';

export interface Decision {
  readonly allowed: boolean;
  readonly reason: DecisionReason;
  /** The rule that decided; one of `BUILT_IN_RULES` for what holds without a rule; null where no rule applies. */
  readonly rule: string | null;
  /** The decision in one or two sentences, with what to do if it is a refusal. */
  readonly sentence: string;
}

/**
 * Decides whether a caller may act. A deny wins over every allow, admins and terminals included; else any allow is
 * enough; else the call is refused. Read commands are open to the server unless a rule denies them. A terminal holds the
 * GitHub credentials itself, so its user is an operator.
 * @param where the target, the scope of a lock or freeze, or null for what concerns no target: then only rules on `*`
 *   apply.
 */
export function decide(
  action: Action,
  where: Scope | null,
  caller: Caller,
  channel: Channel | null,
  policy: Policy,
): Decision {
  const call: PolicyCall = { action, where, caller, channel };
  const verdict = judge(call, policy);
  return {
    allowed: verdict.allowed,
    reason: verdict.reason,
    rule: verdict.rule?.id ?? builtIn(verdict.reason),
    sentence: decisionSentence(verdict, call),
  };
}

function judge(call: PolicyCall, policy: Policy): Verdict {
  const outside = guildRefusal(call, policy);
  if (outside !== undefined) return { allowed: false, reason: outside };
  // Of several rules that say the same, the one with the smallest id is named, whatever their order.
  const rules = policy.rules
    .map((rule) => ({ rule, match: matchRule(rule, call) }))
    .toSorted((one, other) => (one.rule.id < other.rule.id ? -1 : 1));
  const denied = rules.find(
    ({ rule, match }) => rule.effect === 'deny' && matches(match),
  );
  if (denied) return refusal('denied_by_rule', denied.rule);
  const held = standing(call, policy);
  if (held !== undefined) return { allowed: true, reason: held };
  const allows = rules.filter(({ rule }) => rule.effect === 'allow');
  const allowed = allows.find(({ match }) => matches(match));
  if (allowed)
    return { allowed: true, reason: 'allowed_by_rule', rule: allowed.rule };
  const elsewhere = allows.find(
    ({ match }) => match.action && match.subject && match.scope,
  );
  if (elsewhere) return refusal('channel_not_allowed', elsewhere.rule);
  const otherTarget = allows.find(({ match }) => match.action && match.subject);
  if (otherTarget) return refusal('target_not_allowed', otherTarget.rule);
  return refusal(hasAdmins(policy) ? 'not_listed' : 'no_manage_server');
}

function refusal(reason: DecisionReason, rule?: Rule): Verdict {
  return { allowed: false, reason, rule };
}

function builtIn(reason: DecisionReason): string | null {
  return reason in BUILT_IN_RULES
    ? BUILT_IN_RULES[reason as keyof typeof BUILT_IN_RULES]
    : null;
}

/** Refusals that no rule can lift: the call comes from the wrong place, or nothing says who the operators are. */
function guildRefusal(
  { action, caller }: PolicyCall,
  policy: Policy,
): DecisionReason | undefined {
  if (caller.surface === 'cli') return undefined;
  if (caller.guildId === undefined) return 'outside_guild';
  if (policy.guildId !== null && caller.guildId !== policy.guildId)
    return 'other_guild';
  if (action !== 'read' && policy.guildId === null && !hasAdmins(policy))
    return 'no_operators';
  return undefined;
}

/** What allows a call without any rule. */
function standing(
  { action, caller }: PolicyCall,
  policy: Policy,
): keyof typeof BUILT_IN_RULES | undefined {
  if (caller.surface === 'cli') return 'terminal_operator';
  if (action === 'read') return 'read_for_guild';
  if (!hasAdmins(policy))
    return caller.manageServer ? 'manage_server' : undefined;
  if (policy.adminUserIds.includes(caller.id)) return 'listed_user';
  if (caller.roleIds.some((role) => policy.adminRoleIds.includes(role)))
    return 'listed_role';
  return undefined;
}

export function hasAdmins(policy: Policy): boolean {
  return policy.adminUserIds.length + policy.adminRoleIds.length > 0;
}
