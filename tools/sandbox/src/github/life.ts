import type { RunPlan } from './plan.ts';
import {
  type AttemptRecord,
  type JobConclusion,
  type JobRecord,
  latest,
  type RunRecord,
  type StepConclusion,
  type StepRecord,
} from './run.ts';
import { type LocalJob, stepName } from './workflow.ts';

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

/** These end a run before any of its jobs exists. */
const WITHOUT_JOBS = new Set(['startup_failure', 'action_required', 'stale']);

const JOB_CONCLUSION: Readonly<Record<string, JobConclusion>> = {
  failure: 'failure',
  cancelled: 'cancelled',
  timed_out: 'timed_out',
  neutral: 'neutral',
  skipped: 'skipped',
};

const STEP_CONCLUSION: Readonly<Record<string, StepConclusion>> = {
  failure: 'failure',
  cancelled: 'cancelled',
  timed_out: 'cancelled',
};

const decisiveJob = (run: RunRecord, plan: RunPlan): LocalJob | undefined => {
  const { jobs } = run.workflow;
  return (
    jobs.find((job) => job.name === plan.failAtJob) ??
    jobs.find((job) =>
      job.steps.some((step) => stepName(step) === plan.failAtStep),
    ) ??
    jobs.at(-1)
  );
};

/** The step at which the plan's conclusion (or its standstill) takes hold. */
const decisiveStep = (job: JobRecord, at: string | number | undefined) =>
  job.steps.find((step) => step.name === at || step.number === at) ??
  job.steps.at(-2);

const hangsAt = (run: RunRecord, plan: RunPlan, job: JobRecord) => {
  if (plan.hang === undefined || plan.hang === false) return undefined;
  if (typeof plan.hang === 'string') {
    return job.steps.find((step) => step.name === plan.hang);
  }
  return job.definition === decisiveJob(run, plan)
    ? decisiveStep(job, plan.failAtStep)
    : undefined;
};

const environmentOf = (run: RunRecord, plan: RunPlan, job: LocalJob) => {
  const asked = plan.waitForApproval;
  if (
    asked !== undefined &&
    asked !== false &&
    job === run.workflow.jobs.at(-1)
  ) {
    return asked === true ? (job.environment ?? 'production') : asked;
  }
  return undefined;
};

export interface Approval {
  /** Environments that need a review, besides the one a plan asks for. */
  readonly protectedEnvironments: ReadonlySet<string>;
}

/** The environment whose review the job waits for. */
export const awaitedEnvironment = (
  run: RunRecord,
  job: LocalJob,
  { protectedEnvironments }: Approval,
): string | undefined =>
  environmentOf(run, latest(run).plan, job) ??
  (job.environment !== undefined && protectedEnvironments.has(job.environment)
    ? job.environment
    : undefined);

const settleStep = (
  step: StepRecord,
  conclusion: StepConclusion,
  now: number,
): void => {
  step.status = 'completed';
  step.conclusion = conclusion;
  step.startedAt ??= now;
  step.completedAt = now;
};

