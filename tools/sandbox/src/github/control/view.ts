import {
  type AttemptRecord,
  type JobConclusion,
  type JobStatus,
  latest,
  type RunRecord,
  type StepConclusion,
  type StepStatus,
} from '../runs/run.ts';
import { type WireContext } from '../wire/context.ts';
import { runPage } from '../wire/run.ts';

/** A run as tests and the playground see it: a copy that does not change. */
export interface LocalRun {
  readonly id: number;
  /** File name of the workflow. */
  readonly workflow: string;
  readonly name: string;
  readonly title: string;
  readonly number: number;
  readonly attempt: number;
  readonly status: string;
  readonly conclusion: string | null;
  readonly event: string;
  readonly branch: string;
  readonly sha: string;
  readonly actor: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly htmlUrl: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly updatedAt: number;
  /** The jobs of the latest attempt. */
  readonly jobs: readonly LocalRunJob[];
}

export interface LocalRunJob {
  readonly id: number;
  readonly name: string;
  readonly status: JobStatus;
  readonly conclusion: JobConclusion | null;
  readonly steps: readonly {
    readonly name: string;
    readonly number: number;
    readonly status: StepStatus;
    readonly conclusion: StepConclusion | null;
  }[];
}

function jobsOf({ jobs }: AttemptRecord): LocalRunJob[] {
  return jobs.map(({ id, definition, status, conclusion, steps }) => ({
    id,
    name: definition.name,
    status,
    conclusion,
    steps: steps.map((step) => ({
      name: step.name,
      number: step.number,
      status: step.status,
      conclusion: step.conclusion,
    })),
  }));
}

export function viewRun(wire: WireContext, run: RunRecord): LocalRun {
  const attempt = latest(run);
  return {
    id: run.id,
    workflow: run.workflow.file,
    name: run.workflow.name,
    title: run.title,
    number: run.number,
    attempt: attempt.number,
    status: attempt.status,
    conclusion: attempt.conclusion,
    event: run.event,
    branch: run.branch,
    sha: run.sha,
    actor: run.actor,
    inputs: run.inputs,
    htmlUrl: runPage(wire, run),
    createdAt: run.createdAt,
    updatedAt: attempt.updatedAt,
    jobs: jobsOf(attempt),
  };
}
