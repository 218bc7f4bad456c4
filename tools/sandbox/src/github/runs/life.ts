import { type Approval, awaitedEnvironment, hasNoJobs } from './decision.ts';
import {
  type AttemptRecord,
  type JobConclusion,
  type JobRecord,
  latest,
  type RunRecord,
  type StepConclusion,
  type StepRecord,
} from './run.ts';
import {
  hasCleanUp,
  isAlways,
  type LocalJob,
  stepName,
} from '../workflow/workflow.ts';

/** What a transition did, in the order in which it happened. */
export type Change =
  | {
      readonly kind: 'run';
      readonly action: 'requested' | 'in_progress' | 'completed';
    }
  | {
      readonly kind: 'job';
      readonly action: 'queued' | 'waiting' | 'in_progress' | 'completed';
      readonly job: JobRecord;
    };

export interface Life {
  readonly run: RunRecord;
  readonly now: number;
  readonly nextJobId: () => number;
  /** Called after each change, while the records show exactly that state. */
  readonly onChange: (change: Change) => void;
}

/** How a step ends that the end of its job cuts short. */
const STEP_CONCLUSION: Readonly<Record<JobConclusion, StepConclusion>> = {
  success: 'success',
  failure: 'failure',
  cancelled: 'cancelled',
  timed_out: 'cancelled',
  skipped: 'skipped',
  neutral: 'success',
  action_required: 'cancelled',
};

export function settleStep(
  step: StepRecord,
  conclusion: StepConclusion,
  now: number,
): void {
  step.status = 'completed';
  step.conclusion = conclusion;
  step.startedAt ??= now;
  step.completedAt = now;
}

export function completeJob(
  life: Life,
  job: JobRecord,
  conclusion: JobConclusion,
): void {
  for (const step of job.steps) {
    if (step.status === 'in_progress') {
      settleStep(step, STEP_CONCLUSION[conclusion], life.now);
    } else if (step.status === 'queued') {
      settleStep(
        step,
        step === job.steps.at(-1) && job.startedAt !== null
          ? 'success'
          : 'skipped',
        life.now,
      );
    }
  }
  if (job.startedAt === null) job.steps.length = 0;
  job.status = 'completed';
  job.conclusion = conclusion;
  job.startedAt ??= life.now;
  job.completedAt = life.now;
  life.onChange({ kind: 'job', action: 'completed', job });
}

/** Ends the attempt at once; jobs that had not ended are cancelled, unless a test set them. */
export function completeRun(life: Life, conclusion: string): void {
  const attempt = latest(life.run);
  if (!attempt.scripted || conclusion === 'cancelled') {
    for (const job of attempt.jobs) {
      if (job.status !== 'completed') completeJob(life, job, 'cancelled');
    }
  }
  attempt.status = 'completed';
  attempt.conclusion = conclusion;
  attempt.updatedAt = life.now;
  life.onChange({ kind: 'run', action: 'completed' });
}

function createJob(
  life: Life,
  definition: LocalJob,
  environment: string | undefined,
): JobRecord {
  const { steps } = definition;
  const cleanUps = steps.filter(hasCleanUp).toReversed();
  const names: readonly { name: string; always?: boolean }[] = [
    { name: 'Set up job' },
    ...steps.map((step) => ({ name: stepName(step), always: isAlways(step) })),
    ...cleanUps.map((step) => ({
      name: `Post ${stepName(step)}`,
      always: true,
    })),
    { name: 'Complete job', always: true },
  ];
  return {
    id: life.nextJobId(),
    attempt: latest(life.run).number,
    definition,
    steps: names.map(({ name, always = false }, index) => ({
      name,
      always,
      number: index + 1,
      status: 'queued',
      conclusion: null,
      startedAt: null,
      completedAt: null,
    })),
    status: 'queued',
    conclusion: null,
    createdAt: life.now,
    startedAt: null,
    completedAt: null,
    environment,
    lastWords: [],
  };
}

/** Creates the jobs whose needs are met. A job behind one that did not succeed is skipped. */
export function spawnJobs(life: Life, approval: Approval): boolean {
  const attempt = latest(life.run);
  if (hasNoJobs(attempt.plan)) return false;
  let spawned = false;
  for (const definition of life.run.workflow.jobs) {
    if (attempt.jobs.some((job) => job.definition === definition)) continue;
    const needed = (definition.needs ?? []).map((name) =>
      attempt.jobs.find((job) => job.definition.name === name),
    );
    if (needed.some((job) => job?.status !== 'completed')) continue;
    const environment = awaitedEnvironment(life.run, definition, approval);
    const job = createJob(life, definition, environment);
    attempt.jobs.push(job);
    spawned = true;
    if (needed.some((other) => other?.conclusion !== 'success')) {
      completeJob(life, job, 'skipped');
    } else if (environment !== undefined) {
      job.status = 'waiting';
      job.waitingSince = life.now;
      life.onChange({ kind: 'job', action: 'waiting', job });
    } else {
      life.onChange({ kind: 'job', action: 'queued', job });
    }
  }
  return spawned;
}

function statusOf({ jobs, announced }: AttemptRecord): string {
  if (jobs.some((job) => job.status === 'in_progress')) return 'in_progress';
  if (jobs.some((job) => job.status === 'waiting')) return 'waiting';
  return announced ? 'in_progress' : 'queued';
}

/** Brings the run's status in line with its jobs, and announces its start once. */
export function settleStatus(life: Life): void {
  const attempt = latest(life.run);
  const status = statusOf(attempt);
  // Jobs have times of their own: the run's record changes with its status.
  if (attempt.status !== status) attempt.updatedAt = life.now;
  attempt.status = status;
  if (attempt.status === 'in_progress' && !attempt.announced) {
    attempt.announced = true;
    life.onChange({ kind: 'run', action: 'in_progress' });
  }
}
