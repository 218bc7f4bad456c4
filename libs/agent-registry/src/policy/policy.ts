import { fingerprint } from './fingerprint.ts';
import type { Rule } from './rule.ts';
import { formatScope } from './scope.ts';

/** Everything a decision depends on beside the call itself. */
export interface Policy {
  /** The one Discord server that commands are accepted from; null accepts reads from every server. */
  readonly guildId: string | null;
  /** May do everything everywhere. */
  readonly adminUserIds: readonly string[];
  readonly adminRoleIds: readonly string[];
  /** Their order has no meaning. Ids are unique. */
  readonly rules: readonly Rule[];
}

/** A hash that changes if, and only if, a decision could change: the order of rules and lists does not matter. */
export function policyFingerprint(policy: Policy): string {
  return fingerprint({
    guildId: policy.guildId,
    adminUserIds: policy.adminUserIds.toSorted(),
    adminRoleIds: policy.adminRoleIds.toSorted(),
    rules: policy.rules
      .toSorted((one, other) => (one.id < other.id ? -1 : 1))
      .map((rule) => ({
        id: rule.id,
        effect: rule.effect,
        actions: rule.actions.toSorted(),
        users: rule.to.users.toSorted(),
        roles: rule.to.roles.toSorted(),
        everyone: rule.to.everyone,
        on: rule.on.map(formatScope).toSorted(),
        in: rule.in.toSorted(),
      })),
  });
}
