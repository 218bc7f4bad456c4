import type { RuleEntry } from '../config/schema/access.ts';
import { ACTIONS, type Action } from './action.ts';
import type { Policy } from './policy.ts';
import type { Rule } from './rule.ts';
import { parseScope, type Scope } from './scope.ts';

/** The access part of a checked configuration. */
export interface AccessConfig {
  readonly adminUserIds: readonly string[];
  readonly adminRoleIds: readonly string[];
  readonly rules: readonly RuleEntry[];
}

/**
 * The policy of a configuration that `lint` found no errors in.
 * @throws TypeError for a scope or an action that `lint` would have reported.
 */
export function createPolicy(
  { adminUserIds, adminRoleIds, rules }: AccessConfig,
  guildId: string | null,
): Policy {
  return { guildId, adminUserIds, adminRoleIds, rules: rules.map(toRule) };
}

function toRule(entry: RuleEntry): Rule {
  const { id, to } = entry;
  return {
    id,
    effect: entry.deny === undefined ? 'allow' : 'deny',
    actions: (entry.deny ?? entry.allow ?? []).map((name) =>
      toAction(name, id),
    ),
    to: {
      users: to.users ?? [],
      roles: to.roles ?? [],
      everyone: to.everyone === true,
    },
    on: entry.on.map((text) => toScope(text, id)),
    in: (entry.in ?? []).map(channelId),
  };
}

/** People may write a channel's id with the `#` of its name. */
export function channelId(text: string): string {
  return text.replace(/^#/, '');
}

export function isAction(name: string): name is Action {
  return ACTIONS.some((action) => action === name);
}

function toAction(name: string, rule: string): Action {
  if (isAction(name)) return name;
  throw new TypeError(`Rule "${rule}" names the unknown action "${name}".`);
}

function toScope(text: string, rule: string): Scope {
  const parsed = parseScope(text);
  if ('value' in parsed) return parsed.value;
  throw new TypeError(`Rule "${rule}": ${parsed.problem}.`);
}
