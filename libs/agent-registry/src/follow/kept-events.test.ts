import type { WebhookEvent } from '@yardmaster/github-dispatcher';
import { createManualClock } from '@yardmaster/github-dispatcher/testing';
import { expect, it } from 'vitest';
import { createKeptEvents } from './kept-events.ts';

/** A journal that can be away, and what was written to it. */
function createScene() {
  const clock = createManualClock();
  const written: string[] = [];
  const warnings: string[] = [];
  let away = false;
  const events = createKeptEvents({
    async observe({ delivery }) {
      if (away) throw new Error('the disk is full');
      written.push(delivery);
      return 'applied';
    },
    clock,
    warn: (message) => warnings.push(message),
  });
  return {
    clock,
    written,
    warnings,
    events,
    receive: (delivery: string) => events.observe({ delivery } as WebhookEvent),
    setAway: (value: boolean) => {
      away = value;
    },
  };
}

it('writes what arrived while the journal was away, in order, within ten seconds of its return', async () => {
  const { clock, written, warnings, receive, setAway } = createScene();
  expect(await receive('before')).toBe('applied');
  setAway(true);
  expect(await receive('in progress')).toBe('kept');
  await clock.advance(5 * 60_000);
  expect(await receive('completed')).toBe('kept');
  setAway(false);
  await clock.advance(10_000);
  expect(written).toEqual(['before', 'in progress', 'completed']);
  expect(warnings).toHaveLength(1);
  await clock.advance(60 * 60_000);
  expect(written).toHaveLength(3);
});

it('drops the oldest beyond ten thousand', async () => {
  const { clock, written, receive, setAway } = createScene();
  setAway(true);
  for (let n = 0; n <= 10_000; n += 1) await receive(String(n));
  setAway(false);
  await clock.advance(10_000);
  expect(written).toHaveLength(10_000);
  expect(written[0]).toBe('1');
});

it('stops with the process', async () => {
  const { clock, written, events, receive, setAway } = createScene();
  setAway(true);
  await receive('completed');
  setAway(false);
  events.close();
  await events.settled();
  await clock.advance(60_000);
  expect(written).toEqual([]);
});
