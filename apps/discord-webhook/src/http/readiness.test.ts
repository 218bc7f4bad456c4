import { expect, it } from 'vitest';
import { createTestClock } from '../testing/clock.ts';
import { createReadiness } from './readiness.ts';

function createProbe() {
  const clock = createTestClock();
  const probes: PromiseWithResolvers<void>[] = [];
  const isReady = createReadiness(() => {
    const probe = Promise.withResolvers<void>();
    probes.push(probe);
    return probe.promise;
  }, clock);
  return { clock, probes, isReady };
}

it('is what the last probe showed, for a second', async () => {
  const { clock, probes, isReady } = createProbe();
  const first = isReady();
  probes[0]?.resolve();
  expect(await first).toBe(true);
  expect(await isReady()).toBe(true);
  expect(probes).toHaveLength(1);
  clock.advance(1000);
  const second = isReady();
  probes[1]?.reject(new Error('the disk is full'));
  expect(await second).toBe(false);
});

it('is false if the journal does not answer within two seconds, and probes it once, however many ask', async () => {
  const { clock, probes, isReady } = createProbe();
  const asked = [isReady(), isReady()];
  clock.advance(2000);
  expect(await Promise.all(asked)).toEqual([false, false]);
  clock.advance(1000);
  const again = isReady();
  expect(probes).toHaveLength(1);
  // The journal is back.
  probes[0]?.resolve();
  expect(await again).toBe(true);
});