export const completeJob = (
  life: Life,
  job: JobRecord,
  conclusion: JobConclusion,
): void => {
  for (const step of job.steps) {
    if (step.status === 'in_progress') {
      settleStep(step, STEP_CONCLUSION[conclusion] ?? 'success', life.now);
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
};

/** Ends the attempt at once; jobs that had not ended are cancelled. */
export const completeRun = (life: Life, conclusion: string): void => {
  const attempt = latest(life.run);
  for (const job of attempt.jobs) {
    if (job.status !== 'completed') completeJob(life, job, 'cancelled');
  }
  attempt.status = 'completed';
  attempt.conclusion = conclusion;
  attempt.updatedAt = life.now;
  life.onChange({ kind: 'run', action: 'completed' });
};

const createJob = (life: Life, definition: LocalJob): JobRecord => {
  const names = [
    'Set up job',
    ...definition.steps.map(stepName),
    'Complete job',
  ];
  return {
    id: life.nextJobId(),
    attempt: latest(life.run).number,
    definition,
    steps: names.map((name, index) => ({
      name,
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
    lastWords: [],
    approved: false,
  };
};

/** Creates the jobs whose needs are met. A job behind one that did not succeed is skipped. */
export const spawnJobs = (life: Life, approval: Approval): boolean => {
  const attempt = latest(life.run);
  let spawned = false;
  for (const definition of life.run.workflow.jobs) {
    if (attempt.jobs.some((job) => job.definition === definition)) continue;
    const needed = (definition.needs ?? []).map((name) =>
      attempt.jobs.find((job) => job.definition.name === name),
    );
    if (needed.some((job) => job?.status !== 'completed')) continue;
    const job = createJob(life, definition);
    attempt.jobs.push(job);
    spawned = true;
    if (needed.some((other) => other?.conclusion !== 'success')) {
      completeJob(life, job, 'skipped');
    } else if (
      awaitedEnvironment(life.run, definition, approval) !== undefined
    ) {
      job.status = 'waiting';
      life.onChange({ kind: 'job', action: 'waiting', job });
    } else {
      life.onChange({ kind: 'job', action: 'queued', job });
    }
  }
  return spawned;
};

const moveJob = (
  life: Life,
  attempt: AttemptRecord,
  job: JobRecord,
): boolean => {
  const { run, now } = life;
  const { plan } = attempt;
  if (job.status === 'queued') {
    const decisive = job.definition === decisiveJob(run, plan);
    if (decisive && plan.conclusion === 'skipped') {
      completeJob(life, job, 'skipped');
      return true;
    }
    job.status = 'in_progress';
    job.startedAt = now;
    const [first] = job.steps;
    if (first !== undefined) {
      first.status = 'in_progress';
      first.startedAt = now;
    }
    life.onChange({ kind: 'job', action: 'in_progress', job });
    return true;
  }
  if (job.status !== 'in_progress') return false;
  const step = job.steps.find(({ status }) => status === 'in_progress');
  if (step !== undefined && step === hangsAt(run, plan, job)) return false;
  const conclusion = plan.conclusion ?? 'success';
  const decided =
    job.definition === decisiveJob(run, plan) &&
    step !== undefined &&
    step === decisiveStep(job, plan.failAtStep);
  if (decided && STEP_CONCLUSION[conclusion] !== undefined) {
    job.lastWords =
      typeof plan.log === 'string' ? plan.log.split('\n') : (plan.log ?? []);
    completeJob(life, job, JOB_CONCLUSION[conclusion] ?? 'failure');
    return true;
  }
  if (step !== undefined) settleStep(step, 'success', now);
  const next = job.steps.find(({ status }) => status === 'queued');
  if (next !== undefined) {
    next.status = 'in_progress';
    next.startedAt = now;
    return true;
  }
  completeJob(
    life,
    job,
    job.definition === decisiveJob(run, plan) && conclusion === 'neutral'
      ? 'neutral'
      : 'success',
  );
  return true;
};

const conclusionOf = ({ plan, jobs }: AttemptRecord): string => {
  const planned = plan.conclusion ?? 'success';
  if (planned !== 'success') return planned;
  return jobs.some((job) => job.conclusion === 'failure') ? 'failure' : planned;
};

const statusOf = ({ jobs, announced }: AttemptRecord): string => {
  if (jobs.some((job) => job.status === 'in_progress')) return 'in_progress';
  if (jobs.some((job) => job.status === 'waiting')) return 'waiting';
  return announced ? 'in_progress' : 'queued';
};

/** Brings the run's status in line with its jobs, and tells of its start once. */
export const settleStatus = (life: Life): void => {
  const attempt = latest(life.run);
  attempt.status = statusOf(attempt);
  attempt.updatedAt = life.now;
  if (attempt.status === 'in_progress' && !attempt.announced) {
    attempt.announced = true;
    life.onChange({ kind: 'run', action: 'in_progress' });
  }
};

/** One transition: each job that can move moves by one step. False: nothing can move by itself. */
export const tick = (life: Life, approval: Approval): boolean => {
  const attempt = latest(life.run);
  const { plan } = attempt;
  if (attempt.status === 'completed') return false;
  if (attempt.cancelling && plan.ignoreCancel !== true) {
    completeRun(life, 'cancelled');
    return true;
  }
  if (attempt.status === 'pending') return false;
  if (plan.conclusion !== undefined && WITHOUT_JOBS.has(plan.conclusion)) {
    attempt.jobs.length = 0;
    completeRun(life, plan.conclusion);
    return true;
  }
  if (
    attempt.jobs.length === life.run.workflow.jobs.length &&
    attempt.jobs.every((job) => job.status === 'completed')
  ) {
    completeRun(life, conclusionOf(attempt));
    return true;
  }
  let moved = false;
  for (const job of [...attempt.jobs]) {
    moved = moveJob(life, attempt, job) || moved;
  }
  moved = spawnJobs(life, approval) || moved;
  if (moved) settleStatus(life);
  return moved;
};
