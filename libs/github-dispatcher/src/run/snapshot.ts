import type { PendingDeployment } from './pending-deployment.ts';
import {
  isFinal,
  type Job,
  type Run,
  type RunStatus,
  type Step,
} from './run.ts';

/** What is known of one attempt of a run. Made by `snapshotOf` and `mergeSnapshot`. */
export type Snapshot = {
  readonly run: Run;
  /** Sorted by id; empty until asked for (`detail: 'jobs'`) or told by webhooks. */
  readonly jobs: readonly Job[];
  /** True when `jobs` was listed after the run's conclusion, so that no job is missing. */
  readonly jobsComplete: boolean;
  /**
   * `completed` only with a conclusion. `pending`: behind a concurrency group; `waiting`: for a protection rule
   * of an environment.
   */
  readonly phase: RunStatus | 'unknown';
  /** Environments that wait for a review; only in phase `waiting`, once looked up. */
  readonly pendingApprovals?: readonly PendingDeployment[];
  readonly approvalsReadAt?: Date;
  /** Cancelled before anything ran: as a rule a newer run of its concurrency group took its place. */
  readonly superseded: boolean;
};

type Facts = Pick<
  Snapshot,
  'run' | 'jobs' | 'jobsComplete' | 'pendingApprovals' | 'approvalsReadAt'
>;

const RANK: Readonly<Record<RunStatus | 'unknown', number>> = {
  unknown: 0,
  requested: 1,
  queued: 2,
  pending: 3,
  waiting: 4,
  in_progress: 5,
  completed: 6,
};

/** Derives what follows from the facts; jobs may come in any order. */
export function snapshotOf(
  run: Run,
  facts: Partial<Omit<Facts, 'run'>> = {},
): Snapshot {
  const jobs = joinBy(facts.jobs ?? [], (job) => job.id, joinJobs);
  const jobsComplete = facts.jobsComplete ?? false;
  const final = isFinal(run);
  const approvals =
    facts.approvalsReadAt !== undefined && facts.pendingApprovals !== undefined;
  return {
    run,
    jobs,
    jobsComplete,
    phase: run.status === 'completed' && !final ? 'in_progress' : run.status,
    ...(approvals && run.status === 'waiting'
      ? {
          pendingApprovals: facts.pendingApprovals,
          approvalsReadAt: facts.approvalsReadAt,
        }
      : {}),
    superseded:
      final &&
      run.conclusion === 'cancelled' &&
      jobsComplete &&
      jobs.every((job) => job.steps.length === 0),
  };
}

/**
 * The join of two snapshots of one run: associative, commutative, idempotent, so that late, repeated or reordered
 * news reach the same end. A higher attempt replaces a lower one; a conclusion stays; otherwise GitHub's own
 * `updated_at` decides, and within one second the status that is further on.
 */
export function mergeSnapshot(previous: Snapshot, next: Snapshot): Snapshot {
  if (previous.run.id !== next.run.id)
    throw new TypeError('snapshots of two different runs cannot be merged');
  if (previous.run.attempt !== next.run.attempt) {
    return previous.run.attempt > next.run.attempt ? previous : next;
  }
  const run = later(previous.run, next.run, orderOfRun);
  const approvals = [previous, next]
    .filter(
      (snapshot) =>
        snapshot.run.updatedAt.getTime() === run.updatedAt.getTime(),
    )
    .reduce<Snapshot | undefined>(
      (best, snapshot) =>
        best ? later(best, snapshot, orderOfApprovals) : snapshot,
      undefined,
    );
  return snapshotOf(run, {
    jobs: [...previous.jobs, ...next.jobs],
    jobsComplete: previous.jobsComplete || next.jobsComplete,
    ...(approvals?.pendingApprovals === undefined
      ? {}
      : { pendingApprovals: approvals.pendingApprovals }),
    ...(approvals?.approvalsReadAt === undefined
      ? {}
      : { approvalsReadAt: approvals.approvalsReadAt }),
  });
}

/** A total order: the last member tells apart what differs in nothing that matters. */
type Order = readonly (number | string)[];

function orderOfRun(run: Run): Order {
  return [
    Number(isFinal(run)),
    run.updatedAt.getTime(),
    RANK[run.status],
    JSON.stringify(run),
  ];
}

function orderOfJob({ steps: _steps, ...job }: Job): Order {
  return [
    Number(isFinal(job)),
    RANK[job.status],
    job.completedAt?.getTime() ?? 0,
    JSON.stringify(job),
  ];
}

function orderOfStep(step: Step): Order {
  return [Number(isFinal(step)), RANK[step.status], JSON.stringify(step)];
}

function orderOfApprovals({
  approvalsReadAt,
  pendingApprovals,
}: Snapshot): Order {
  return [
    approvalsReadAt?.getTime() ?? 0,
    JSON.stringify(pendingApprovals ?? []),
  ];
}

function later<T>(a: T, b: T, order: (item: T) => Order): T {
  const [left, right] = [order(a), order(b)];
  for (const [index, mine] of left.entries()) {
    const other = right[index] ?? mine;
    if (mine !== other) return mine > other ? a : b;
  }
  return a;
}

function joinJobs(a: Job, b: Job): Job {
  return {
    ...later(a, b, orderOfJob),
    steps: joinBy(
      [...a.steps, ...b.steps],
      (step) => step.number,
      (left, right) => later(left, right, orderOfStep),
    ),
  };
}

function joinBy<T>(
  items: readonly T[],
  key: (item: T) => number,
  join: (a: T, b: T) => T,
): readonly T[] {
  const joined = new Map<number, T>();
  for (const item of items) {
    const known = joined.get(key(item));
    joined.set(key(item), join(known ?? item, item));
  }
  return [...joined.values()].toSorted((a, b) => key(a) - key(b));
}
