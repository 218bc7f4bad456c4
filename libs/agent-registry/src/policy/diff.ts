import type { Caller } from '../journal/invocation.ts';
import { ACTIONS, type Action } from './action.ts';
import { decide, hasAdmins } from './decide.ts';
import type { Policy } from './policy.ts';
import type { Channel } from './rule.ts';
import { formatTarget, type Target } from './target.ts';

/** Who a change of access concerns. Two parts mean a person to whom both apply. */
export type Principal =
  | { readonly kind: 'user'; readonly id: string }
  | { readonly kind: 'role'; readonly id: string }
  /** A member without a listed user id or role. */
  | { readonly kind: 'member' }
  | { readonly kind: 'manage_server' }
  | { readonly kind: 'terminal' };

export interface AccessChange {
  readonly change: 'gains' | 'loses';
  readonly who: readonly Principal[];
  readonly actions: readonly Action[];
  /** `service/environment`; null for what concerns no target; `*` alone for all of these. */
  readonly targets: readonly (string | null)[];
  /** A channel that rules name; null for every other channel. */
  readonly channelId: string | null;
}

/**
 * Who gains or loses which action on which target between two policies. Every user, role and channel that either policy
 * names is tried, alone and together with each one that a deny names: a deny shows only in people whom something else
 * allows. What a pair gains or loses is left out if one of the two alone does as well.
 */
export function diffPolicies(
  before: Policy,
  after: Policy,
  targets: readonly Target[],
): readonly AccessChange[] {
  const changes: Change[] = [];
  const channels = [
    null,
    ...named(before, after, (policy) =>
      policy.rules.flatMap((rule) => rule.in),
    ),
  ];
  for (const who of peopleOf(before, after))
    for (const target of [...targets, null])
      for (const channelId of channels) {
        const place = { target, channelId };
        const own = changesFor(who, place, before, after);
        const known =
          who.length === 1
            ? []
            : who.map((one) => changesFor([one], place, before, after));
        for (const change of ['gains', 'loses'] as const) {
          const actions = own[change].filter(
            (action) =>
              !known.some((single) => single[change].includes(action)),
          );
          if (actions.length > 0)
            changes.push({
              change,
              who,
              actions,
              target: target === null ? null : formatTarget(target),
              channelId,
            });
        }
      }
  return groupByTarget(withoutChannelsThatFollow(changes), targets.length + 1);
}

/** A change on one target. */
interface Change extends Omit<AccessChange, 'targets'> {
  readonly target: string | null;
}

interface Place {
  readonly target: Target | null;
  readonly channelId: string | null;
}

function changesFor(
  who: readonly Principal[],
  { target, channelId }: Place,
  before: Policy,
  after: Policy,
): Readonly<Record<AccessChange['change'], readonly Action[]>> {
  const allowed = (policy: Policy, action: Action) =>
    decide(
      action,
      target,
      callerOf(who, policy),
      channelOf(who, channelId),
      policy,
    ).allowed;
  const changed = ACTIONS.filter(
    (action) => allowed(before, action) !== allowed(after, action),
  );
  return {
    gains: changed.filter((action) => allowed(after, action)),
    loses: changed.filter((action) => allowed(before, action)),
  };
}

/** An id that no user and no channel has. */
const NONE = '0';

function callerOf(who: readonly Principal[], policy: Policy): Caller {
  const ids = (kind: 'user' | 'role') =>
    who.flatMap((one) => (one.kind === kind && 'id' in one ? [one.id] : []));
  const base = {
    id: ids('user')[0] ?? NONE,
    name: '',
    roleIds: ids('role'),
    manageServer: who.some((one) => one.kind === 'manage_server'),
  };
  return who.some((one) => one.kind === 'terminal')
    ? { ...base, surface: 'cli' }
    : { ...base, surface: 'discord', guildId: policy.guildId ?? NONE };
}

function channelOf(
  who: readonly Principal[],
  channelId: string | null,
): Channel | null {
  return who.some((one) => one.kind === 'terminal')
    ? null
    : { id: channelId ?? NONE };
}

/** Everyone whose access can differ, alone and in the pairs that a deny can split. */
function peopleOf(
  before: Policy,
  after: Policy,
): readonly (readonly Principal[])[] {
  const users = named(before, after, (policy) => [
    ...policy.adminUserIds,
    ...policy.rules.flatMap((rule) => rule.to.users),
  ]).map((id): Principal => ({ kind: 'user', id }));
  const roles = named(before, after, (policy) => [
    ...policy.adminRoleIds,
    ...policy.rules.flatMap((rule) => rule.to.roles),
  ]).map((id): Principal => ({ kind: 'role', id }));
  const managers: readonly Principal[] =
    hasAdmins(before) && hasAdmins(after) ? [] : [{ kind: 'manage_server' }];
  const singles: readonly Principal[] = [
    { kind: 'member' },
    { kind: 'terminal' },
    ...managers,
    ...users,
    ...roles,
  ];
  const denied = new Set(
    named(before, after, (policy) =>
      policy.rules
        .filter((rule) => rule.effect === 'deny')
        .flatMap((rule) => [...rule.to.users, ...rule.to.roles]),
    ),
  );
  const pairs = [...managers, ...users, ...roles].flatMap((one, index, all) =>
    all
      .slice(index + 1)
      // No one has two user ids.
      .filter((other) => !(one.kind === 'user' && other.kind === 'user'))
      .filter((other) => isDenied(one, denied) || isDenied(other, denied))
      .map((other) => [one, other]),
  );
  return [...singles.map((one) => [one]), ...pairs];
}

function isDenied(one: Principal, denied: ReadonlySet<string>): boolean {
  return 'id' in one && denied.has(one.id);
}

/** The ids that either policy names, sorted. */
function named(
  before: Policy,
  after: Policy,
  idsOf: (policy: Policy) => readonly string[],
): readonly string[] {
  return [...new Set([...idsOf(before), ...idsOf(after)])].toSorted();
}

/** What changes in every channel is listed once, without a channel. */
function withoutChannelsThatFollow(
  changes: readonly Change[],
): readonly Change[] {
  const keyOf = ({ change, who, actions, target }: Change) =>
    JSON.stringify([change, who, actions, target]);
  const everywhere = new Set(
    changes.filter((one) => one.channelId === null).map(keyOf),
  );
  return changes.filter(
    (one) => one.channelId === null || !everywhere.has(keyOf(one)),
  );
}

function groupByTarget(
  changes: readonly Change[],
  all: number,
): readonly AccessChange[] {
  const groups = Map.groupBy(changes, ({ change, who, actions, channelId }) =>
    JSON.stringify([change, who, actions, channelId]),
  );
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { target: _, ...rest } = first;
    const targets = group.map((one) => one.target);
    return [{ ...rest, targets: targets.length === all ? ['*'] : targets }];
  });
}
