import {
  type Change,
  type Life,
  completeJob,
  completeRun,
  settleStatus,
  spawnJobs,
  tick,
} from './life.ts';
import { type ExpressionContext, expand } from './expression.ts';
import type { Ids } from './ids.ts';
import type { RunPlan } from './plan.ts';
import {
  type AttemptRecord,
  isOver,
  latest,
  type ReviewRecord,
  type RunRecord,
} from './run.ts';
import type { Timers } from './timers.ts';
import type { LocalWorkflow } from './workflow.ts';

/** Milliseconds from one transition of a run to the next, or `'manual'`: nothing moves by itself. */
export type Pace = 'manual' | number;

export interface NewRun {
  readonly workflow: LocalWorkflow;
  readonly event: string;
  readonly branch: string;
  readonly sha: string;
  readonly actor: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  /** Goes before the plans of `planNext`. */
  readonly plan?: RunPlan;
}

export interface EngineOptions {
  readonly ids: Ids;
  readonly clock: () => number;
  readonly timers: Timers;
  readonly pace: Pace;
  readonly protectedEnvironments: ReadonlySet<string>;
  readonly onChange: (run: RunRecord, change: Change) => void;
}

export type Engine = ReturnType<typeof createEngine>;

export const createEngine = (options: EngineOptions) => {
  const { ids, clock, timers } = options;
  const runs = new Map<number, RunRecord>();
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

  const disarm = (id: number) => {
    timers.clearTimeout(armed.get(id));
    armed.delete(id);
  };

  /** Sets the run's next transition; a run that stands still is armed again when something lets it go on. */
  const arm = (run: RunRecord) => {
    disarm(run.id);
    if (pace === 'manual' || isOver(run) || !runs.has(run.id)) return;
    armed.set(
      run.id,
      timers.setTimeout(() => {
        armed.delete(run.id);
        step(run);
      }, pace),
    );
  };

  const begin = (run: RunRecord) => {
    latest(run).status = 'queued';
    spawnJobs(lifeOf(run), options);
    settleStatus(lifeOf(run));
    arm(run);
  };

  const isPending = (run: RunRecord) => latest(run).status === 'pending';

  const othersOf = (run: RunRecord) =>
    [...runs.values()].filter(
      (other) =>
        other !== run &&
        run.group !== undefined &&
        other.group === run.group &&
        !isOver(other),
    );

  /** Lets go what waited for this run: those planned behind it, and the pending one of its group. */
  const passOn = (run: RunRecord) => {
    disarm(run.id);
    for (const other of runs.values()) {
      if (isPending(other) && latest(other).plan.pendingBehind === run.id) {
        begin(other);
      }
    }
    const next = othersOf(run).find(isPending);
    if (
      next !== undefined &&
      latest(next).plan.pendingBehind === undefined &&
      othersOf(next).every((other) => isPending(other))
    ) {
      begin(next);
    }
  };

  const end = (run: RunRecord, conclusion: string) => {
    completeRun(lifeOf(run), conclusion);
    passOn(run);
  };

  const step = (run: RunRecord): boolean => {
    const moved = tick(lifeOf(run), options);
    if (isOver(run)) passOn(run);
    else if (moved) arm(run);
    return moved;
  };

  const mustWait = (run: RunRecord): boolean => {
    const others = othersOf(run);
    // A newer run takes the one pending place of its group, and the older one never starts.
    for (const other of others.filter(isPending)) end(other, 'cancelled');
    if (run.workflow.concurrency?.cancelInProgress === true) {
      for (const other of others) if (!isOver(other)) end(other, 'cancelled');
    }
    const behind = latest(run).plan.pendingBehind;
    const ahead = typeof behind === 'number' ? runs.get(behind) : undefined;
    return (
      behind === true ||
      (ahead !== undefined && !isOver(ahead)) ||
      others.some((other) => !isOver(other))
    );
  };

  const open = (run: RunRecord, first: boolean) => {
    const pending = mustWait(run);
    if (pending) latest(run).status = 'pending';
    // GitHub sends no `requested` for a re-run.
    if (first) options.onChange(run, { kind: 'run', action: 'requested' });
    if (!pending) begin(run);
  };

  const newAttempt = (
    number: number,
    actor: string,
    plan: RunPlan,
  ): AttemptRecord => ({
    number,
    actor,
    plan,
    startedAt: clock(),
    updatedAt: clock(),
    jobs: [],
    status: 'queued',
    conclusion: null,
    cancelling: false,
    announced: false,
  });

  return {
    runs,
    /** For histories: a run that is over when it appears. No event tells of it. */
    adopt: (run: RunRecord) => {
      runs.set(run.id, run);
    },
    nextNumber: (workflow: LocalWorkflow) => {
      const number = (numbers.get(workflow.file) ?? 0) + 1;
      numbers.set(workflow.file, number);
      return number;
    },
    create(request: NewRun): RunRecord {
      const { workflow, inputs = {} } = request;
      const context: ExpressionContext = {
        inputs,
        github: {
          actor: request.actor,
          ref_name: request.branch,
          sha: request.sha,
          event_name: request.event,
          workflow: workflow.name,
          event: { inputs, client_payload: inputs },
        },
      };
      const title = expand(workflow.runName ?? '', context).trim();
      const run: RunRecord = {
        id: ids.next('run'),
        workflow,
        number: this.nextNumber(workflow),
        title: title === '' ? workflow.name : title,
        event: request.event,
        branch: request.branch,
        sha: request.sha,
        actor: request.actor,
        inputs,
        createdAt: clock(),
        group:
          workflow.concurrency === undefined
            ? undefined
            : expand(workflow.concurrency.group, context),
        attempts: [
          newAttempt(1, request.actor, request.plan ?? plans.shift() ?? {}),
        ],
        reviews: [],
      };
      runs.set(run.id, run);
      open(run, true);
      return run;
    },
    /** A new attempt; jobs for which `keep` says so are taken over as they ended. */
    rerun(
      run: RunRecord,
      actor: string,
      keep: (job: AttemptRecord['jobs'][number]) => boolean,
    ) {
      const before = latest(run);
      const attempt = newAttempt(before.number + 1, actor, plans.shift() ?? {});
      for (const job of before.jobs.filter(keep)) {
        attempt.jobs.push({
          ...job,
          id: ids.next('job'),
          attempt: attempt.number,
        });
      }
      run.attempts.push(attempt);
      open(run, false);
    },
    step,
    end,
    cancel(run: RunRecord) {
      const attempt = latest(run);
      attempt.cancelling = true;
      // What has no runner yet ends at once; a job that runs is given time to stop.
      if (
        attempt.status !== 'in_progress' &&
        attempt.plan.ignoreCancel !== true
      ) {
        end(run, 'cancelled');
      } else arm(run);
    },
    release(run: RunRecord) {
      const attempt = latest(run);
      const { hang: _hang, pendingBehind: _behind, ...plan } = attempt.plan;
      attempt.plan = plan;
      if (isPending(run)) begin(run);
      else arm(run);
    },
    review(
      run: RunRecord,
      review: Omit<ReviewRecord, 'at'>,
      waitsFor: (job: AttemptRecord['jobs'][number]) => boolean,
    ) {
      run.reviews.push({ ...review, at: clock() });
      const life = lifeOf(run);
      for (const job of latest(run).jobs.filter(waitsFor)) {
        if (review.state === 'rejected') completeJob(life, job, 'failure');
        else {
          job.approved = true;
          job.status = 'queued';
          life.onChange({ kind: 'job', action: 'queued', job });
        }
      }
      settleStatus(life);
      arm(run);
    },
    planNext: (plan: RunPlan) => {
      plans.push(plan);
    },
    remove(run: RunRecord) {
      disarm(run.id);
      runs.delete(run.id);
    },
    get pace() {
      return pace;
    },
    setPace(value: Pace) {
      pace = value;
      for (const run of runs.values()) arm(run);
    },
    stop: () => {
      for (const id of [...armed.keys()]) disarm(id);
    },
  };
};
