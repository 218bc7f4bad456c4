import {
  type Approval,
  decisiveJob,
  decisiveStep,
  hangsAt,
  hasNoJobs,
} from './decision.ts';
import {
  completeJob,
  completeRun,
  type Life,
  settleStatus,
  settleStep,
  spawnJobs,
} from './life.ts';
import {
  type AttemptRecord,
  type JobConclusion,
  type JobRecord,
  latest,
  type StepRecord,
} from './run.ts';

const JOB_CONCLUSION: Readonly<Record<string, JobConclusion>> = {
  failure: 'failure',
  cancelled: 'cancelled',
  timed_out: 'timed_out',
};

function startStep(step: StepRecord | undefined, now: number): boolean {
  if (step === undefined) return false;
  step.status = 'in_progress';
  step.startedAt = now;
  return true;
}

function startJob(life: Life, job: JobRecord): void {
  if (latest(life.run).plan.conclusion === 'skipped') {
    completeJob(life, job, 'skipped');
    return;
  }
  job.status = 'in_progress';
  job.startedAt = life.now;
  startStep(job.steps[0], life.now);
  life.onChange({ kind: 'job', action: 'in_progress', job });
}

/** The next step that runs although one before it failed; "Complete job" ends with the job itself. */
function nextAlways({ steps }: JobRecord): StepRecord | undefined {
  return steps.find(
    (step) =>
      step.status === 'queued' && step.always === true && step !== steps.at(-1),
  );
}

/** Ends the step as failed and goes on with those that always run. False: there are none, so the job ends with it. */
function failStep(life: Life, job: JobRecord, step: StepRecord): boolean {
  const next = nextAlways(job);
  if (next === undefined) return false;
  settleStep(step, 'failure', life.now);
  for (const other of job.steps) {
    if (other.status === 'queued' && other.number < next.number)
      settleStep(other, 'skipped', life.now);
  }
  job.ending = 'failure';
  return startStep(next, life.now);
}

/** Ends the running step and with it, at the end or at the decisive step, the job. False: the step hangs. */
function passStep(life: Life, { plan }: AttemptRecord, job: JobRecord) {
  const step = job.steps.find(({ status }) => status === 'in_progress');
  if (step !== undefined && step === hangsAt(life.run, plan, job)) return false;
  const conclusion = plan.conclusion ?? 'success';
  const decisive = job.definition === decisiveJob(life.run, plan);
  const fails = plan.failedJobs?.includes(job.definition.name) === true;
  const turning =
    job.ending !== undefined
      ? undefined
      : decisive
        ? decisiveStep(job, plan.failAtStep)
        : fails
          ? decisiveStep(job, undefined)
          : undefined;
  const ended = fails ? 'failure' : JOB_CONCLUSION[conclusion];
  if (
    step !== undefined &&
    turning !== undefined &&
    ended !== undefined &&
    // A plan may name a step that has passed when it is changed under way.
    step.number >= turning.number
  ) {
    job.lastWords =
      typeof plan.log === 'string' ? plan.log.split('\n') : (plan.log ?? []);
    if (ended !== 'failure' || !failStep(life, job, step))
      completeJob(life, job, ended);
    return true;
  }
  if (step !== undefined) settleStep(step, 'success', life.now);
  if (job.ending !== undefined) {
    if (!startStep(nextAlways(job), life.now))
      completeJob(life, job, job.ending);
    return true;
  }
  const next = job.steps.find(({ status }) => status === 'queued');
  if (!startStep(next, life.now)) {
    completeJob(
      life,
      job,
      decisive && conclusion === 'neutral' ? 'neutral' : 'success',
    );
  }
  return true;
}

function conclusionOf({ plan, jobs }: AttemptRecord): string {
  const planned = plan.conclusion ?? 'success';
  if (planned !== 'success') return planned;
  return jobs.some((job) => job.conclusion === 'failure') ? 'failure' : planned;
}

function isWorkedOff({ run }: Life, { jobs, plan }: AttemptRecord): boolean {
  return (
    (jobs.length === run.workflow.jobs.length || hasNoJobs(plan)) &&
    jobs.every((job) => job.status === 'completed')
  );
}

function moveJobs(life: Life, attempt: AttemptRecord): boolean {
  let moved = false;
  for (const job of attempt.jobs) {
    if (job.status === 'queued') {
      startJob(life, job);
      moved = true;
    } else if (job.status === 'in_progress') {
      moved = passStep(life, attempt, job) || moved;
    }
  }
  return moved;
}

/** One transition: each job that can move moves by one step. False: nothing can move by itself. */
export function tick(life: Life, approval: Approval): boolean {
  const attempt = latest(life.run);
  if (attempt.status === 'completed') return false;
  if (attempt.cancelling && attempt.plan.ignoreCancel !== true) {
    completeRun(life, 'cancelled');
    return true;
  }
  if (attempt.status === 'pending' || attempt.scripted) return false;
  if (isWorkedOff(life, attempt)) {
    completeRun(life, conclusionOf(attempt));
    return true;
  }
  const moved = moveJobs(life, attempt);
  const spawned = spawnJobs(life, approval);
  if (moved || spawned) settleStatus(life);
  return moved || spawned;
}
