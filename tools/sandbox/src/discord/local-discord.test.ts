import { afterEach, describe, expect, it } from 'vitest';
import {
  callApi as request,
  closePairs,
  defer,
  reply,
  startPair as start,
} from './testing.ts';

afterEach(closePairs);

describe('an interaction answered at once', () => {
  it('becomes a message of the channel', async () => {
    const { discord, endpoint } = await start(() => reply('Hello <@1234567>'));
    const result = await discord.sendCommand({
      name: 'hello',
      options: { count: 2 },
    });
    expect(result).toMatchObject({ status: 200, outcome: 'answered' });
    expect(discord.messages()).toMatchObject([
      {
        content: 'Hello <@1234567>',
        via: 'response',
        pings: { users: ['1234567'] },
      },
    ]);
    expect(endpoint.received[0]).toMatchObject({
      type: 2,
      guild_id: discord.guildId,
      data: { name: 'hello', options: [{ name: 'count', type: 4, value: 2 }] },
      member: { user: { id: discord.members.admin.id } },
    });
  });

  it('is refused with the place of each fault when it breaks a limit', async () => {
    const { discord } = await start(() => reply('x'.repeat(2001)));
    const result = await discord.sendCommand({ name: 'long' });
    expect(result).toMatchObject({
      outcome: 'invalid',
      notice: 'The application did not respond',
      error: {
        body: {
          code: 50035,
          errors: {
            data: { content: { _errors: [{ code: 'BASE_TYPE_MAX_LENGTH' }] } },
          },
        },
      },
    });
    expect(discord.messages()).toEqual([]);
  });

  it('counts for nothing after the time limit', async () => {
    const { discord } = await start(() => 'hang', { answerLimitMs: 50 });
    const result = await discord.sendCommand({ name: 'slow' });
    expect(result).toMatchObject({
      status: 0,
      outcome: 'late',
      notice: 'The application did not respond',
    });
    const path = `/webhooks/${discord.applicationId}/${result.interaction.token}/messages/@original`;
    expect(
      await request(discord, 'PATCH', path, { content: 'too late' }),
    ).toMatchObject({
      status: 404,
      body: { code: 10015 },
    });
  });
});

describe('a deferred interaction', () => {
  it('is filled by an edit, then followed up, until its token is 15 minutes old', async () => {
    let now = Date.now();
    const { discord } = await start(defer, { clock: () => now });
    const { interaction } = await discord.sendCommand({
      name: 'work',
      member: 'operator',
    });
    expect(discord.messages()).toMatchObject([{ loading: true, content: '' }]);
    const hook = `/webhooks/${discord.applicationId}/${interaction.token}`;
    const edit = await request(discord, 'PATCH', `${hook}/messages/@original`, {
      content: 'one',
    });
    expect(edit).toMatchObject({
      status: 200,
      body: { content: 'one', edited_timestamp: null },
    });
    await request(discord, 'PATCH', `${hook}/messages/@original`, {
      content: 'two',
    });
    const followUp = await request(discord, 'POST', hook, { content: 'done' });
    expect(followUp.status).toBe(200);
    expect(discord.messages()).toMatchObject([
      { content: 'two', editedAt: expect.any(String), via: 'response' },
      { content: 'done', via: 'follow-up' },
    ]);
    now += 15 * 60_000;
    expect(
      await request(discord, 'POST', hook, { content: 'late' }),
    ).toMatchObject({
      status: 401,
      body: { code: 50027 },
    });
    const channel = `/channels/${discord.channelId}/messages`;
    expect(
      (await request(discord, 'POST', channel, { content: 'late' })).status,
    ).toBe(200);
  });

  it('may be acknowledged once only through the callback endpoint', async () => {
    const calls: unknown[] = [];
    const { discord } = await start(async (interaction) => {
      const path = `/interactions/${String(interaction['id'])}/${String(interaction['token'])}/callback`;
      for (const type of [6, 4, 4]) {
        const { status, body } = await request(discord, 'POST', path, {
          type,
          data: { content: 'again' },
        });
        calls.push(status, body['code']);
      }
      return { status: 202 };
    });
    const result = await discord.sendCommand({ name: 'work' });
    expect(result).toMatchObject({ status: 202, outcome: 'answered' });
    expect(calls).toEqual([400, 50035, 204, undefined, 400, 40060]);
  });
});

describe('signatures', () => {
  it('are good, except where asked otherwise', async () => {
    const { discord } = await start(() => reply('ok'));
    expect(
      (await discord.sendCommand({ name: 'a', badSignature: true })).status,
    ).toBe(401);
    expect((await discord.checkEndpoint()).ok).toBe(true);
  });

  it('are made anew for the same body of a duplicate', async () => {
    const { discord, endpoint } = await start(() => reply('ok'));
    const { interaction } = await discord.sendCommand({ name: 'a' });
    const again = await discord.sendCommand({
      name: 'a',
      duplicateOf: interaction.id,
    });
    expect(again).toMatchObject({ status: 200, outcome: 'ignored' });
    expect(endpoint.received[1]).toEqual(endpoint.received[0]);
    expect(discord.messages()).toHaveLength(1);
  });
});

describe('channel messages', () => {
  it('with an enforced nonce appear once', async () => {
    const { discord } = await start(defer);
    const path = `/channels/${discord.channelId}/messages`;
    const body = { content: 'once', nonce: 'n-1', enforce_nonce: true };
    const first = await request(discord, 'POST', path, body);
    const second = await request(discord, 'POST', path, body);
    expect(second.body['id']).toBe(first.body['id']);
    expect(discord.messages()).toHaveLength(1);
    const list = await request(discord, 'GET', `${path}?limit=10&after=1`);
    expect(list.body).toMatchObject([{ content: 'once', nonce: 'n-1' }]);
  });
});
