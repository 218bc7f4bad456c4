import { createManualClock } from '@yardmaster/github-dispatcher/testing';
import { expect, it } from 'vitest';
import { createLimiter } from './limits.ts';

const LIMITS = {
  reads: { burst: 3, perMinute: 30 },
  writes: { burst: 1, perMinute: 6 },
};

it('lets a burst through and then one call after the other', async () => {
  const clock = createManualClock();
  const limiter = createLimiter(LIMITS, clock);
  const take = () => limiter.take('ann', 'read');
  expect([take(), take(), take()]).toEqual([null, null, null]);
  expect(take()).toBe(clock.now() + 2_000);
  await clock.advance(1_999);
  expect(take()).not.toBeNull();
  await clock.advance(1);
  expect(take()).toBeNull();
  expect(take()).toBe(clock.now() + 2_000);
});

it('counts each person, and reads and writes, by themselves', () => {
  const limiter = createLimiter(LIMITS, createManualClock());
  expect(limiter.take('ann', 'write')).toBeNull();
  expect(limiter.take('ann', 'write')).not.toBeNull();
  expect(limiter.take('ann', 'read')).toBeNull();
  expect(limiter.take('bob', 'write')).toBeNull();
});
