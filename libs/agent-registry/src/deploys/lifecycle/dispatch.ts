import { SYSTEM } from '../../audit/audit.ts';
import { askGates, type Surroundings } from '../gates/ask.ts';
import { firstStop, type StoppedGate } from '../gates/gates.ts';
import type { Deploy } from '../state/deploy.ts';
import { scopesOf } from '../state/scopes.ts';
import type { DeployStore } from '../state/store.ts';
import { QUEUE_MS, causeOf } from './enter.ts';
import { transition } from './transition.ts';

export type DispatchBegun =
  | { readonly kind: 'go'; readonly deploy: Deploy }
  /** A gate closed after the claim: it is back in the queue, or refused. */
  | {
      readonly kind: 'stopped';
      readonly deploy: Deploy;
      readonly stop: StoppedGate;
    }
  | { readonly kind: 'changed'; readonly deploy: Deploy | null };

/**
 * The last step before the POST, by the one process that holds the follow's lease: asks the gates once more and writes that
 * the dispatch may have been sent. After a crash a deploy in `dispatching` is searched for, never sent again.
 */
export function beginDispatch(
  store: DeployStore,
  claimed: Deploy,
  surroundings: Surroundings,
): Promise<DispatchBegun> {
  return store.change(scopesOf(claimed.target), async (tx) => {
    const deploy = await tx.getDeploy(claimed.id);
    if (deploy?.state !== 'claimed' || deploy.version !== claimed.version)
      return { kind: 'changed', deploy };
    const gates = await askGates(tx, deploy, surroundings, 'send', tx.now);
    const stop = firstStop(gates);
    if (stop === null) {
      const dispatching = await transition(
        tx,
        deploy,
        { state: 'dispatching' },
        {
          action: 'deploy.dispatching',
          actor: SYSTEM,
          decision: 'accepted',
          rule: surroundings.policy.rule,
        },
      );
      return { kind: 'go', deploy: dispatching };
    }
    const trace = {
      actor: SYSTEM,
      code: stop.code,
      rule: surroundings.policy.rule,
      detail: causeOf(stop),
    } as const;
    const refused = stop.verdict === 'refuse' || deploy.queue === 'off';
    const stopped = refused
      ? await transition(
          tx,
          deploy,
          { state: 'refused', code: stop.code, endedAt: tx.now },
          { ...trace, action: 'deploy.refused', decision: 'refused' },
        )
      : await transition(
          tx,
          deploy,
          {
            state: 'queued',
            claimSeq: null,
            claimedAt: null,
            queuedAt: deploy.queuedAt ?? tx.now,
            expiresAt: (deploy.queuedAt ?? tx.now) + QUEUE_MS,
            held: stop.code,
          },
          { ...trace, action: 'deploy.held', decision: 'recorded' },
        );
    return { kind: 'stopped', deploy: stopped, stop };
  });
}

/** The run is known. Repeating it, also with a new attempt's number, is harmless. */
export function recordRun(
  store: DeployStore,
  id: string,
  run: {
    readonly runId: number;
    readonly runUrl: string;
    /** The commit that ships, where none was looked up before. */
    readonly sha: string | null;
  },
): Promise<Deploy | null> {
  return changeStarted(store, id, (deploy) =>
    deploy.state === 'running' && deploy.runId === run.runId
      ? null
      : {
          state: 'running',
          runId: run.runId,
          runUrl: run.runUrl,
          sha: deploy.sha ?? run.sha,
        },
  );
}

async function changeStarted(
  store: DeployStore,
  id: string,
  changeOf: (
    deploy: Deploy,
  ) => (Parameters<typeof transition>[2] & { runId: number }) | null,
): Promise<Deploy | null> {
  const known = await store.getDeploy(id);
  if (known === null) return null;
  return store.change([known.target], async (tx) => {
    const deploy = await tx.getDeploy(id);
    if (deploy?.state !== 'dispatching' && deploy?.state !== 'running')
      return deploy;
    const change = changeOf(deploy);
    if (change === null) return deploy;
    return transition(tx, deploy, change, {
      action: 'deploy.running',
      actor: SYSTEM,
      decision: 'recorded',
      detail: { run: change.runId },
    });
  });
}
