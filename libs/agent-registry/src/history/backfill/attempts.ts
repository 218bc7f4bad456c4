import type { Failure } from '@yardmaster/github-dispatcher';
import { isFinished, type AttemptKey } from '../attempt.ts';
import { sightingOf } from '../sighting.ts';
import type { Budget } from './budget.ts';
import { concerns, inGroups, type BackfillOptions } from './options.ts';

/** Attempts whose end is unknown: those last seen running, and those before the last of a run that were never seen. */
export async function openAttempts(
  options: BackfillOptions,
): Promise<readonly AttemptKey[]> {
  const { history, repository, range } = options;
  const known = await history.list({
    repository,
    ended: { from: range.from, to: Number.MAX_SAFE_INTEGER },
    running: true,
  });
  const wanted = known.filter((one) => concerns(one, options));
  const earlier = wanted.flatMap(({ runId, attempt }) =>
    Array.from({ length: attempt - 1 }, (_, index) => ({
      repository,
      runId,
      attempt: index + 1,
    })),
  );
  const finished = new Set((await history.finished(earlier)).map(keyOf));
  const open = [
    ...earlier.filter((key) => !finished.has(keyOf(key))),
    ...wanted.filter(({ state }) => !isFinished(state)),
  ];
  return [...new Map(open.map((key) => [keyOf(key), key])).values()];
}

/**
 * Reads the open attempts; returns the keys of those that GitHub answered for. One that is not found is looked for a
 * second time: only if the repository can be read and the run is still not there, it was deleted.
 */
export async function readAttempts(
  options: BackfillOptions,
  budget: Budget,
  problem: (failure: Failure) => void,
): Promise<ReadonlySet<string>> {
  const { history, repository, now, signal } = options;
  const read = new Set<string>();
  const look = async (
    keys: readonly AttemptKey[],
    notFound: (key: AttemptKey, failure: Failure) => Promise<void>,
  ) =>
    inGroups(keys, async (key) => {
      const got = await budget.getRunAttempt(
        key.runId,
        key.attempt,
        signal === undefined ? {} : { signal },
      );
      if (!got.ok)
        return got.reason === 'not_found' ? notFound(key, got) : problem(got);
      read.add(keyOf(key));
      if (got.value.modified)
        await history.record(
          [sightingOf(repository, got.value.value, 'read')],
          null,
        );
    });

  const missing: AttemptKey[] = [];
  await look(await openAttempts(options), async (key) => {
    missing.push(key);
  });
  await look(missing, async (key, failure) => {
    if (budget.hasRead()) await history.markDeleted(repository, key.runId, now);
    else problem(failure);
  });
  return read;
}

export function keyOf({ runId, attempt }: AttemptKey): string {
  return `${runId} ${attempt}`;
}
