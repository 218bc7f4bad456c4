import type { Rule } from './rule.ts';

/** Why a call is allowed or refused. Stable strings for JSON, exit codes and the audit log. */
export const DECISION_REASONS = [
  'read_for_guild',
  'listed_user',
  'listed_role',
  'manage_server',
  'terminal_operator',
  'allowed_by_rule',
  'denied_by_rule',
  'channel_not_allowed',
  'target_not_allowed',
  'not_listed',
  'no_manage_server',
  'no_operators',
  'outside_guild',
  'other_guild',
] as const;
export type DecisionReason = (typeof DECISION_REASONS)[number];

/** Names of what holds without a configured rule. A configured rule's id has no colon. */
export const BUILT_IN_RULES = {
  read_for_guild: 'builtin:read',
  listed_user: 'builtin:admin-user',
  listed_role: 'builtin:admin-role',
  manage_server: 'builtin:manage-server',
  terminal_operator: 'builtin:terminal',
} as const satisfies Partial<Record<DecisionReason, string>>;

/** A decision before it is put into words. */
export interface Verdict {
  readonly allowed: boolean;
  readonly reason: DecisionReason;
  /** For a refusal, the rule that refused or that would have allowed the call elsewhere. */
  readonly rule?: Rule | undefined;
}
