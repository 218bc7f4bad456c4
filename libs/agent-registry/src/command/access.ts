import type { Effect } from './agent.ts';
import type { Caller } from '../journal/invocation.ts';

/** Who is an operator: these users and roles, or, where none is listed, whoever holds Manage Server. */
export interface AccessRules {
  readonly adminUserIds: readonly string[];
  readonly adminRoleIds: readonly string[];
}

/** Why a person may or may not run a command. */
export const ACCESS_REASONS = [
  'read_for_everybody',
  'listed_user',
  'listed_role',
  'manage_server',
  'terminal_operator',
  'not_listed',
  'no_manage_server',
  'outside_guild',
] as const;
export type AccessReason = (typeof ACCESS_REASONS)[number];

export interface AccessDecision {
  readonly allowed: boolean;
  readonly reason: AccessReason;
}

/**
 * Decides whether a caller may run a command of this effect. Fails closed. A terminal holds the GitHub token itself, so
 * its user is an operator.
 */
export function decideAccess(
  effect: Effect,
  caller: Caller,
  rules: AccessRules,
): AccessDecision {
  if (caller.surface === 'discord' && caller.guildId === undefined)
    return { allowed: false, reason: 'outside_guild' };
  if (effect === 'read') return { allowed: true, reason: 'read_for_everybody' };
  if (caller.surface === 'cli')
    return { allowed: true, reason: 'terminal_operator' };
  const { adminUserIds, adminRoleIds } = rules;
  if (adminUserIds.length === 0 && adminRoleIds.length === 0)
    return caller.manageServer
      ? { allowed: true, reason: 'manage_server' }
      : { allowed: false, reason: 'no_manage_server' };
  if (adminUserIds.includes(caller.id))
    return { allowed: true, reason: 'listed_user' };
  if (caller.roleIds.some((role) => adminRoleIds.includes(role)))
    return { allowed: true, reason: 'listed_role' };
  return { allowed: false, reason: 'not_listed' };
}

const SENTENCES: Readonly<Record<AccessReason, string>> = {
  read_for_everybody: 'Everybody in the server may run it.',
  listed_user: 'Listed among the admin users.',
  listed_role: 'Holds a listed admin role.',
  manage_server: 'Holds Manage Server, and no admin is listed.',
  terminal_operator: 'A terminal with the GitHub token is an operator.',
  not_listed:
    'It needs an operator: a user in ADMIN_USER_IDS or a role in ADMIN_ROLE_IDS. Ask one of them, or whoever configures Yardmaster.',
  no_manage_server:
    'It needs the Manage Server permission, because no admin user or role is configured.',
  outside_guild: 'Commands work inside the server, not in direct messages.',
};

/** The decision in one sentence, with what to do where it is a refusal. */
export function explainAccess(decision: AccessDecision): string {
  return SENTENCES[decision.reason];
}

/** Who may run a command of this effect, in a few words, for `/agents`. */
export function whoMayRun(effect: Effect, rules: AccessRules): string {
  if (effect === 'read') return 'everybody in the server';
  const listed = rules.adminUserIds.length + rules.adminRoleIds.length;
  return listed === 0
    ? 'members with Manage Server'
    : 'listed admins (users and roles)';
}
