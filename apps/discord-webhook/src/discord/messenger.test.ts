import {
  INTERACTION_TOKEN_TTL_MS,
  createReport,
  type ReplyTarget,
} from '@yardmaster/agent-registry';
import { messageViolations } from '@yardmaster/sandbox/discord';
import { describe, expect, it } from 'vitest';
import { type FoundMessage } from './discord.ts';
import type { DiscordFault } from './result.ts';
import { DiscordMessenger, type ClosedChannel } from './messenger.ts';
import { createTestClock } from '../testing/clock.ts';
import {
  createScriptedDiscord,
  rejected,
} from '../testing/scripted-discord.ts';

const START = 1_800_000_000_000;
const report = createReport({
  title: 'Client Deploy: Succeeded',
  tone: 'success',
});
const address: ReplyTarget = {
  surface: 'discord',
  applicationId: '100',
  userId: '420000000000000042',
  token: 'token',
  tokenExpiresAt: START + INTERACTION_TOKEN_TTL_MS,
  channelId: '700',
  messageId: '800',
};
const later: DiscordFault = { kind: 'later', afterMs: 1234, reason: 'limited' };
const lost: DiscordFault = { kind: 'lost', reason: 'no answer' };

function open(faults: readonly DiscordFault[] = []) {
  const clock = createTestClock(START);
  const { discord, sent } = createScriptedDiscord(faults);
  const closed: ClosedChannel[] = [];
  const messenger = new DiscordMessenger({
    discord,
    applicationId: '100',
    clock,
    onClosed: (channel) => void closed.push(channel),
  });
  return { clock, discord, sent, messenger, closed };
}

describe('update', () => {
  it('edits by the token while it is valid, and learns the id of the message', async () => {
    const { messenger, sent } = open();
    const { messageId: _unknown, ...fresh } = address;
    expect(await messenger.update(fresh, report)).toEqual({
      kind: 'delivered',
      replyTo: address,
    });
    expect(sent).toMatchObject([{ how: 'editOriginal', to: 'token' }]);
  });

  it('edits as the bot once the token has expired, by our clock or by Discord’s', async () => {
    const old = open();
    old.clock.advance(INTERACTION_TOKEN_TTL_MS);
    expect(await old.messenger.update(address, report)).toMatchObject({
      kind: 'delivered',
    });
    expect(old.sent).toMatchObject([{ how: 'editMessage', to: '800' }]);
    const refused = open([rejected(401, 50027)]);
    await refused.messenger.update(address, report);
    expect(refused.sent.map((one) => one.how)).toEqual([
      'editOriginal',
      'editMessage',
    ]);
  });

  it.each([
    [later, { kind: 'retry', afterMs: 1234 }],
    [lost, { kind: 'retry' }],
    [rejected(404, 10015), { kind: 'retry' }],
    [rejected(404, 10008), { kind: 'impossible' }],
    [
      rejected(403, 50001),
      { kind: 'closed', channelId: '700', missingPermission: 'View Channel' },
    ],
    [rejected(400, 50083), { kind: 'closed' }],
  ] as const)('turns %j into %j', async (fault, delivery) => {
    expect(await open([fault]).messenger.update(address, report)).toMatchObject(
      delivery,
    );
  });

  it('is impossible without a token if the message is unknown or ephemeral', async () => {
    const { messenger, clock, sent } = open();
    clock.advance(INTERACTION_TOKEN_TTL_MS);
    const { messageId: _unknown, ...fresh } = address;
    expect(await messenger.update(fresh, report)).toMatchObject({
      kind: 'impossible',
    });
    expect(
      await messenger.update({ ...address, ephemeral: true }, report),
    ).toMatchObject({
      kind: 'impossible',
    });
    expect(sent).toEqual([]);
  });
});

