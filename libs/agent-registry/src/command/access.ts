import type { Effect } from './agent.ts';
import type { Caller } from '../journal/invocation.ts';

/**
 * Who is an operator: these users and roles, or, if none is listed and the server is named, its members with Manage
 * Server. Without either there are no operators: anyone may invite the bot into a server of their own.
 */
export interface AccessRules {
  readonly adminUserIds: readonly string[];
  readonly adminRoleIds: readonly string[];
  /** The one server whose calls are accepted (`DISCORD_GUILD_ID`). */
  readonly guildId?: string | undefined;
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
  'other_guild',
  'no_operators',
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
  if (caller.surface === 'discord' && isOtherGuild(caller, rules))
    return { allowed: false, reason: 'other_guild' };
  if (effect === 'read') return { allowed: true, reason: 'read_for_everybody' };
  if (caller.surface === 'cli')
    return { allowed: true, reason: 'terminal_operator' };
  const { adminUserIds, adminRoleIds } = rules;
  if (adminUserIds.length === 0 && adminRoleIds.length === 0)
    return rules.guildId === undefined
      ? { allowed: false, reason: 'no_operators' }
      : caller.manageServer
        ? { allowed: true, reason: 'manage_server' }
        : { allowed: false, reason: 'no_manage_server' };
  if (adminUserIds.includes(caller.id))
    return { allowed: true, reason: 'listed_user' };
  if (caller.roleIds.some((role) => adminRoleIds.includes(role)))
    return { allowed: true, reason: 'listed_role' };
  return { allowed: false, reason: 'not_listed' };
}

function isOtherGuild(caller: Caller, { guildId }: AccessRules): boolean {
  return guildId !== undefined && caller.guildId !== guildId;
}

const SENTENCES: Readonly<Record<AccessReason, string>> = {
  read_for_everybody: 'Everyone in the server can run it.',
  listed_user: 'Listed among the admin users.',
  listed_role: 'Holds a listed admin role.',
  manage_server: 'Has Manage Server, and no admin is listed.',
  terminal_operator: 'A terminal with the GitHub token is an operator.',
  not_listed:
    'It needs an operator: a listed admin user or role. Ask one of them.',
  no_manage_server:
    'It needs the Manage Server permission, because no admin user or role is configured.',
  outside_guild: 'Commands work inside the server, not in direct messages.',
  other_guild: 'This Yardmaster belongs to another server.',
  no_operators:
    'There are no operators yet. List admin users or roles in the configuration, or set DISCORD_GUILD_ID.',
};

/** The decision in one sentence, with what to do where it is a refusal. */
export function explainAccess(decision: AccessDecision): string {
  return SENTENCES[decision.reason];
}

/** Who may run a command of this effect, in a few words, for `/agents`. */
export function whoMayRun(effect: Effect, rules: AccessRules): string {
  if (effect === 'read') return 'everyone in the server';
  const listed = rules.adminUserIds.length + rules.adminRoleIds.length;
  if (listed > 0) return 'listed admins (users and roles)';
  return rules.guildId === undefined
    ? 'no one until admins or DISCORD_GUILD_ID are set'
    : 'members with Manage Server';
}
