import type { Failure } from '@yardmaster/github-dispatcher';
import { keyOf, openAttempts, readAttempts } from './attempts.ts';
import { createBudget } from './budget.ts';
import { readJobs } from './jobs.ts';
import { listMissing } from './list.ts';
import type { BackfillOptions } from './options.ts';

export interface BackfillResult {
  /** Every run of the range is known, every attempt of it, and the end of all that have one. */
  readonly complete: boolean;
  readonly calls: number;
  /** Why it is not complete. `rate_limited`: too few calls are left in this hour. */
  readonly reason: 'budget' | 'rate_limited' | 'failed' | 'partial' | null;
  /** How GitHub failed, if it did. */
  readonly failure: Failure | null;
  /** When calls are available again. */
  readonly retryAt: number | null;
  /** Finished attempts whose jobs are still unknown. */
  readonly jobsMissing: number;
}

/**
 * Reads from GitHub what the history lacks of a span: lists of the ranges that nothing covers, attempts before the last
 * of runs that were re-run, the ends of attempts that were running when they were seen, and jobs. What it has read is
 * kept whether or not it gets to the end.
 */
export async function backfill(
  options: BackfillOptions,
): Promise<BackfillResult> {
  const { source, signal } = options;
  const limit = await source.rateLimit(signal === undefined ? {} : { signal });
  const left =
    limit.ok && limit.value !== null
      ? Math.max(
          0,
          limit.value.remaining -
            Math.ceil(limit.value.limit * options.reserve),
        )
      : options.calls;
  const budget = createBudget(source, Math.min(options.calls, left));
  const failures: Failure[] = [];
  const problem = (failure: Failure) => void failures.push(failure);

  const listed = await listMissing(options, budget, problem);
  const read = await readAttempts(options, budget, problem);
  const jobsMissing = await readJobs(options, budget, problem);

  const open = await openAttempts(options);
  // What GitHub just called running has no end yet.
  const complete = listed && open.every((key) => read.has(keyOf(key)));
  const failed = failures.find(({ reason }) => reason !== 'aborted');
  return {
    complete,
    calls: budget.spent(),
    reason: complete ? null : reasonOf(),
    failure: complete ? null : (failed ?? null),
    retryAt: retryAt(),
    jobsMissing,
  };

  function reasonOf(): BackfillResult['reason'] {
    if (failed !== undefined)
      return failed.reason === 'rate_limited' ? 'rate_limited' : 'failed';
    if (!budget.exhausted()) return 'partial';
    return left < options.calls ? 'rate_limited' : 'budget';
  }

  function retryAt(): number | null {
    if (failed?.retryAt !== undefined) return failed.retryAt.getTime();
    return reasonIsLimit() && limit.ok
      ? (limit.value?.resetAt.getTime() ?? null)
      : null;
  }

  function reasonIsLimit(): boolean {
    return !complete && reasonOf() === 'rate_limited';
  }
}