describe('notify', () => {
  it('is a follow-up that mentions only the requester', async () => {
    const { messenger, sent } = open();
    expect(await messenger.notify(address, report, '1a2b3c4d')).toEqual({
      kind: 'delivered',
    });
    expect(sent).toMatchObject([
      {
        how: 'followUp',
        message: {
          body: {
            allowed_mentions: { parse: [], users: ['420000000000000042'] },
          },
        },
      },
    ]);
    expect(sent[0]?.message.body.content).toMatch(
      /^<@420000000000000042> .*1a2b3c4d/s,
    );
  });

  it('replies to the message as the bot once the token has expired, with a nonce of its marker', async () => {
    const { messenger, sent, clock } = open();
    clock.advance(INTERACTION_TOKEN_TTL_MS);
    await messenger.notify(address, report, '1a2b3c4d');
    await messenger.notify(address, report, '1a2b3c4d');
    expect(sent[0]).toMatchObject({
      how: 'createMessage',
      to: '700',
      message: {
        body: {
          enforce_nonce: true,
          message_reference: { message_id: '800', fail_if_not_exists: false },
        },
      },
    });
    expect(sent[0]?.message.body.nonce).toBe(sent[1]?.message.body.nonce);
    for (const { message } of sent)
      expect(messageViolations('message.create', message.body)).toEqual([]);
  });

  it.each([
    [later, 'retry'],
    [lost, 'unsure'],
    [rejected(404, 10015), 'retry'],
  ] as const)('turns %j into %s', async (fault, kind) => {
    expect(
      await open([fault]).messenger.notify(address, report, 'mark'),
    ).toMatchObject({ kind });
  });

  it.each([
    ['a locked thread', rejected(400, 50083)],
    ['no permission to send', rejected(403, 50013)],
    ['no access to the channel', rejected(403, 50001)],
    ['a deleted channel', rejected(404, 10003)],
  ] as const)('goes to the requester directly: %s', async (_name, fault) => {
    const { messenger, sent } = open([fault]);
    expect(await messenger.notify(address, report, '1a2b3c4d')).toEqual({
      kind: 'delivered',
      via: 'direct_message',
    });
    expect(sent.map(({ how, to }) => [how, to])).toEqual([
      ['followUp', 'token'],
      ['createMessage', 'dm-420000000000000042'],
    ]);
    expect(sent[1]?.message.body).not.toHaveProperty('message_reference');
  });

  it('stays undelivered if the requester accepts no direct messages, and names the missing permission', async () => {
    const { messenger, closed } = open([
      rejected(403, 50013),
      rejected(403, 50007),
    ]);
    expect(await messenger.notify(address, report, '1a2b3c4d')).toMatchObject({
      kind: 'closed',
      channelId: '700',
      missingPermission: expect.stringContaining('Send Messages'),
    });
    expect(closed).toMatchObject([{ channelId: '700' }]);
  });

  it('retries a direct message whose response was lost, because its nonce makes that safe', async () => {
    const { messenger } = open([rejected(403, 50013)]);
    const opened = open([rejected(403, 50013), lost]);
    expect(
      await opened.messenger.notify(address, report, '1a2b3c4d'),
    ).toMatchObject({ kind: 'retry' });
    expect(await messenger.notify(address, report, '1a2b3c4d')).toMatchObject({
      kind: 'delivered',
    });
  });
});

describe('post', () => {
  it('is a new message that contains its marker and mentions no one', async () => {
    const { messenger, sent } = open();
    expect(await messenger.post('700', report, 'digest-7')).toEqual({
      kind: 'delivered',
    });
    expect(sent[0]?.message.body.content).toContain('digest-7');
    expect(sent[0]?.message.body.allowed_mentions).toEqual({ parse: [] });
    expect(messageViolations('message.create', sent[0]?.message.body)).toEqual(
      [],
    );
  });
});

describe('findNotification', () => {
  const found = (parts: Partial<FoundMessage>): FoundMessage => ({
    id: '900',
    channelId: '700',
    authorId: '100',
    applicationId: null,
    content: '<@420000000000000042> done 1a2b3c4d',
    ...parts,
  });

  it.each([
    ['ours', found({}), 'found'],
    [
      'ours by its application',
      found({ authorId: '5', applicationId: '100' }),
      'found',
    ],
    ['another user’s that quotes it', found({ authorId: '5' }), 'missing'],
    ['ours about something else', found({ content: 'other' }), 'missing'],
  ])('judges a message that is %s', async (_name, message, answer) => {
    const { messenger, discord } = open();
    discord.listMessages = async () => ({ ok: true, value: [message] });
    expect(await messenger.findNotification(address, '1a2b3c4d')).toBe(answer);
  });

  it('reads page after page, from the message on', async () => {
    const { messenger, discord } = open();
    const asked: string[] = [];
    discord.listMessages = async (_channel, after) => {
      asked.push(after);
      const first = BigInt(after) + 1n;
      const full = Array.from({ length: 100 }, (_, at) =>
        found({ id: String(first + BigInt(at)), content: 'chatter' }),
      );
      return {
        ok: true,
        value: asked.length < 3 ? full : [found({ id: '1100' })],
      };
    };
    expect(await messenger.findNotification(address, '1a2b3c4d')).toBe('found');
    expect(asked).toEqual(['800', '900', '1000']);
  });

  it('is unreadable if Discord refuses the list, or the message is ephemeral', async () => {
    const { messenger, discord } = open();
    discord.listMessages = async () => ({
      ok: false,
      fault: rejected(403, 50001),
    });
    expect(await messenger.findNotification(address, 'x')).toBe('unreadable');
    expect(
      await messenger.findNotification({ ...address, ephemeral: true }, 'x'),
    ).toBe('unreadable');
  });
});
