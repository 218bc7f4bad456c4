import { describe, expect, it } from 'vitest';
import { outcomeOf } from './outcome.ts';
import { requesterOf } from './requester.ts';

describe(outcomeOf, () => {
  it.each([
    ['success', 'success'],
    ['failure', 'failure'],
    ['timed_out', 'failure'],
    ['startup_failure', 'failure'],
    ['cancelled', 'cancelled'],
    ['skipped', 'skipped'],
    ['neutral', 'other'],
    ['stale', 'other'],
    ['action_required', 'other'],
    ['brand_new', 'other'],
    ['constructor', 'other'],
    [null, 'other'],
  ])('a completed run with conclusion %s is %s', (conclusion, outcome) => {
    expect(outcomeOf({ status: 'completed', conclusion })).toBe(outcome);
  });

  it.each(['queued', 'in_progress', 'waiting', 'requested', 'pending', 'new'])(
    'a run with status %s is running',
    (status) => {
      expect(outcomeOf({ status, conclusion: null })).toBe('running');
    },
  );
});

describe(requesterOf, () => {
  const id = '3f2c8a90-1b2c-4d5e-8f90-123456789abc';
  it.each([
    [`Client Deploy by ada [${id}]`, 'ada'],
    [`Client Deploy ${id} by @ada`, 'ada'],
    [`Client Deploy [${id}] requested by octocat Lovelace`, 'octocat Lovelace'],
    ['Client Deploy 0123456789012345678901234567890123456789 by bot', null],
    ['Fix login by redirecting', null],
    [`Client Deploy ${id}`, null],
    [undefined, null],
  ])('reads %j as %j', (displayTitle, name) => {
    expect(requesterOf({ displayTitle: displayTitle ?? null })).toBe(name);
  });

  it('prefers what it was given', () => {
    const displayTitle = `Client Deploy ${id} by ada`;
    expect(requesterOf({ requester: 'grace', displayTitle })).toBe('grace');
  });
});
