import { INTERACTION_TOKEN_TTL_MS } from '@yardmaster/agent-registry';
import { describe, expect, it } from 'vitest';
import type { DiscordFault } from '../discord/result.ts';
import { editOriginal } from './edit-original.ts';
import { RESULT_REJECTED, plainMessage } from '../render/fixed-messages.ts';
import { createHastyClock } from '../testing/clock.ts';
import {
  createScriptedDiscord,
  rejected,
} from '../testing/scripted-discord.ts';

const message = plainMessage('the result');
const to = { applicationId: '1', token: 'token' };
const lost: DiscordFault = { kind: 'lost', reason: 'Discord answered 502' };

function edit(
  faults: readonly DiscordFault[],
  signal = new AbortController().signal,
) {
  const clock = createHastyClock(0);
  const { discord, sent } = createScriptedDiscord(faults);
  const options = { discord, clock, warn: () => {}, signal };
  return {
    shown: editOriginal(options, to, INTERACTION_TOKEN_TTL_MS, message),
    sent,
    clock,
  };
}

describe('a late edit', () => {
  it('is retried through an outage, with growing waits', async () => {
    const { shown, sent, clock } = edit([lost, lost, lost, lost, lost, lost]);
    expect(await shown).toBe(true);
    expect(sent).toHaveLength(7);
    expect(clock.waits).toEqual([5000, 10_000, 20_000, 40_000, 60_000, 60_000]);
  });

  it('is given up when the token expires', async () => {
    const { shown, clock } = edit(Array.from({ length: 100 }, () => lost));
    expect(await shown).toBe(false);
    expect(clock.now()).toBeLessThan(INTERACTION_TOKEN_TTL_MS);
    expect(clock.now()).toBeGreaterThan(13 * 60_000);
  });

  it('is replaced by a notice if Discord rejects the message, once', async () => {
    const { shown, sent } = edit([rejected(400, 50035)]);
    expect(await shown).toBe(true);
    expect(sent.map((one) => one.message)).toEqual([message, RESULT_REJECTED]);
    const twice = edit([rejected(400, 50035), rejected(400, 50035)]);
    expect(await twice.shown).toBe(false);
    expect(twice.sent).toHaveLength(2);
  });

  it('is given up if the message is gone or the token has expired', async () => {
    for (const fault of [rejected(404, 10008), rejected(401, 50027)]) {
      const { shown, sent } = edit([fault]);
      expect(await shown).toBe(false);
      expect(sent).toHaveLength(1);
    }
  });

  it('is given up when the process ends', async () => {
    const { shown, sent } = edit([lost], AbortSignal.abort());
    expect(await shown).toBe(false);
    expect(sent).toHaveLength(1);
  });
});
