import type { Deploy } from '../state/deploy.ts';
import { toActor, type Person } from '../state/person.ts';
import type { DeployStore } from '../state/store.ts';
import { formatTarget } from '../../policy/target.ts';

/**
 * Marks a deploy that ended as bad or good. A bad one, and every other deploy of its commit, is no target of a rollback.
 * Null where the deploy is unknown or has not ended.
 */
export async function setVerdict(
  store: DeployStore,
  request: {
    readonly id: string;
    readonly verdict: 'good' | 'bad';
    readonly by: Person;
    readonly reason: string | null;
  },
): Promise<Deploy | null> {
  const { id, verdict, by, reason } = request;
  const known = await store.getDeploy(id);
  if (known === null) return null;
  return store.change([known.target], async (tx) => {
    const deploy = await tx.getDeploy(id);
    if (deploy?.state !== 'ended') return null;
    if (deploy.verdict === verdict) return deploy;
    const judged = await tx.changeDeploy(id, deploy.version, {
      verdict,
      verdictBy: by.id,
      verdictReason: reason,
    });
    await tx.audit({
      action: 'deploy.verdict',
      actor: toActor(by),
      decision: 'accepted',
      target: formatTarget(deploy.target),
      deployId: id,
      invocationId: id,
      detail: { verdict, reason, sha: deploy.sha },
    });
    return judged;
  });
}
