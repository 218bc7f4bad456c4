import type { PendingDeployment } from './pending-deployment.ts';
import {
  isFinal,
  type Job,
  type Run,
  type RunStatus,
  type Step,
} from './run.ts';

/** The place of a run behind others of its concurrency group. */
export type ConcurrencyWait = {
  readonly group: string;
  readonly behind: readonly {
    readonly runId: number;
    readonly name: string;
    readonly url: string | null;
  }[];
};

/** What is known of one attempt of a run. Made by `snapshotOf` and `mergeSnapshot`. */
export type Snapshot = {
  readonly run: Run;
  /** When `run` was read from the API, by GitHub's clock; absent if a webhook brought it. */
  readonly readAt?: Date;
  /**
   * Sorted by id; empty until asked for (`detail: 'jobs'`) or brought by webhooks. After the conclusion they may be
   * older than it until `jobsComplete`: show them through `currentJobs`.
   */
  readonly jobs: readonly Job[];
  /** True if `jobs` was listed after the run's conclusion, so that no job is missing. */
  readonly jobsComplete: boolean;
  /**
   * `completed` only with a conclusion. `pending`: behind a concurrency group; `waiting`: for a protection rule
   * of an environment. `waitingFor` has the details.
   */
  readonly phase: RunStatus | 'unknown';
  /** Environments whose protection rules hold the run; only in phase `waiting`, once looked up. */
  readonly pendingApprovals?: readonly PendingDeployment[];
  /** Only in phase `pending`, once looked up, and if the server knows. */
  readonly concurrency?: ConcurrencyWait;
  /** When the two above were looked up. */
  readonly waitReadAt?: Date;
  /** Cancelled because a newer run of its concurrency group took its place. True only with evidence. */
  readonly superseded: boolean;
};

type Facts = Pick<
  Snapshot,
  | 'run'
  | 'readAt'
  | 'jobs'
  | 'jobsComplete'
  | 'pendingApprovals'
  | 'concurrency'
  | 'waitReadAt'
  | 'superseded'
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
  const { readAt, pendingApprovals, concurrency, waitReadAt } = facts;
  const final = isFinal(run);
  const isHeld = run.status === 'waiting' || run.status === 'pending';
  return {
    run,
    ...(readAt === undefined ? {} : { readAt }),
    jobs: joinBy(facts.jobs ?? [], (job) => job.id, joinJobs),
    jobsComplete: facts.jobsComplete ?? false,
    phase: run.status === 'completed' && !final ? 'in_progress' : run.status,
    ...(isHeld && waitReadAt !== undefined
      ? {
          waitReadAt,
          ...(run.status === 'waiting' && pendingApprovals !== undefined
            ? { pendingApprovals }
            : {}),
          ...(run.status === 'pending' && concurrency !== undefined
            ? { concurrency }
            : {}),
        }
      : {}),
    superseded:
      final && run.conclusion === 'cancelled' && (facts.superseded ?? false),
  };
}

/**
 * The join of two snapshots of one run: associative, commutative, idempotent, so that late, duplicate or out-of-order
 * events converge. A higher attempt replaces a lower one; a conclusion stays; otherwise GitHub's own `updated_at`
 * decides. Within one second the record that was read later from the API wins, then the status that is further on.
 */
export function mergeSnapshot(previous: Snapshot, next: Snapshot): Snapshot {
  if (previous.run.id !== next.run.id)
    throw new TypeError('snapshots of two different runs cannot be merged');
  if (previous.run.attempt !== next.run.attempt) {
    return previous.run.attempt > next.run.attempt ? previous : next;
  }
  const { run, readAt } = later(previous, next, orderOfRecord);
  const wait = [previous, next]
    .filter(
      (snapshot) =>
        snapshot.run.updatedAt.getTime() === run.updatedAt.getTime(),
    )
    .reduce<Snapshot | undefined>(
      (best, snapshot) =>
        best ? later(best, snapshot, orderOfWait) : snapshot,
      undefined,
    );
  return snapshotOf(run, {
    ...(readAt === undefined ? {} : { readAt }),
    jobs: [...previous.jobs, ...next.jobs],
    jobsComplete: previous.jobsComplete || next.jobsComplete,
    superseded: previous.superseded || next.superseded,
    ...(wait?.pendingApprovals === undefined
      ? {}
      : { pendingApprovals: wait.pendingApprovals }),
    ...(wait?.concurrency === undefined
      ? {}
      : { concurrency: wait.concurrency }),
    ...(wait?.waitReadAt === undefined ? {} : { waitReadAt: wait.waitReadAt }),
  });
}

/**
 * The jobs to show. After the conclusion, one that was last seen before its end is not running any more; how it ended
 * is unknown until the details arrive.
 */
export function currentJobs({ run, jobs }: Snapshot): readonly Job[] {
  if (!isFinal(run)) return jobs;
  return jobs.map((job) =>
    isFinal(job)
      ? job
      : {
          ...job,
          status: 'unknown',
          steps: job.steps.map((step) =>
            isFinal(step) ? step : { ...step, status: 'unknown' },
          ),
        },
  );
}

/** A total order: the last member distinguishes what differs in nothing that matters. */
type Order = readonly (number | string)[];

function orderOfRecord({ run, readAt }: Snapshot): Order {
  return [
    Number(isFinal(run)),
    run.updatedAt.getTime(),
    readAt?.getTime() ?? 0,
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

function orderOfWait(snapshot: Snapshot): Order {
  const { waitReadAt, pendingApprovals, concurrency } = snapshot;
  return [
    waitReadAt?.getTime() ?? 0,
    JSON.stringify([pendingApprovals ?? [], concurrency ?? null]),
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
