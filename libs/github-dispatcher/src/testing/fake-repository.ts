import { createHash } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { FakeAttempt, FakeRun, FakeWorkflow } from './fake-run.ts';

export type FakeWorkflowOptions = Pick<FakeWorkflow, 'file'> &
  Partial<Pick<FakeWorkflow, 'name' | 'echo' | 'text'>>;

export type FakeRunOptions = Partial<
  Pick<FakeRun, 'event' | 'branch' | 'title' | 'actor' | 'createdAt' | 'inputs'>
> & {
  /** File name; default: the first workflow. */
  readonly workflow?: string;
};

export type FakeRepository = ReturnType<typeof createFakeRepository>;

/** What the fake holds: workflows, runs with their attempts, and logs by the id of their job. */
export function createFakeRepository(
  name: string,
  clock: Clock,
  files: readonly FakeWorkflowOptions[],
) {
  const workflows: readonly FakeWorkflow[] = files.map((workflow, index) => ({
    id: 1_000 + index,
    name: workflow.file,
    state: 'active',
    echo: true,
    text: `name: ${workflow.name ?? workflow.file}\non: workflow_dispatch\n`,
    ...workflow,
  }));
  const runs: FakeRun[] = [];
  const byId = new Map<number, FakeRun>();
  let nextId = 20_363_538_233;

  const iso = (ms = clock.now()) =>
    new Date(Math.floor(ms / 1000) * 1000).toISOString().replace('.000', '');
  const newAttempt = (number: number): FakeAttempt => ({
    number,
    status: 'queued',
    conclusion: null,
    startedAt: iso(),
    updatedAt: iso(),
    jobs: [],
  });

  /** By file name or id. */
  function findWorkflow(key: unknown): FakeWorkflow | undefined {
    return workflows.find(
      ({ file, id }) => file === key || String(id) === String(key),
    );
  }

  function findRun(id: unknown): FakeRun | undefined {
    return byId.get(Number(id));
  }

  function latestOf(id: number): FakeAttempt {
    const attempt = findRun(id)?.attempts.at(-1);
    if (attempt === undefined) throw new Error(`The fake has no run ${id}.`);
    return attempt;
  }

  return {
    name,
    workflows,
    /** Newest first. */
    runs: runs as readonly FakeRun[],
    logs: new Map<number, string>(),
    findWorkflow,
    findRun,
    latestOf,
    startRun(about: FakeRunOptions = {}): FakeRun {
      const workflow = findWorkflow(about.workflow ?? workflows[0]?.file);
      if (workflow === undefined)
        throw new Error(`The fake has no workflow ${about.workflow}.`);
      const id = nextId;
      nextId += 1;
      const run: FakeRun = {
        id,
        workflow,
        event: about.event ?? 'workflow_dispatch',
        branch: about.branch ?? 'main',
        sha: createHash('sha1').update(String(id)).digest('hex'),
        title: about.title ?? workflow.name,
        actor: about.actor ?? 'octocat',
        createdAt: about.createdAt ?? iso(),
        inputs: about.inputs ?? {},
        attempts: [newAttempt(1)],
      };
      runs.unshift(run);
      byId.set(id, run);
      return run;
    },
    update(id: number, change: Partial<Omit<FakeAttempt, 'number'>>): void {
      Object.assign(latestOf(id), { updatedAt: iso(), ...change });
    },
    rerun(id: number): void {
      const run = findRun(id);
      run?.attempts.push(newAttempt(run.attempts.length + 1));
    },
    deleteRun(id: number): void {
      byId.delete(id);
      const index = runs.findIndex((run) => run.id === id);
      if (index >= 0) runs.splice(index, 1);
    },
  };
}
