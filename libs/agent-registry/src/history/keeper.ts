import type { Clock } from '@yardmaster/github-dispatcher';
import type { Journal } from '../journal/journal.ts';
import { backfill } from './backfill/backfill.ts';
import type { HistorySource } from './backfill/budget.ts';
import type { History } from './history.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** The first pass leaves the start to what people wait for, milliseconds. */
const FIRST_AFTER = MINUTE;
const EVERY = 5 * MINUTE;
/** Calls of one pass: 1,200 in an hour at most. */
const CALLS = 100;
/** Half of the hour's calls belong to deploys. */
const RESERVE = 0.5;
/** What digests and estimates look at most, and so is filled first, with its jobs. */
const NEAR = 14 * DAY;
/** The twelve weeks of a digest, and one to find what was created before them. */
const FAR = 91 * DAY;
const KEEP = 400 * DAY;

/** A repository whose history is kept, and the files of its configured workflows. */
export interface KeptRepository {
  readonly repository: string;
  readonly source: HistorySource;
  readonly workflows: readonly string[];
}

/** Fills the history in the background, a little at a time, and forgets what is too old. */
export interface HistoryKeeper {
  start(): void;
  /** Waits for the pass under way, which it cuts short. */
  stop(): Promise<void>;
}

export function createHistoryKeeper(options: {
  readonly history: History;
  readonly journal: Pick<Journal, 'takeLease' | 'releaseLease'>;
  readonly repositories: readonly KeptRepository[];
  readonly clock: Clock;
  readonly owner: string;
  readonly warn: (message: string) => void;
}): HistoryKeeper {
  const { history, journal, repositories, clock, owner, warn } = options;
  let cancel = () => {};
  let pass: Promise<void> = Promise.resolve();
  let controller = new AbortController();
  let prunedAt = -Infinity;

  async function fill(
    { repository, source, workflows }: KeptRepository,
    signal: AbortSignal,
  ): Promise<void> {
    let calls = CALLS;
    const ranges = [
      { since: NEAR, jobs: true },
      { since: FAR, jobs: false },
    ];
    for (const { since, jobs } of ranges)
      for (const workflow of workflows) {
        const now = clock.now();
        const from = now - since;
        const result = await backfill({
          history,
          source,
          repository,
          workflow,
          range: { from, to: now },
          jobsFrom: jobs ? from : undefined,
          calls,
          reserve: RESERVE,
          now,
          signal,
        });
        calls -= result.calls;
        if (calls <= 0 || !result.complete || signal.aborted) return;
      }
  }

  async function run(signal: AbortSignal): Promise<void> {
    const now = clock.now();
    // One instance fills for all.
    if (!(await journal.takeLease('history', owner, now, now + 2 * EVERY)))
      return;
    for (const one of repositories) {
      if (signal.aborted) return;
      await fill(one, signal);
    }
    if (now - prunedAt > DAY) {
      await history.prune(now - KEEP);
      prunedAt = now;
    }
  }

  function later(after: number): void {
    cancel = clock.schedule(after, () => {
      pass = run(controller.signal)
        .catch((error: unknown) =>
          warn(`The history could not be filled: ${String(error)}`),
        )
        .then(() => {
          if (!controller.signal.aborted) later(EVERY);
        });
    });
  }

  return {
    start() {
      controller = new AbortController();
      later(FIRST_AFTER);
    },
    async stop() {
      controller.abort();
      cancel();
      await pass;
      await journal.releaseLease('history', owner);
    },
  };
}
