import { steadyNow, type Clock } from '../clock.ts';
import { mapConcurrent } from '../concurrency.ts';
import type { GitHub } from '../github.ts';
import type { WebhookEvent } from '../webhook/webhook.ts';
import type { WatcherIntervals } from './events.ts';
import { Outage } from './outage.ts';
import { createListPoller } from './poll-list.ts';
import { pollDetails, pollRun } from './poll-run.ts';
import type { WatchedRun } from './watched-run.ts';

export type PollerOptions = {
  readonly github: GitHub;
  readonly clock: Clock;
  readonly random: () => number;
  readonly watched: Map<number, WatchedRun>;
  readonly intervals: WatcherIntervals;
};

/** All times are those of `steadyNow`: a clock that is set delays no look. */
type Plan = {
  nextAt: number;
  step: number;
  readonly since: number;
  /** Webhooks about this run, and about its jobs, arrive. */
  heardRun: boolean;
  heardJobs: boolean;
  /** When the run was first missing although its repository was shown. */
  missedAt: number | undefined;
  /** When its details were first due, and how often they were read since. */
  detailsSince: number | undefined;
  detailReads: number;
};

/** All jobs have ended, so the run's conclusion is due; ask if its webhook does not come. */
const OVERDUE_MS = 15_000;
/** Runs the list does not hold, read one by one per round. */
const SINGLES = 3;
/** A run that is missing twice, this far apart, was deleted. */
const DELETED_AFTER_MS = 60_000;
/** Details that cannot be read within this time after the conclusion are given up. */
const DETAILS_WITHIN_MS = 300_000;

/** Decides when GitHub is asked about which run: one timer, one round at a time. */
export class Poller {
  readonly #options: PollerOptions;
  readonly #plans = new Map<WatchedRun, Plan>();
  readonly #pollList: ReturnType<typeof createListPoller>;
  readonly #abort = new AbortController();
  readonly #outage: Outage;
  #cancelTimer = () => {};
  #isWorking = false;
  #isArming = false;
  #earliestList = 0;
  #lastHeardAt = -Infinity;

