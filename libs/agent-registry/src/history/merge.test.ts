import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  anyJob,
  anySighting,
  finished,
  job,
  NOON,
  sighting,
  stateAt,
} from '../testing/history.ts';
import { endOf, type AttemptRecord, type AttemptSighting } from './attempt.ts';
import { mergeAttempt, mergeJob } from './merge.ts';

function known(...sightings: readonly AttemptSighting[]): AttemptRecord {
  const [first, ...rest] = sightings;
  if (first === undefined) throw new Error('no sighting');
  return rest.reduce<AttemptRecord>(
    (record, one) => mergeAttempt(record, one, null),
    mergeAttempt(null, first, null),
  );
}

const oneAttempt = anySighting.map((one) => ({ ...one, runId: 1, attempt: 1 }));

describe('mergeAttempt', () => {
  it('gives the same record in any order, with any repetition', () => {
    const looks = fc
      .array(oneAttempt, { minLength: 1, maxLength: 8 })
      .chain((all) =>
        fc.tuple(
          fc.constant(all),
          fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2 }),
        ),
      );
    fc.assert(
      fc.property(looks, ([once, shuffled]) => {
        expect(known(...shuffled)).toEqual(known(...once));
      }),
      { numRuns: 1_000 },
    );
  });

  it('keeps the finished state when a late event shows the run in progress', () => {
    const record = known(
      finished(NOON),
      sighting({ state: stateAt(NOON + 5_000) }),
    );
    expect(record.state).toEqual(stateAt(NOON, 'completed', 'success'));
    expect(endOf(record)).toEqual({ at: NOON, by: 'updated_at' });
  });

  it('does not take "completed" without a conclusion for an end', () => {
    expect(
      endOf(known(sighting({ state: stateAt(NOON, 'completed') }))),
    ).toBeNull();
  });

  it('keeps the end where it was first seen, though GitHub touches the run later', () => {
    const touched = finished(NOON + 86_400_000);
    expect(endOf(known(finished(NOON), touched))).toEqual({
      at: NOON,
      by: 'updated_at',
    });
  });

  it('believes jobs more than a webhook, and a webhook more than updated_at', () => {
    const by = (source: 'jobs' | 'webhook' | 'updated_at', at: number) =>
      finished(NOON, { end: { by: source, at } });
    expect(endOf(known(by('updated_at', 3), by('webhook', 2)))).toEqual({
      at: 2,
      by: 'webhook',
    });
    expect(endOf(known(by('jobs', 1), by('webhook', 2)))).toEqual({
      at: 1,
      by: 'jobs',
    });
  });

  it('has no end by its jobs while the run goes on', () => {
    expect(
      endOf(
        known(
          sighting({ state: stateAt(NOON), end: { by: 'jobs', at: NOON } }),
        ),
      ),
    ).toBeNull();
  });

  it('remembers when the finished state was first seen as it happened', () => {
    const live = mergeAttempt(null, finished(NOON), NOON + 7);
    expect(live.recordedAt).toBe(NOON + 7);
    expect(mergeAttempt(live, finished(NOON), NOON + 9).recordedAt).toBe(
      NOON + 7,
    );
    expect(mergeAttempt(live, finished(NOON), null).recordedAt).toBe(NOON + 7);
    const past = mergeAttempt(null, finished(NOON), null);
    expect(mergeAttempt(past, finished(NOON), NOON + 9).recordedAt).toBeNull();
  });

  it('has not recorded anything while the run goes on', () => {
    expect(
      mergeAttempt(null, sighting({ state: stateAt(NOON) }), NOON).recordedAt,
    ).toBeNull();
  });
});

describe('mergeJob', () => {
  it('gives the same record in any order, with any repetition', () => {
    const looks = fc
      .array(
        anyJob.map((one) => ({ ...one, id: 1 })),
        { minLength: 1, maxLength: 6 },
      )
      .chain((all) =>
        fc.tuple(
          fc.constant(all),
          fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2 }),
        ),
      );
    const merged = (
      jobs: readonly (typeof job extends () => infer J ? J : never)[],
    ) =>
      jobs.reduce<ReturnType<typeof job> | null>(
        (record, one) => mergeJob(record, one),
        null,
      );
    fc.assert(
      fc.property(looks, ([once, shuffled]) => {
        expect(merged(shuffled)).toEqual(
          merged(once.map((one) => mergeJob(one, one))),
        );
      }),
      { numRuns: 1_000 },
    );
  });
});
