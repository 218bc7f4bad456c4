import type { Clock } from '../clock.ts';
import type { GitHub } from '../github.ts';
import { createListPoller } from './poll-list.ts';
import { pollDetails, pollRun } from './poll-run.ts';
import { mapConcurrent } from '../concurrency.ts';
import { createOutage } from './outage.ts';
import type { WatchedRun } from './watched-run.ts';
import type { WatcherIntervals } from './events.ts';

export type PollerOptions = {
  readonly github: GitHub;
  readonly clock: Clock;
  readonly random: () => number;
  readonly watched: Map<number, WatchedRun>;
  readonly intervals: WatcherIntervals;
};

type Plan = {
  nextAt: number;
  step: number;
  readonly since: number;
  /** Webhooks about this run, and about its jobs, arrive. */
  heardRun: boolean;
  heardJobs: boolean;
  misses: number;
};

/** All jobs have ended, so the run's conclusion is due; ask when its webhook does not come. */
const OVERDUE_MS = 15_000;
/** Runs the list does not tell of, asked one by one per round. */
const SINGLES = 3;

/** Decides when GitHub is asked about which run: one timer, one round at a time. */
export function createPoller(options: PollerOptions) {
  const { github, clock, random, watched, intervals } = options;
  const plans = new Map<WatchedRun, Plan>();
  const pollList = createListPoller(github);
  const abort = new AbortController();
  let cancelTimer = () => {};
  let working = false;
  let arming = false;
  let earliestList = 0;
  let lastHeardAt = -Infinity;

  const trouble = createOutage(
    { clock, random, steps: intervals.steps },
    (event) => {
      for (const run of openRuns()) run.broadcast(event);
    },
  );

  const call = { signal: abort.signal, onAnswer: () => trouble.over() };

  const openRuns = () => [...watched.values()].filter((run) => run.isOpen());

  function planNext(run: WatchedRun): void {
    const plan = plans.get(run);
    if (plan === undefined) return;
    const { steps, sparse, first } = intervals;
    const wait = steps[Math.min(plan.step, steps.length - 1)] ?? first;
    plan.step += 1;
    plan.nextAt =
      clock.now() +
      (isQuiet(run, plan) ? sparse : wait) * (0.9 + 0.2 * random());
  }

  /** Webhooks tell everything its subscribers want. */
  function isQuiet(run: WatchedRun, plan: Plan): boolean {
    return plan.heardRun && (plan.heardJobs || !run.wantsJobs());
  }

  /** Where webhooks arrive at all, the first look leaves them the time to. */
  function firstWait(): number {
    return clock.now() - lastHeardAt < intervals.sparse
      ? Math.max(intervals.first, OVERDUE_MS)
      : intervals.first;
  }

  function dueAt(run: WatchedRun, many: boolean): number {
    const at = plans.get(run)?.nextAt ?? Infinity;
    return many && !run.awaitsOnlyDetails() ? Math.max(at, earliestList) : at;
  }

  function arm(): void {
    cancelTimer();
    if (working || abort.signal.aborted) return;
    const runs = openRuns();
    if (runs.length === 0) return;
    const many = runs.length > intervals.perRunLimit;
    const at = Math.max(
      trouble.pausedUntil(),
      runs.reduce(
        (soonest, run) => Math.min(soonest, dueAt(run, many)),
        Infinity,
      ),
    );
    cancelTimer = clock.schedule(
      Math.max(0, at - clock.now()),
      () => void round(),
    );
  }

  /** Many come at once: the earliest moment is sought once for all of them. */
  function armSoon(): void {
    if (arming) return;
    arming = true;
    queueMicrotask(() => {
      arming = false;
      arm();
    });
  }

  async function round(): Promise<void> {
    working = true;
    try {
      const runs = openRuns();
      const many = runs.length > intervals.perRunLimit;
      const due = runs.filter((run) => dueAt(run, many) <= clock.now());
      const listed = many ? due.filter((run) => !run.awaitsOnlyDetails()) : [];
      if (listed.length > 0) await readByList(listed);
      await mapConcurrent(
        many ? due.filter((run) => run.awaitsOnlyDetails()) : due,
        readSingle,
      );
    } finally {
      working = false;
      arm();
    }
  }

  async function readByList(due: readonly WatchedRun[]): Promise<void> {
    earliestList = clock.now() + (intervals.steps[0] ?? intervals.first);
    const result = await pollList(watched, due, call);
    if (result.kind === 'failed') return trouble.met(result.failure);
    const seen = [...watched.values()].filter(
      (run) => result.seen.has(run.runId) && run.isOpen(),
    );
    for (const run of seen) planNext(run);
    await mapConcurrent(seen, (run) => readDetails(run, false));
    await mapConcurrent(result.beyond.slice(0, SINGLES), readSingle);
  }

  async function readSingle(run: WatchedRun): Promise<void> {
    planNext(run);
    if (!run.awaitsOnlyDetails()) {
      const outcome = await pollRun(github, run, call);
      if (outcome.kind === 'failed') return trouble.met(outcome.failure);
      const plan = plans.get(run);
      if (plan === undefined) return;
      if (outcome.kind === 'gone') return missing(run, plan);
      plan.misses = 0;
    }
    await readDetails(run, true);
  }

  /** `progress`: jobs of running runs too; with many runs that would be many calls. */
  async function readDetails(
    run: WatchedRun,
    progress: boolean,
  ): Promise<void> {
    const { signal } = abort;
    const how = { signal, clock, progress };
    const outcome = await pollDetails(github, run, how);
    if (outcome.kind === 'failed') return trouble.met(outcome.failure);
    const plan = plans.get(run);
    if (plan !== undefined && run.awaitsOnlyDetails())
      plan.nextAt = clock.now() + intervals.first;
  }

  function missing(run: WatchedRun, plan: Plan): void {
    plan.misses += 1;
    const mayStillAppear =
      !run.isKnown() && clock.now() - plan.since < intervals.grace;
    if (plan.misses < 2 || mayStillAppear) {
      plan.nextAt = clock.now() + intervals.first;
      return;
    }
    watched.delete(run.runId);
    plans.delete(run);
    run.broadcast({ kind: 'deleted', runId: run.runId });
  }

  return {
    add(run: WatchedRun): void {
      const now = clock.now();
      plans.set(run, {
        nextAt: now + firstWait(),
        step: 0,
        since: now,
        heardRun: false,
        heardJobs: false,
        misses: 0,
      });
    },
    remove(run: WatchedRun): void {
      plans.delete(run);
      armSoon();
    },
    /** A subscriber came, perhaps to a run whose watching had ended, perhaps for more than the others want. */
    wake(run: WatchedRun): void {
      const plan = plans.get(run);
      if (plan === undefined) return;
      if (run.awaitsOnlyDetails()) plan.nextAt = clock.now();
      else if (!isQuiet(run, plan))
        plan.nextAt = Math.min(plan.nextAt, clock.now() + firstWait());
      armSoon();
    },
    /** A webhook told about the run. */
    heard(run: WatchedRun, kind: 'workflow_run' | 'workflow_job'): void {
      const plan = plans.get(run);
      if (plan === undefined) return;
      lastHeardAt = clock.now();
      if (kind === 'workflow_run') plan.heardRun = true;
      else plan.heardJobs = true;
      if (isQuiet(run, plan)) planNext(run);
      if (run.awaitsOnlyDetails() || run.approvalInPlay())
        plan.nextAt = clock.now();
      else if (run.allJobsEnded())
        plan.nextAt = Math.min(plan.nextAt, clock.now() + OVERDUE_MS);
      armSoon();
    },
    close(): void {
      abort.abort();
      cancelTimer();
      plans.clear();
    },
  };
}
