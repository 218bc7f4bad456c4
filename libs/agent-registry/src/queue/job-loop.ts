import type { Clock } from '@yardmaster/github-dispatcher';

export interface JobLoopOptions<Job> {
  readonly clock: Clock;
  /** How many jobs may be under way at once. */
  readonly concurrency: number;
  /** How long it waits, in milliseconds, before it looks for jobs that were not announced. */
  readonly pollMs: number;
  /** Takes at most `count` jobs that are due, for this loop alone. */
  readonly take: (count: number) => Promise<readonly Job[]>;
  /** Does one job and settles it; bears its own errors. */
  readonly run: (job: Job) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

export interface JobLoop<Job> {
  /** What is under way. */
  readonly running: ReadonlyMap<Job, Promise<void>>;
  /** Looks for jobs now. Nothing happens before the first call. */
  wake(): void;
  /** Takes no more jobs and waits for those under way. */
  stop(): Promise<void>;
}

/** Takes jobs as long as there are some and room for them: at each wake, after each job, and every `pollMs`. */
export function createJobLoop<Job>(options: JobLoopOptions<Job>): JobLoop<Job> {
  const { clock, concurrency, pollMs, take, run, onError } = options;
  const running = new Map<Job, Promise<void>>();
  let looking: Promise<void> | undefined;
  let lookAgain = false;
  let stopped = false;
  let cancelPoll = () => {};

  const mayTake = () => !stopped && running.size < concurrency;

  function wake(): void {
    if (stopped) return;
    lookAgain = true;
    looking ??= look().finally(() => {
      looking = undefined;
      if (!stopped) cancelPoll = clock.schedule(pollMs, wake);
    });
  }

  async function look(): Promise<void> {
    cancelPoll();
    while (lookAgain) {
      lookAgain = false;
      try {
        while (mayTake()) {
          const jobs = await take(concurrency - running.size);
          if (jobs.length === 0) break;
          for (const job of jobs) begin(job);
        }
      } catch (error) {
        onError(error);
      }
    }
  }

  function begin(job: Job): void {
    const done = run(job).finally(() => {
      running.delete(job);
      wake();
    });
    running.set(job, done);
  }

  return {
    running,
    wake,
    async stop() {
      stopped = true;
      cancelPoll();
      await looking;
      await Promise.all(running.values());
    },
  };
}
