import type { Ids } from '../ids.ts';
import { sha1 } from '../ids.ts';
import type { RunConclusion } from '../runs/conclusion.ts';
import type { RunRecord } from '../runs/run.ts';
import type { World } from './world.ts';
import { type Life, spawnJobs } from '../runs/life.ts';
import { tick } from '../runs/transition.ts';

/** A run of the past. It is over when the local GitHub starts; no webhook announced it. */
export interface SeedRun {
  /** File name of the workflow. */
  readonly workflow: string;
  readonly conclusion: RunConclusion | (string & {});
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** Default 90. */
  readonly durationSeconds?: number;
  /** How many attempts it took; only the last has the conclusion, those before failed. Default 1. */
  readonly attempts?: number;
  readonly failAtStep?: string | number;
  readonly log?: string | readonly string[];
  readonly event?: string;
  readonly branch?: string;
  readonly actor?: string;
  readonly title?: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
}

const NO_APPROVAL = { protectedEnvironments: new Map<string, number>() };

/** Lives the attempt from its start to its end, its transitions spread evenly over its duration. */
function live(run: RunRecord, startedAt: number, endedAt: number, ids: Ids) {
  const steps = run.workflow.jobs.reduce(
    (sum, job) => sum + job.steps.length + 4,
    1,
  );
  const life = (count: number): Life => ({
    run,
    now: Math.min(endedAt, startedAt + ((endedAt - startedAt) * count) / steps),
    nextJobId: () => ids.next('job'),
    onChange: () => {},
  });
  spawnJobs(life(0), NO_APPROVAL);
  let count = 1;
  while (tick(life(count), NO_APPROVAL)) count += 1;
}

export function adoptSeed(
  world: World,
  ids: Ids,
  seed: readonly SeedRun[],
): void {
  for (const past of seed.toSorted((a, b) => a.createdAt - b.createdAt)) {
    const workflow = world.workflows.find(({ file }) => file === past.workflow);
    if (workflow === undefined) {
      throw new Error(
        `The seed names ${past.workflow}, which is no workflow of the local GitHub.`,
      );
    }
    const {
      createdAt,
      conclusion,
      attempts = 1,
      branch = world.wire.defaultBranch,
    } = past;
    const actor = past.actor ?? world.login;
    const duration = (past.durationSeconds ?? 90) * 1000;
    const run: RunRecord = {
      id: ids.next('run'),
      workflow,
      number: world.engine.nextNumber(workflow),
      title: past.title ?? workflow.name,
      event: past.event ?? 'workflow_dispatch',
      branch,
      sha: world.graph.refs.get(branch) ?? sha1(branch),
      actor,
      inputs: past.inputs ?? {},
      createdAt,
      group: undefined,
      attempts: [],
      reviews: [],
    };
    for (let number = 1; number <= attempts; number += 1) {
      const startedAt = createdAt + (number - 1) * (duration + 60_000);
      run.attempts.push({
        number,
        actor,
        startedAt,
        jobs: [],
        plan: {
          conclusion: number === attempts ? conclusion : 'failure',
          ...(past.failAtStep === undefined
            ? {}
            : { failAtStep: past.failAtStep }),
          ...(past.log === undefined ? {} : { log: past.log }),
        },
        status: 'queued',
        conclusion: null,
        updatedAt: startedAt,
        cancelling: false,
        announced: false,
      });
      live(run, startedAt, startedAt + duration, ids);
      const attempt = run.attempts.at(-1);
      if (attempt !== undefined) attempt.updatedAt = startedAt + duration;
    }
    world.engine.adopt(run);
  }
}
