import { withBuiltIns } from '../config/built-in-workflows.ts';
import type { FileContent } from '../config/schema/file.ts';
import type { EnvironmentGuards } from '../config/schema/environment.ts';
import { diffPolicies, type AccessChange } from './diff.ts';
import { createPolicy } from './from-config.ts';
import type { Policy } from './policy.ts';
import { formatTarget, type Target } from './target.ts';
import { guardsOf, targetsOf } from './targets.ts';

/** What the environment adds to a configuration file's access. */
export interface AccessSurroundings {
  readonly guildId: string | null;
  /** Override the file's lists. */
  readonly adminUserIds: readonly string[] | null;
  readonly adminRoleIds: readonly string[] | null;
}

export interface GuardChange {
  readonly target: string;
  /** Undefined: the target does not exist, or its environment has no guards. */
  readonly before: EnvironmentGuards | undefined;
  readonly after: EnvironmentGuards | undefined;
}

/** What differs between two configurations in effect, not in text. */
export interface ConfigDiff {
  readonly addedTargets: readonly string[];
  readonly removedTargets: readonly string[];
  /** Of targets that both have. */
  readonly guards: readonly GuardChange[];
  readonly access: readonly AccessChange[];
}

/**
 * Compares two configuration files that `lint` found no errors in.
 * @throws TypeError for a rule that `lint` would have reported.
 */
export function diffConfigs(
  before: FileContent,
  after: FileContent,
  surroundings: AccessSurroundings,
): ConfigDiff {
  const [old, young] = [targetsIn(before), targetsIn(after)];
  const names = (targets: readonly Target[]) =>
    new Set(targets.map(formatTarget));
  const [oldNames, youngNames] = [names(old), names(young)];
  const all = new Map(
    [...old, ...young].map((target) => [formatTarget(target), target]),
  );
  return {
    addedTargets: [...youngNames].filter((name) => !oldNames.has(name)),
    removedTargets: [...oldNames].filter((name) => !youngNames.has(name)),
    guards: young.flatMap((target): readonly GuardChange[] => {
      if (!oldNames.has(formatTarget(target))) return [];
      const guards = {
        before: guardsOf(before.environments ?? {}, target),
        after: guardsOf(after.environments ?? {}, target),
      };
      return sameGuards(guards.before, guards.after)
        ? []
        : [{ target: formatTarget(target), ...guards }];
    }),
    access: diffPolicies(
      policyIn(before, surroundings),
      policyIn(after, surroundings),
      [...all.values()],
    ),
  };
}

function targetsIn({ workflows = {}, environments = {} }: FileContent) {
  return targetsOf(withBuiltIns(workflows), environments).map(
    ({ target }) => target,
  );
}

function policyIn(
  { access = {} }: FileContent,
  { guildId, adminUserIds, adminRoleIds }: AccessSurroundings,
): Policy {
  return createPolicy(
    {
      adminUserIds: adminUserIds ?? access.adminUserIds ?? [],
      adminRoleIds: adminRoleIds ?? access.adminRoleIds ?? [],
      rules: access.rules ?? [],
    },
    guildId,
  );
}

function sameGuards(
  one: EnvironmentGuards | undefined,
  other: EnvironmentGuards | undefined,
): boolean {
  const plain = (guards: EnvironmentGuards = {}) => [
    guards.confirm ?? false,
    guards.lockOnFailure ?? false,
    guards.queue ?? null,
    guards.rollback?.confirm ?? null,
  ];
  return plain(one).every((value, index) => value === plain(other)[index]);
}
