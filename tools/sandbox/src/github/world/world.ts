import type { Access, AppIdentity } from '../api/access.ts';
import type { Checks } from '../commits/checks.ts';
import type { CommitGraph } from '../commits/commit-graph.ts';
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
  /** Logins that may approve; default: the token's owner, or no one where another rule is named. */
  readonly reviewers?: readonly string[];
  /** Minutes that a job waits here. */
  readonly waitMinutes?: number;
  /** A rule of another GitHub App holds the job until `approve`. No reviewer is named for it. */
  readonly customRule?: boolean;
}

export interface FrozenJobs {
  readonly attempt: number;
  readonly jobs: readonly JobRecord[];
  /** How many more lists show them. */
  reads: number;
}

/** Everything the routes answer from. */
export interface World {
  readonly wire: { -readonly [K in keyof WireContext]: WireContext[K] };
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
  readonly graph: CommitGraph;
  readonly checks: Checks;
  readonly environments: readonly LocalEnvironment[];
  /** Version of GitHub Enterprise Server; undefined is github.com. */
  readonly ghes: string | undefined;
  /** Names the repository had before, in lower case: requests to them are redirected. */
  readonly formerNames: Set<string>;
  /** Job lists that lag behind, by the id of their run. */
  readonly frozenJobs: Map<number, FrozenJobs>;
  /** Repository and runs answer 404, as to a token that has lost access. */
  hidden: boolean;
  /** Milliseconds that GitHub's clock is ahead of the host's. */
  readonly setClockOffset: (ms: number) => void;
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
