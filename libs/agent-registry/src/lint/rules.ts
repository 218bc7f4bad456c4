import type { RuleEntry } from '../config/schema/access.ts';
import type { FileContent } from '../config/schema/file.ts';
import { didYouMean } from '../did-you-mean.ts';
import { ACTIONS } from '../policy/action.ts';
import { channelId, createPolicy, isAction } from '../policy/from-config.ts';
import type { Rule } from '../policy/rule.ts';
import { includes } from '../policy/scope.ts';
import type { Target } from '../policy/target.ts';
import { choose, type AddFinding } from './finding.ts';
import { lintScope } from './scopes.ts';

export interface RulesContext {
  readonly targets: readonly Target[];
  /** `DISCORD_GUILD_ID` is set. */
  readonly hasGuild: boolean;
  /** The environment lists admins. */
  readonly hasAdmins: boolean;
}

/** Who may do what: each rule, and the rules beside each other. */
export function lintRules(
  { access = {} }: FileContent,
  context: RulesContext,
  add: AddFinding,
): void {
  lintIds(access.adminUserIds, 'access.adminUserIds', 'user', add);
  lintIds(access.adminRoleIds, 'access.adminRoleIds', 'role', add);
  const entries = access.rules ?? [];
  const whole = entries.flatMap((entry, index) =>
    lintRule(entry, `access.rules[${index}]`, context, add)
      ? [{ entry, index }]
      : [],
  );
  lintRuleIds(entries, add);
  const policy = createPolicy(
    {
      adminUserIds: [],
      adminRoleIds: [],
      rules: whole.map(({ entry }) => entry),
    },
    null,
  );
  lintShadowed(
    policy.rules,
    whole.map(({ index }) => index),
    add,
  );
  const listed =
    (access.adminUserIds ?? []).length + (access.adminRoleIds ?? []).length > 0;
  if (!context.hasGuild && !context.hasAdmins && !listed)
    add(
      'no_operators',
      'access',
      'No server and no admins are configured, so nothing can be started from Discord.',
      'Set DISCORD_GUILD_ID, ADMIN_USER_IDS or ADMIN_ROLE_IDS.',
    );
}

/** Whether the rule can be read. */
function lintRule(
  entry: RuleEntry,
  place: string,
  { targets }: RulesContext,
  add: AddFinding,
): boolean {
  let readable = true;
  const addError: AddFinding = (...finding) => {
    readable = false;
    add(...finding);
  };
  if ((entry.allow === undefined) === (entry.deny === undefined))
    addError(
      'allow_or_deny',
      place,
      entry.allow === undefined
        ? 'The rule neither allows nor denies anything.'
        : 'The rule both allows and denies.',
      'Give it either allow or deny.',
    );
  for (const kind of ['allow', 'deny'] as const)
    for (const [index, action] of (entry[kind] ?? []).entries())
      if (!isAction(action))
        addError(
          'unknown_action',
          `${place}.${kind}[${index}]`,
          `"${action}" is not an action.`,
          choose(didYouMean(action, ACTIONS), ACTIONS),
        );
  for (const [index, scope] of entry.on.entries())
    if (lintScope(scope, `${place}.on[${index}]`, targets, add) === undefined)
      readable = false;
  const { users = [], roles = [], everyone } = entry.to;
  if (users.length + roles.length === 0 && everyone !== true)
    addError(
      'rule_without_subject',
      `${place}.to`,
      'The rule does not say who it applies to.',
      'Add roles, users, or everyone: true.',
    );
  lintIds(users, `${place}.to.users`, 'user', addError);
  lintIds(roles, `${place}.to.roles`, 'role', addError);
  lintIds(entry.in?.map(channelId), `${place}.in`, 'channel', addError);
  return readable;
}

function lintIds(
  ids: readonly string[] | undefined,
  place: string,
  what: string,
  add: AddFinding,
): void {
  for (const [index, id] of (ids ?? []).entries())
    if (!/^\d{1,20}$/.test(id))
      add(
        'bad_id',
        `${place}[${index}]`,
        `"${id}" is not the id of a ${what}.`,
        `Turn on Developer Mode in Discord and copy the ${what}'s id.`,
      );
}

function lintRuleIds(entries: readonly RuleEntry[], add: AddFinding): void {
  for (const [index, { id }] of entries.entries()) {
    const place = `access.rules[${index}].id`;
    if (!/^[a-z0-9][\w-]{0,63}$/i.test(id))
      add(
        'bad_name',
        place,
        `"${id}" is not a rule id.`,
        'Use at most 64 letters, digits, "-" and "_".',
      );
    else if (entries.findIndex((other) => other.id === id) !== index)
      add(
        'duplicate_id',
        place,
        `Two rules have the id "${id}".`,
        'Rename one of them.',
      );
  }
}

/** Rules that change nothing, because another one already decides everything they concern. */
function lintShadowed(
  rules: readonly Rule[],
  indexes: readonly number[],
  add: AddFinding,
): void {
  for (const [index, rule] of rules.entries()) {
    const shadow = rules.find(
      (other, otherIndex) =>
        otherIndex !== index &&
        (other.effect === 'deny' || rule.effect === 'allow') &&
        containsRule(other, rule) &&
        // Of two that say the same, only the later is reported.
        (other.effect !== rule.effect ||
          !containsRule(rule, other) ||
          otherIndex < index),
    );
    if (shadow === undefined) continue;
    add(
      'rule_shadowed',
      `access.rules[${indexes[index]}]`,
      shadow.effect === rule.effect
        ? `Rule "${rule.id}" adds nothing: rule "${shadow.id}" already covers it.`
        : `Rule "${rule.id}" never allows anything: rule "${shadow.id}" denies all of it.`,
      'Remove the rule, or change one of the two.',
    );
  }
}

/** Whether every call that the inner rule applies to is one that the outer applies to. */
function containsRule(outer: Rule, inner: Rule): boolean {
  return (
    isSubset(inner.actions, outer.actions) &&
    (outer.to.everyone ||
      (!inner.to.everyone &&
        isSubset(inner.to.users, outer.to.users) &&
        isSubset(inner.to.roles, outer.to.roles))) &&
    inner.on.every((scope) => outer.on.some((wide) => includes(wide, scope))) &&
    (outer.in.length === 0 ||
      (inner.in.length > 0 && isSubset(inner.in, outer.in)))
  );
}

function isSubset<T>(some: readonly T[], all: readonly T[]): boolean {
  return some.every((one) => all.includes(one));
}
