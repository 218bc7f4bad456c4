import type { Discord, SentMessage } from '../discord/discord.ts';
import type { DiscordFault, DiscordResult } from '../discord/result.ts';
import type { Message } from '../render/message.ts';

export interface SentCall {
  readonly how: 'editOriginal' | 'followUp' | 'editMessage' | 'createMessage';
  readonly to: string;
  readonly message: Message;
}

/** A Discord with scripted faults. Without one left, every request succeeds. */
export function createScriptedDiscord(faults: readonly DiscordFault[] = []) {
  const left = [...faults];
  const sent: SentCall[] = [];
  const take = (
    one: SentCall,
    id: string,
  ): Promise<DiscordResult<SentMessage>> => {
    sent.push(one);
    const fault = left.shift();
    return Promise.resolve(
      fault === undefined
        ? { ok: true, value: { id, channelId: '700' } }
        : { ok: false, fault },
    );
  };
  const discord: Discord = {
    editOriginal: ({ token }, message) =>
      take({ how: 'editOriginal', to: token, message }, '800'),
    followUp: ({ token }, message) =>
      take({ how: 'followUp', to: token, message }, '801'),
    editMessage: (_channel, id, message) =>
      take({ how: 'editMessage', to: id, message }, id),
    createMessage: (channel, message) =>
      take({ how: 'createMessage', to: channel, message }, '802'),
    openDirectMessage: (userId) => {
      const fault = left.shift();
      return Promise.resolve(
        fault === undefined
          ? { ok: true, value: { id: `dm-${userId}` } }
          : { ok: false, fault },
      );
    },
    listMessages: () => Promise.resolve({ ok: true, value: [] }),
    getCommands: () => Promise.resolve({ ok: true, value: [] }),
    putCommands: () => Promise.resolve({ ok: true, value: [] }),
  };
  return { discord, sent };
}

export const rejected = (status: number, code: number): DiscordFault => ({
  kind: 'rejected',
  status,
  code,
  reason: `${status} ${code}`,
});
