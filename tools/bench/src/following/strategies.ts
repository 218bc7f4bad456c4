import {
  createRunWatcher,
  type RunWatcher,
} from '@yardmaster/github-dispatcher';
import { createWorld, type World } from './world.ts';

/** Watches one run; calls back once, when it is over. */
export type Watch = (runId: number, over: () => void) => void;

export interface Strategy {
  readonly name: string;
  readonly create: () => Promise<{
    readonly world: World;
    readonly watch: Watch;
    readonly close: () => void;
  }>;
}

export const WEBHOOKS = 'yardmaster, webhooks';
export const POLLING = 'yardmaster, polling';

export const OURS: readonly Strategy[] = [
  { name: WEBHOOKS, create: () => createOurs({ webhooks: true }) },
  { name: POLLING, create: () => createOurs({}) },
  {
    name: 'yardmaster, polling every 3 s as the app does',
    create: () => createOurs({ intervals: { first: 2_000, steps: [3_000] } }),
  },
];

/** What other tools ask of GitHub while they follow a run, call by call. None shares anything between follows. */
export const OTHERS: readonly Strategy[] = [
  {
    name: 'the run every 5 s, as benc-uk/workflow-dispatch',
    create: () => createPoller(5_000, (run) => [run]),
  },
  {
    name: 'the list every 10 s',
    create: () => createPoller(10_000, (_, list) => [list]),
  },
  {
    name: 'four calls every 3 s, as gh run watch',
    create: () =>
      // Run, workflow, jobs and annotations; the local GitHub has no annotations, the attempt stands in for them.
      createPoller(3_000, (run) => [
        run,
        `${run.slice(0, run.lastIndexOf('/runs/'))}/workflows/client-deploy.yml`,
        `${run}/jobs`,
        `${run}/attempts/1`,
      ]),
  },
];

async function createOurs(options: {
  readonly webhooks?: boolean;
  readonly intervals?: {
    readonly first: number;
    readonly steps: readonly number[];
  };
}) {
  let watcher: RunWatcher | undefined;
  const world = await createWorld(
    options.webhooks === true ? (event) => watcher?.apply(event) : undefined,
  );
  const created = createRunWatcher({
    github: world.port,
    clock: world.clock,
    ...(options.intervals === undefined
      ? {}
      : { intervals: options.intervals }),
  });
  watcher = created;
  const watch: Watch = (runId, over) => {
    created.watch(runId, (event) => {
      if (event.kind === 'trouble') throw new Error(event.message);
      if (event.kind === 'snapshot' && event.snapshot.phase === 'completed')
        over();
    });
  };
  return { world, watch, close: () => created.close() };
}

async function createPoller(
  every: number,
  callsOf: (run: string, list: string) => readonly string[],
) {
  const world = await createWorld();
  const { github, clock } = world;
  const runs = `/repos/${github.repository}/actions/runs`;
  const headers = { authorization: `Bearer ${github.token}` };
  let closed = false;

  async function ask(path: string): Promise<unknown> {
    const response = await world.fetch(`${github.url}${path}`, { headers });
    if (!response.ok)
      throw new Error(`${path} was answered with ${response.status}`);
    return response.json();
  }

  const watch: Watch = (runId, over) => {
    const look = async (): Promise<void> => {
      const answers = [];
      for (const path of callsOf(`${runs}/${runId}`, `${runs}?per_page=100`))
        answers.push(await ask(path));
      if (closed) return;
      if (isOver(answers[0], runId)) over();
      else clock.schedule(every, () => void look());
    };
    clock.schedule(Math.random() * every, () => void look());
  };
  return {
    world,
    watch,
    close: () => {
      closed = true;
    },
  };
}

function isOver(answer: unknown, runId: number): boolean {
  const { status, workflow_runs: list } = answer as {
    status?: string;
    workflow_runs?: { id: number; status: string }[];
  };
  return (
    (list?.find(({ id }) => id === runId)?.status ?? status) === 'completed'
  );
}
