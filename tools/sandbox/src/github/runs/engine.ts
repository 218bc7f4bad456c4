import type { Ids } from '../ids.ts';
import {
  type Change,
  completeJob,
  completeRun,
  type Life,
  settleStatus,
  spawnJobs,
} from './life.ts';
import { newAttempt, type NewRun, newRun } from './new-run.ts';
import type { RunPlan } from './plan.ts';
import {
  isOver,
  type JobRecord,
  latest,
  type ReviewRecord,
  type RunRecord,
} from './run.ts';
import type { Timers } from '../timers.ts';
import { tick } from './transition.ts';
import { createWaitingLine } from './waiting-line.ts';
import type { LocalWorkflow } from '../workflow/workflow.ts';

/** Milliseconds from one transition of a run to the next, or `'manual'`: nothing moves by itself. */
export type Pace = 'manual' | number;

export interface EngineOptions {
  readonly ids: Ids;
  readonly clock: () => number;
  readonly timers: Timers;
  readonly pace: Pace;
  readonly protectedEnvironments: ReadonlyMap<string, number>;
  readonly onChange: (run: RunRecord, change: Change) => void;
}

export type Engine = ReturnType<typeof createEngine>;

/** Holds the runs and moves them: by its own pace, or by the verbs. */
export function createEngine(options: EngineOptions) {
  const { ids, clock, timers } = options;
  const runs = new Map<number, RunRecord>();
  const line = createWaitingLine();
  const numbers = new Map<string, number>();
  const plans: RunPlan[] = [];
  const armed = new Map<number, unknown>();
  let pace = options.pace;

  const lifeOf = (run: RunRecord): Life => ({
    run,
    now: clock(),
    nextJobId: () => ids.next('job'),
    onChange: (change) => options.onChange(run, change),
  });

  function disarm(id: number) {
    timers.clearTimeout(armed.get(id));
    armed.delete(id);
  }

  /** Sets the run's next transition; one that stands still is armed again when something lets it go on. */
  function arm(run: RunRecord) {
    disarm(run.id);
    if (pace === 'manual' || isOver(run) || !runs.has(run.id)) return;
    function move() {
      armed.delete(run.id);
      step(run);
    }
    armed.set(run.id, timers.setTimeout(move, pace));
  }

  function begin(run: RunRecord) {
    latest(run).status = 'queued';
    spawnJobs(lifeOf(run), options);
    settleStatus(lifeOf(run));
    waitOut(run);
    arm(run);
  }

  /** Sets the timers of jobs that began to wait for one. */
  function waitOut(run: RunRecord) {
    for (const job of latest(run).jobs) {
      const minutes =
        options.protectedEnvironments.get(job.environment ?? '') ?? 0;
      if (job.status !== 'waiting' || job.timed || minutes === 0) continue;
      job.timed = true;
      timers.setTimeout(() => {
        if (job.status === 'waiting') letGoOn(run, new Set([job]));
      }, minutes * 60_000);
    }
  }

  /** Lets jobs go on whose environment no longer holds them. */
  function letGoOn(run: RunRecord, jobs: ReadonlySet<JobRecord>) {
    const life = lifeOf(run);
    for (const job of jobs) {
      job.status = 'queued';
      life.onChange({ kind: 'job', action: 'queued', job });
    }
    settleStatus(life);
    arm(run);
  }

  function settled(run: RunRecord) {
    disarm(run.id);
    for (const next of line.leave(run)) begin(next);
  }

  function end(run: RunRecord, conclusion: string) {
    completeRun(lifeOf(run), conclusion);
    settled(run);
  }

  function step(run: RunRecord): boolean {
    const moved = tick(lifeOf(run), options);
    waitOut(run);
    if (isOver(run)) settled(run);
    else if (moved) arm(run);
    return moved;
  }

  function open(
    run: RunRecord,
    actor: string,
    plan: RunPlan,
    kept: readonly JobRecord[],
  ) {
    const number = run.attempts.length + 1;
    const attempt = newAttempt(
      number,
      actor,
      plan,
      number === 1 ? run.createdAt : clock(),
    );
    attempt.jobs.push(
      ...kept.map((job) => ({ ...job, id: ids.next('job'), attempt: number })),
    );
    run.attempts.push(attempt);
    for (const other of line.displacedBy(run)) {
      const { group = '' } = other;
      latest(other).cancelledBy = { kind: 'superseded', group };
      end(other, 'cancelled');
    }
    const pending = line.enter(run);
    if (pending) attempt.status = 'pending';
    // GitHub sends no `requested` for a re-run.
    if (number === 1) {
      options.onChange(run, { kind: 'run', action: 'requested' });
    }
    if (!pending) begin(run);
  }

  function nextNumber(workflow: LocalWorkflow): number {
    const number = (numbers.get(workflow.file) ?? 0) + 1;
    numbers.set(workflow.file, number);
    return number;
  }

  return {
    runs,
    nextNumber,
    /** For histories: a run that is over when it appears, without events. */
    adopt: (run: RunRecord) => {
      runs.set(run.id, run);
    },
    create(request: NewRun): RunRecord {
      const id = ids.next('run');
      const number = nextNumber(request.workflow);
      const run = newRun(request, { id, number }, clock());
      runs.set(id, run);
      open(run, run.actor, request.plan ?? plans.shift() ?? {}, []);
      return run;
    },
    /** A new attempt; jobs for which `keep` says so are taken over as they ended. */
    rerun(run: RunRecord, actor: string, keep: (job: JobRecord) => boolean) {
      open(run, actor, plans.shift() ?? {}, latest(run).jobs.filter(keep));
    },
    step,
    end,
    /** The concurrency groups that are held or waited for, each with its runs: the one that holds it first. */
    groups: () => line.groups(),
    cancel(run: RunRecord, login: string) {
      const attempt = latest(run);
      attempt.cancelledBy = { kind: 'person', login };
      attempt.cancelling = true;
      // What has no runner yet ends at once; a job that runs is given time to stop.
      const started = attempt.status === 'in_progress';
      if (started || attempt.plan.ignoreCancel === true) arm(run);
      else end(run, 'cancelled');
    },
    /** Takes back what the plan held the run with; `force` ends the wait for its concurrency group too. */
    release(run: RunRecord, force = false) {
      const attempt = latest(run);
      const { hang: _hang, pendingBehind: _behind, ...plan } = attempt.plan;
      attempt.plan = plan;
      if (attempt.status !== 'pending') arm(run);
      else if (force || !line.isBehind(run)) begin(run);
    },
    review(
      run: RunRecord,
      decision: Omit<ReviewRecord, 'at'>,
      jobs: ReadonlySet<JobRecord>,
    ) {
      run.reviews.push({ ...decision, at: clock() });
      if (decision.state === 'approved') {
        letGoOn(run, jobs);
        return;
      }
      const life = lifeOf(run);
      for (const job of jobs) completeJob(life, job, 'failure');
      settleStatus(life);
      arm(run);
    },
    planNext: (plan: RunPlan) => {
      plans.push(plan);
    },
    remove(run: RunRecord) {
      settled(run);
      runs.delete(run.id);
    },
    get pace() {
      return pace;
    },
    setPace(value: Pace) {
      pace = value;
      for (const run of line.open()) arm(run);
    },
    stop: () => {
      for (const run of line.open()) disarm(run.id);
    },
  };
}