  constructor(options: PollerOptions) {
    const { github, clock, random, intervals } = options;
    this.#options = options;
    this.#pollList = createListPoller(github);
    this.#outage = new Outage({
      clock,
      random,
      steps: intervals.steps,
      notify: (event) => {
        for (const run of this.#openRuns()) run.broadcast(event);
      },
    });
  }

  add(run: WatchedRun): void {
    const now = this.#now();
    this.#plans.set(run, {
      nextAt: now + this.#firstWait(),
      step: 0,
      since: now,
      heardRun: false,
      heardJobs: false,
      missedAt: undefined,
      detailsSince: undefined,
      detailReads: 0,
    });
  }

  remove(run: WatchedRun): void {
    this.#plans.delete(run);
    this.#armSoon();
  }

  /** A subscriber was added, perhaps to a run whose watching had ended, perhaps for more than the others want. */
  wake(run: WatchedRun): void {
    const plan = this.#plans.get(run);
    if (plan === undefined) return;
    const now = this.#now();
    if (run.awaitsOnlyDetails()) plan.nextAt = now;
    else if (!this.#isQuiet(run, plan))
      plan.nextAt = Math.min(plan.nextAt, now + this.#firstWait());
    this.#armSoon();
  }

  /** A webhook brought something about the run. */
  heard(run: WatchedRun, event: WebhookEvent): void {
    const plan = this.#plans.get(run);
    if (plan === undefined) return;
    const now = this.#now();
    this.#lastHeardAt = now;
    if (event.kind === 'workflow_run') plan.heardRun = true;
    else plan.heardJobs = true;
    if (this.#isQuiet(run, plan)) this.#planNext(run);
    const isHeld =
      event.kind === 'workflow_job' && event.job.status === 'waiting';
    if (run.awaitsOnlyDetails() || run.isHeld() || isHeld) plan.nextAt = now;
    else if (run.allJobsEnded())
      plan.nextAt = Math.min(plan.nextAt, now + OVERDUE_MS);
    this.#armSoon();
  }

  /** Reads one run now, out of turn. */
  async refresh(run: WatchedRun): Promise<void> {
    if (!this.#abort.signal.aborted) await this.#readSingle(run);
    this.#armSoon();
  }

  close(): void {
    this.#abort.abort();
    this.#cancelTimer();
    this.#plans.clear();
  }

  #now(): number {
    return steadyNow(this.#options.clock);
  }

  #openRuns(): readonly WatchedRun[] {
    return [...this.#options.watched.values()].filter((run) => run.isOpen());
  }

  #call() {
    return {
      signal: this.#abort.signal,
      onResponse: () => this.#outage.onSuccess(),
    };
  }

  #planNext(run: WatchedRun): void {
    const plan = this.#plans.get(run);
    if (plan === undefined) return;
    const { random, intervals } = this.#options;
    const { steps, sparse, sparseBeforeStart, first } = intervals;
    const wait = steps[Math.min(plan.step, steps.length - 1)] ?? first;
    plan.step += 1;
    const quietWait = run.isInProgress()
      ? sparse
      : Math.min(sparse, sparseBeforeStart);
    plan.nextAt =
      this.#now() +
      (this.#isQuiet(run, plan) ? quietWait : wait) * (0.9 + 0.2 * random());
  }

  /** Webhooks bring everything its subscribers want. */
  #isQuiet(run: WatchedRun, plan: Plan): boolean {
    return plan.heardRun && (plan.heardJobs || !run.wantsJobs());
  }

  /** Once webhooks have arrived at all, the first look leaves them the time to. */
  #firstWait(): number {
    const { intervals } = this.#options;
    return this.#now() - this.#lastHeardAt < intervals.sparse
      ? Math.max(intervals.first, OVERDUE_MS)
      : intervals.first;
  }

  #dueAt(run: WatchedRun, many: boolean): number {
    const at = this.#plans.get(run)?.nextAt ?? Infinity;
    return many && !run.awaitsOnlyDetails()
      ? Math.max(at, this.#earliestList)
      : at;
  }

  #arm(): void {
    this.#cancelTimer();
    if (this.#isWorking || this.#abort.signal.aborted) return;
    const runs = this.#openRuns();
    if (runs.length === 0) return;
    const { clock, intervals } = this.#options;
    const many = runs.length > intervals.perRunLimit;
    const at = Math.max(
      this.#outage.pausedUntil,
      runs.reduce(
        (soonest, run) => Math.min(soonest, this.#dueAt(run, many)),
        Infinity,
      ),
    );
    this.#cancelTimer = clock.schedule(
      Math.max(0, at - this.#now()),
      () => void this.#round(),
    );
  }

  /** Many come at once: the earliest moment is sought once for all of them. */
  #armSoon(): void {
    if (this.#isArming) return;
    this.#isArming = true;
    queueMicrotask(() => {
      this.#isArming = false;
      this.#arm();
    });
  }

  async #round(): Promise<void> {
    this.#isWorking = true;
    try {
      const { intervals } = this.#options;
      const runs = this.#openRuns();
      const many = runs.length > intervals.perRunLimit;
      const due = runs.filter((run) => this.#dueAt(run, many) <= this.#now());
      const listed = many ? due.filter((run) => !run.awaitsOnlyDetails()) : [];
      if (listed.length > 0) await this.#readByList(listed);
      await mapConcurrent(
        many ? due.filter((run) => run.awaitsOnlyDetails()) : due,
        (run) => this.#readSingle(run),
      );
    } finally {
      this.#isWorking = false;
      this.#arm();
    }
  }

  async #readByList(due: readonly WatchedRun[]): Promise<void> {
    const { watched, intervals } = this.#options;
    this.#earliestList = this.#now() + (intervals.steps[0] ?? intervals.first);
    const result = await this.#pollList(watched, due, this.#call());
    if (result.kind === 'failed') return this.#outage.onFailure(result.failure);
    const seen = [...watched.values()].filter(
      (run) => result.seen.has(run.runId) && run.isOpen(),
    );
    for (const run of seen) this.#planNext(run);
    await mapConcurrent(seen, (run) => this.#readDetails(run, false));
    await mapConcurrent(result.beyond.slice(0, SINGLES), (run) =>
      this.#readSingle(run),
    );
  }

  async #readSingle(run: WatchedRun): Promise<void> {
    this.#planNext(run);
    if (!run.awaitsOnlyDetails()) {
      const outcome = await pollRun(this.#options.github, run, this.#call());
      if (outcome.kind === 'failed')
        return this.#outage.onFailure(outcome.failure);
      const plan = this.#plans.get(run);
      if (plan === undefined) return;
      if (outcome.kind === 'missing') return this.#missing(run, plan);
      plan.missedAt = undefined;
    }
    await this.#readDetails(run, true);
  }

  /** `progress`: jobs of running runs too; with many runs that would be many calls. */
  async #readDetails(run: WatchedRun, progress: boolean): Promise<void> {
    const { github, clock, intervals } = this.#options;
    const { signal } = this.#abort;
    const outcome = await pollDetails(github, run, { signal, clock, progress });
    if (outcome.kind === 'failed') this.#outage.onFailure(outcome.failure);
    const plan = this.#plans.get(run);
    if (plan === undefined || !run.awaitsOnlyDetails()) return;
    plan.detailsSince ??= this.#now();
    if (this.#now() - plan.detailsSince >= DETAILS_WITHIN_MS)
      return run.giveUpDetails();
    const { first, steps } = intervals;
    const waits = [first, first, ...steps];
    plan.nextAt =
      this.#now() +
      (waits[Math.min(plan.detailReads, waits.length - 1)] ?? first);
    plan.detailReads += 1;
  }

  #missing(run: WatchedRun, plan: Plan): void {
    const { watched, intervals } = this.#options;
    const now = this.#now();
    if (!run.isKnown() && now - plan.since < intervals.grace) {
      plan.nextAt = now + intervals.first;
      return;
    }
    plan.missedAt ??= now;
    if (now - plan.missedAt < DELETED_AFTER_MS) {
      plan.nextAt = plan.missedAt + DELETED_AFTER_MS;
      return;
    }
    watched.delete(run.runId);
    this.#plans.delete(run);
    run.broadcast({ kind: 'deleted', runId: run.runId });
  }
}
