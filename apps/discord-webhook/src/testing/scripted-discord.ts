import type { Discord, SentMessage } from '../discord/discord.ts';
import type { DiscordFault, DiscordResult } from '../discord/result.ts';
import type { Message } from '../render/message.ts';

export interface Said {
  readonly how: 'editOriginal' | 'followUp' | 'editMessage' | 'createMessage';
  readonly to: string;
  readonly message: Message;
}

/** A Discord whose answers are written beforehand; where none is left, it does what it is asked. */
export function createScriptedDiscord(faults: readonly DiscordFault[] = []) {
  const left = [...faults];
  const said: Said[] = [];
  const take = (one: Said, id: string): Promise<DiscordResult<SentMessage>> => {
    said.push(one);
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
  return { discord, said };
}

export const rejected = (status: number, code: number): DiscordFault => ({
  kind: 'rejected',
  status,
  code,
  reason: `${status} ${code}`,
});
