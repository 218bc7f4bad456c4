import type { Deploy } from '../state/deploy.ts';

/** What runs on a target, as far as our own deploys tell. */
export interface Live {
  /** The last deploy that certainly shipped. */
  readonly deploy: Deploy;
  readonly sha: string;
  /** False where a later deploy failed, was cancelled or ended in an unknown way. */
  readonly certain: boolean;
}

/** How many ended deploys are looked at. */
export const HISTORY_LIMIT = 100;

/** `history`: deploys that ran and ended, the last to claim the target first. */
export function liveOf(history: readonly Deploy[]): Live | null {
  const index = history.findIndex(
    ({ outcome, sha }) => outcome === 'succeeded' && sha !== null,
  );
  const deploy = history[index];
  return deploy?.sha ? { deploy, sha: deploy.sha, certain: index === 0 } : null;
}

/**
 * Deploys a target may be rolled back to, the last first: they succeeded, nobody marked them or their commit as bad, and
 * what they shipped is not what is live. After a deploy whose end is uncertain the last good one is among them.
 */
export function rollbackChoices(history: readonly Deploy[]): readonly Deploy[] {
  const live = liveOf(history);
  const bad = new Set(
    history.filter(({ verdict }) => verdict === 'bad').map(({ sha }) => sha),
  );
  const seen = new Set<string>();
  return history.filter(({ outcome, sha }) => {
    if (outcome !== 'succeeded' || sha === null || bad.has(sha)) return false;
    if (live?.certain && sha === live.sha) return false;
    if (seen.has(sha)) return false;
    seen.add(sha);
    return true;
  });
}
