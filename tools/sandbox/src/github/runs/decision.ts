import type { RunPlan } from './plan.ts';
import {
  type JobRecord,
  latest,
  type RunRecord,
  type StepRecord,
} from './run.ts';
import { type LocalJob, stepName } from '../workflow/workflow.ts';

/** These end a run before any of its jobs exists. */
const WITHOUT_JOBS = new Set(['startup_failure', 'action_required', 'stale']);

export function hasNoJobs({ conclusion, withoutJobs }: RunPlan): boolean {
  return (
    withoutJobs === true ||
    (conclusion !== undefined && WITHOUT_JOBS.has(conclusion))
  );
}

/** The job that settles how the run ends. */
export function decisiveJob(
  run: RunRecord,
  plan: RunPlan,
): LocalJob | undefined {
  const { jobs } = run.workflow;
  return (
    jobs.find((job) => job.name === plan.failAtJob) ??
    jobs.find((job) =>
      job.steps.some((step) => stepName(step) === plan.failAtStep),
    ) ??
    jobs.at(-1)
  );
}

/** The step at which the plan's conclusion (or its standstill) takes hold. */
export function decisiveStep(
  job: JobRecord,
  at: string | number | undefined,
): StepRecord | undefined {
  return (
    job.steps.find((step) => step.name === at || step.number === at) ??
    job.steps.findLast((step) => step.always !== true)
  );
}

/** The step of the job in which the run stands still. */
export function hangsAt(
  run: RunRecord,
  plan: RunPlan,
  job: JobRecord,
): StepRecord | undefined {
  if (plan.hang === undefined || plan.hang === false) return undefined;
  if (typeof plan.hang === 'string') {
    return job.steps.find((step) => step.name === plan.hang);
  }
  return job.definition === decisiveJob(run, plan)
    ? decisiveStep(job, plan.failAtStep)
    : undefined;
}

function environmentOf(run: RunRecord, plan: RunPlan, job: LocalJob) {
  const asked = plan.waitForApproval;
  if (
    asked !== undefined &&
    asked !== false &&
    job === run.workflow.jobs.at(-1)
  ) {
    return asked === true ? (job.environment ?? 'production') : asked;
  }
  return undefined;
}

export interface Approval {
  /** Environments that hold a job, besides the one a plan asks for, with the minutes of their wait timer (0: none). */
  readonly protectedEnvironments: ReadonlyMap<string, number>;
}

/** The environment whose review the job waits for. */
export function awaitedEnvironment(
  run: RunRecord,
  job: LocalJob,
  { protectedEnvironments }: Approval,
): string | undefined {
  return (
    environmentOf(run, latest(run).plan, job) ??
    (job.environment !== undefined && protectedEnvironments.has(job.environment)
      ? job.environment
      : undefined)
  );
}
