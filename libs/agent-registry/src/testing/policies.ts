import fc from 'fast-check';
import type { Caller } from '../journal/invocation.ts';
import { ACTIONS } from '../policy/action.ts';
import type { Policy } from '../policy/policy.ts';
import type { PolicyCall, Rule, Subjects } from '../policy/rule.ts';
import { EVERYWHERE, parseScope, type Scope } from '../policy/scope.ts';
import { someScope, someTarget } from './targets.ts';

const GUILD = '100';

/** A member of the configured server without any permission. */
export function member(
  own: Partial<Omit<Caller, 'guildId'>> & { guildId?: string | undefined } = {},
): Caller {
  const { guildId, ...rest } = { guildId: GUILD, ...own };
  return {
    surface: 'discord',
    id: '50',
    name: 'octocat',
    roleIds: [],
    manageServer: false,
    ...rest,
    ...(guildId === undefined ? {} : { guildId }),
  };
}

/** A rule as a configuration would write it; without `to` it is for everyone, without `on` for every target. */
export function rule(
  own: Partial<Omit<Rule, 'to' | 'on'>> & {
    readonly id: string;
    readonly to?: Partial<Subjects>;
    readonly on?: readonly string[];
  },
): Rule {
  return {
    effect: 'allow',
    actions: ['deploy'],
    in: [],
    ...own,
    to: {
      users: [],
      roles: [],
      everyone: own.to === undefined,
      ...own.to,
    },
    on: own.on?.map(scope) ?? [EVERYWHERE],
  };
}

function scope(text: string): Scope {
  const parsed = parseScope(text);
  if ('problem' in parsed) throw new Error(parsed.problem);
  return parsed.value;
}

/** A policy of the configured server with these rules and no admins. */
export function policyWith(
  rules: readonly Rule[],
  own: Partial<Policy> = {},
): Policy {
  return {
    guildId: GUILD,
    adminUserIds: [],
    adminRoleIds: [],
    rules,
    ...own,
  };
}

const userId = fc.constantFrom('50', '51');
const roleId = fc.constantFrom('70', '71', '72');
const channelId = fc.constantFrom('90', '91');

/** Rules over few names, so that they often meet a call. */
export const anyRule: fc.Arbitrary<Rule> = fc.record({
  id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
  effect: fc.constantFrom('allow', 'allow', 'deny'),
  actions: fc.subarray([...ACTIONS], { minLength: 1 }),
  to: fc.record({
    users: fc.uniqueArray(userId, { maxLength: 1 }),
    roles: fc.uniqueArray(roleId, { maxLength: 2 }),
    everyone: fc.boolean(),
  }),
  on: fc.array(someScope, { minLength: 1, maxLength: 3 }),
  in: fc.oneof(fc.constant([]), fc.uniqueArray(channelId)),
});

export const anyPolicy: fc.Arbitrary<Policy> = fc.record({
  guildId: fc.constantFrom(GUILD, GUILD, null),
  adminUserIds: fc.uniqueArray(userId, { maxLength: 1 }),
  adminRoleIds: fc.uniqueArray(roleId, { maxLength: 1 }),
  rules: fc.uniqueArray(anyRule, { maxLength: 5, selector: ({ id }) => id }),
});

const anyCaller: fc.Arbitrary<Caller> = fc
  .record({
    surface: fc.constantFrom('discord', 'discord', 'discord', 'cli'),
    id: userId,
    roleIds: fc.uniqueArray(roleId, { maxLength: 2 }),
    manageServer: fc.boolean(),
    guildId: fc.constantFrom(GUILD, GUILD, GUILD, '101', undefined),
  })
  .map((own) => member(own as Parameters<typeof member>[0]));

export const anyCall: fc.Arbitrary<PolicyCall> = fc.record({
  action: fc.constantFrom(...ACTIONS),
  where: fc.oneof(fc.constant(null), someTarget, someScope),
  caller: anyCaller,
  channel: fc.oneof(
    fc.constant(null),
    fc.record({ id: channelId }),
    fc.record({ id: fc.constant('99'), parentId: channelId }),
  ),
});
