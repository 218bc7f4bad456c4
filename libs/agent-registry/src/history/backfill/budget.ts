import type { Failure, GitHub, Result } from '@yardmaster/github-dispatcher';

/** The reads of GitHub that the history makes. */
export type HistorySource = Pick<
  GitHub,
  'listRunsPage' | 'getRunAttempt' | 'listJobs' | 'rateLimit'
>;

/** A source that stops after so many calls. */
export interface Budget extends Omit<HistorySource, 'rateLimit'> {
  /** Calls made so far. */
  readonly spent: () => number;
  /** A call was not made, because the budget was spent. */
  readonly exhausted: () => boolean;
  /** A call was answered with data, so the repository can be read. */
  readonly hasRead: () => boolean;
}

const EXHAUSTED: Failure = {
  ok: false,
  reason: 'aborted',
  message: 'The budget of this back-fill is spent.',
  definite: true,
};

export function createBudget(source: HistorySource, most: number): Budget {
  let spent = 0;
  let exhausted = false;
  let hasRead = false;
  const within =
    <Given extends readonly unknown[], Value>(
      call: (...given: Given) => Promise<Result<Value>>,
    ) =>
    async (...given: Given): Promise<Result<Value>> => {
      if (spent >= most) {
        exhausted = true;
        return EXHAUSTED;
      }
      spent += 1;
      const result = await call(...given);
      if (result.ok) hasRead = true;
      return result;
    };
  return {
    listRunsPage: within((...given) => source.listRunsPage(...given)),
    getRunAttempt: within((...given) => source.getRunAttempt(...given)),
    listJobs: within((...given) => source.listJobs(...given)),
    spent: () => spent,
    exhausted: () => exhausted,
    hasRead: () => hasRead,
  };
}
