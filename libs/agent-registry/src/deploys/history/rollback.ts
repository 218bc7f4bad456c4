import type { GuardCode } from '../state/codes.ts';
import type { Deploy } from '../state/deploy.ts';
import { liveOf, rollbackChoices } from './live.ts';

export type RollbackTarget =
  | { readonly kind: 'found'; readonly deploy: Deploy }
  | {
      readonly kind: 'refused';
      readonly code: Extract<
        GuardCode,
        | 'no_last_good'
        | 'rollback_target_bad'
        | 'sha_unknown'
        | 'nothing_to_deploy'
      >;
    };

/**
 * What a rollback brings back: the last good deploy, or the one that `to` names by the start of its id or commit. Pure:
 * `history` holds the deploys of the target that ran and ended, the last to claim it first.
 */
export function rollbackTarget(
  history: readonly Deploy[],
  to: string | null,
): RollbackTarget {
  const choices = rollbackChoices(history);
  if (to === null) {
    const [last] = choices;
    return last === undefined
      ? { kind: 'refused', code: 'no_last_good' }
      : { kind: 'found', deploy: last };
  }
  const isMeant = ({ id, sha }: Deploy) =>
    id.startsWith(to.toLowerCase()) ||
    (to.length >= 7 && sha?.startsWith(to.toLowerCase()));
  const choice = choices.find(isMeant);
  if (choice !== undefined) return { kind: 'found', deploy: choice };
  const other = history.find(isMeant);
  if (other === undefined) return { kind: 'refused', code: 'sha_unknown' };
  // Another deploy of the same commit may be the choice.
  const same = choices.find(({ sha }) => sha === other.sha);
  if (same !== undefined && other.outcome === 'succeeded')
    return { kind: 'found', deploy: same };
  const live = liveOf(history);
  return other.outcome === 'succeeded' &&
    live?.certain &&
    live.sha === other.sha
    ? { kind: 'refused', code: 'nothing_to_deploy' }
    : { kind: 'refused', code: 'rollback_target_bad' };
}

/**
 * Whether a button "Roll back" on a deploy's message is out of date: something else has shipped since, and going back from
 * there is another decision than the one the message offered.
 */
export function isStaleRollback(
  history: readonly Deploy[],
  shownOn: string,
): boolean {
  return history.at(0)?.id !== shownOn;
}
