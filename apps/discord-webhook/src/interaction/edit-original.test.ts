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
  const { discord, said } = createScriptedDiscord(faults);
  const options = { discord, clock, warn: () => {}, signal };
  return {
    shown: editOriginal(options, to, INTERACTION_TOKEN_TTL_MS, message),
    said,
    clock,
  };
}

describe('a late edit', () => {
  it('goes on through an outage, with longer and longer waits', async () => {
    const { shown, said, clock } = edit([lost, lost, lost, lost, lost, lost]);
    expect(await shown).toBe(true);
    expect(said).toHaveLength(7);
    expect(clock.waits).toEqual([5000, 10_000, 20_000, 40_000, 60_000, 60_000]);
  });

  it('ends with the token', async () => {
    const { shown, clock } = edit(Array.from({ length: 100 }, () => lost));
    expect(await shown).toBe(false);
    expect(clock.now()).toBeLessThan(INTERACTION_TOKEN_TTL_MS);
    expect(clock.now()).toBeGreaterThan(13 * 60_000);
  });

  it('says that it cannot be shown where Discord refuses the message, and tries that once', async () => {
    const { shown, said } = edit([rejected(400, 50035)]);
    expect(await shown).toBe(true);
    expect(said.map((one) => one.message)).toEqual([message, RESULT_REJECTED]);
    const twice = edit([rejected(400, 50035), rejected(400, 50035)]);
    expect(await twice.shown).toBe(false);
    expect(twice.said).toHaveLength(2);
  });

  it('ends where the message is gone or the token is dead', async () => {
    for (const fault of [rejected(404, 10008), rejected(401, 50027)]) {
      const { shown, said } = edit([fault]);
      expect(await shown).toBe(false);
      expect(said).toHaveLength(1);
    }
  });

  it('ends when the process is to end', async () => {
    const { shown, said } = edit([lost], AbortSignal.abort());
    expect(await shown).toBe(false);
    expect(said).toHaveLength(1);
  });
});
