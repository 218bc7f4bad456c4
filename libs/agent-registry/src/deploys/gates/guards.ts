import {
  isGuarded,
  type EnvironmentGuards,
} from '../../config/schema/environment.ts';
import type { DeployKind } from '../plan/plan.ts';
import type { Deploy } from '../state/deploy.ts';

/** What the environment of a target asks of its deploys. */
export type DeployGuards = Pick<
  Deploy,
  'exclusive' | 'queue' | 'needsConfirmation' | 'lockOnFailure'
>;

/** The guards of an environment as they hold for one kind of deploy; an environment without any lets it straight through. */
export function deployGuards(
  guards: EnvironmentGuards | undefined,
  kind: DeployKind,
): DeployGuards {
  const confirm = guards?.confirm ?? false;
  return {
    exclusive: isGuarded(guards),
    queue: guards?.queue ?? 'fifo',
    needsConfirmation:
      kind === 'rollback' ? (guards?.rollback?.confirm ?? confirm) : confirm,
    lockOnFailure: guards?.lockOnFailure ?? false,
  };
}
