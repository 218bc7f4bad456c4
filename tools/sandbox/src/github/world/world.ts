import type { Access, AppIdentity } from '../api/access.ts';
import type { Engine } from '../runs/engine.ts';
import type { LogStore } from '../api/log-store.ts';
import type { Ids } from '../ids.ts';
import type { Timers } from '../timers.ts';
import type { Limits } from '../api/limits.ts';
import type { JobRecord, RunRecord } from '../runs/run.ts';
import type { Webhooks } from '../webhooks/webhooks.ts';
import type { WireContext } from '../wire/context.ts';
import type { LocalWorkflow } from '../workflow/workflow.ts';

export interface LocalEnvironment {
  readonly name: string;
  /** Logins that may approve; default: the token's owner. */
  readonly reviewers?: readonly string[];
}

/** Everything the routes answer from. */
export interface World {
  readonly wire: WireContext;
  readonly ids: Ids;
  readonly clock: () => number;
  readonly timers: Timers;
  /** Whose the first token is: who acts by the control verbs. */
  readonly login: string;
  readonly engine: Engine;
  readonly access: Access;
  readonly limits: Limits;
  readonly webhooks: Webhooks;
  readonly logs: LogStore;
  readonly app: AppIdentity;
  readonly workflows: LocalWorkflow[];
  /** Branches and tags, and the commit each points to. */
  readonly refs: Map<string, string>;
  readonly environments: readonly LocalEnvironment[];
  /** Version of GitHub Enterprise Server; undefined is github.com. */
  readonly ghes: string | undefined;
  /** Filtered lists know no run above this id: GitHub's search index lags behind. */
  searchHorizon: number;
}

export function findRun(
  world: World,
  id: string | undefined,
): RunRecord | undefined {
  return world.engine.runs.get(Number(id));
}

export function findWorkflow(
  world: World,
  idOf: (workflow: LocalWorkflow) => number,
  key: string | undefined,
): LocalWorkflow | undefined {
  return world.workflows.find(
    (workflow) => workflow.file === key || String(idOf(workflow)) === key,
  );
}

export function findJob(
  world: World,
  id: string | undefined,
): { readonly run: RunRecord; readonly job: JobRecord } | undefined {
  for (const run of world.engine.runs.values()) {
    for (const attempt of run.attempts) {
      const job = attempt.jobs.find((candidate) => String(candidate.id) === id);
      if (job !== undefined) return { run, job };
    }
  }
  return undefined;
}
