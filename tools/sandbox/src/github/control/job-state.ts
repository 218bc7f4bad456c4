import {
  type JobConclusion,
  type JobRecord,
  type JobStatus,
  latest,
  type RunRecord,
  type StepConclusion,
  type StepStatus,
} from '../runs/run.ts';
import type { World } from '../world/world.ts';

/** A step as a test sets it. Times are epoch milliseconds, by default unknown. */
export interface StepState {
  readonly name: string;
  /** Default: its place in the list. */
  readonly number?: number;
  /** Default `completed`. */
  readonly status?: StepStatus;
  readonly conclusion?: StepConclusion | null;
  readonly startedAt?: number | null;
  readonly completedAt?: number | null;
}

/** A job as a test sets it. Times are epoch milliseconds. */
export interface JobState {
  /** Default: that of the attempt's job of this name, else a new one. */
  readonly id?: number;
  readonly name: string;
  /** Default `completed`. */
  readonly status?: JobStatus;
  readonly conclusion?: JobConclusion | null;
  /** Default: the attempt's start, unless it is queued or waiting. */
  readonly startedAt?: number | null;
  /** Default: now, if it is completed. */
  readonly completedAt?: number | null;
  readonly steps?: readonly StepState[];
}

/** The record of a job as a test wants it: of the run's workflow if that has a job of this name. */
export function createJobRecord(
  world: World,
  run: RunRecord,
  state: JobState,
): JobRecord {
  const attempt = latest(run);
  const { name, status = 'completed', steps = [] } = state;
  const before = attempt.jobs.find((job) => job.definition.name === name);
  const began = status === 'in_progress' || status === 'completed';
  return {
    id: state.id ?? before?.id ?? world.ids.next('job'),
    attempt: attempt.number,
    definition: run.workflow.jobs.find((job) => job.name === name) ?? {
      name,
      steps: steps.map((step) => step.name),
    },
    steps: steps.map((step, index) => ({
      name: step.name,
      number: step.number ?? index + 1,
      status: step.status ?? 'completed',
      conclusion: step.conclusion ?? null,
      startedAt: step.startedAt ?? null,
      completedAt: step.completedAt ?? null,
    })),
    status,
    conclusion: state.conclusion ?? null,
    createdAt: before?.createdAt ?? attempt.startedAt,
    startedAt:
      state.startedAt === undefined && began
        ? attempt.startedAt
        : (state.startedAt ?? null),
    completedAt:
      state.completedAt === undefined && status === 'completed'
        ? world.clock()
        : (state.completedAt ?? null),
    environment: before?.environment,
    lastWords: [],
  };
}
