import type { Caller } from '../journal/invocation.ts';
import type { Action } from './action.ts';
import { EVERYWHERE, includes, overlaps, type Scope } from './scope.ts';

/** Where in Discord a call comes from. A thread also has a parent, whose rules hold in it. */
export interface Channel {
  readonly id: string;
  readonly parentId?: string | undefined;
}

/** Who is behind a rule: any of these. */
export interface Subjects {
  /** Discord user ids. */
  readonly users: readonly string[];
  /** Discord role ids. */
  readonly roles: readonly string[];
  readonly everyone: boolean;
}

export interface Rule {
  /** Names the rule in decisions, messages and the audit log. */
  readonly id: string;
  readonly effect: 'allow' | 'deny';
  readonly actions: readonly Action[];
  readonly to: Subjects;
  readonly on: readonly Scope[];
  /** Channel ids; empty means every channel, and a terminal too. */
  readonly in: readonly string[];
}

/** Which parts of a rule hold for a call. The rule applies if all do. */
export interface RuleMatch {
  readonly action: boolean;
  readonly subject: boolean;
  readonly scope: boolean;
  readonly channel: boolean;
}

/** A call, as rules see it. `where` is null for what concerns no target. */
export interface PolicyCall {
  readonly action: Action;
  readonly where: Scope | null;
  readonly caller: Caller;
  readonly channel: Channel | null;
}

export function matchRule(
  rule: Rule,
  { action, where, caller, channel }: PolicyCall,
): RuleMatch {
  return {
    action: rule.actions.includes(action),
    subject: concerns(rule.to, caller),
    scope: rule.on.some((scope) => applies(rule.effect, scope, where)),
    channel: rule.in.length === 0 || holdsIn(rule.in, channel),
  };
}

export function matches(match: RuleMatch): boolean {
  return match.action && match.subject && match.scope && match.channel;
}

/** A terminal's user has no Discord id: only `everyone` can mean them. */
function concerns(to: Subjects, caller: Caller): boolean {
  if (to.everyone) return true;
  return (
    caller.surface === 'discord' &&
    (to.users.includes(caller.id) ||
      caller.roleIds.some((role) => to.roles.includes(role)))
  );
}

/** An allow has to cover all of what is asked for; a deny applies as soon as it touches part of it. */
function applies(
  effect: Rule['effect'],
  scope: Scope,
  where: Scope | null,
): boolean {
  if (where === null) return includes(scope, EVERYWHERE);
  return effect === 'allow' ? includes(scope, where) : overlaps(scope, where);
}

function holdsIn(channels: readonly string[], channel: Channel | null) {
  return (
    channel !== null &&
    (channels.includes(channel.id) ||
      (channel.parentId !== undefined && channels.includes(channel.parentId)))
  );
}
