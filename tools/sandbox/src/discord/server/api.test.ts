import { afterEach, describe, expect, it } from 'vitest';
import type { LocalDiscord } from '../index.ts';
import {
  BOT,
  callApi,
  closePairs,
  defer,
  reply,
  startPair,
} from '../testing.ts';

afterEach(closePairs);

function hookOf(discord: LocalDiscord, token: string): string {
  return `/webhooks/${discord.applicationId}/${token}`;
}

async function code(
  discord: LocalDiscord,
  method: string,
  path: string,
  body?: unknown,
) {
  const answer = await callApi(discord, method, path, body);
  return [answer.status, answer.body['code']];
}

describe('errors', () => {
  it('distinguish what is unknown, expired and not allowed', async () => {
    const { discord } = await startPair(defer);
    const { interaction } = await discord.sendCommand({ name: 'work' });
    const hook = hookOf(discord, interaction.token);
    const text = { content: 'x' };
    expect(
      await code(
        discord,
        'PATCH',
        `/webhooks/1/${interaction.token}/messages/@original`,
        text,
      ),
    ).toEqual([404, 10015]);
    expect(
      await code(discord, 'POST', hookOf(discord, 'nonsense'), text),
    ).toEqual([401, 50027]);
    expect(
      await code(discord, 'PATCH', `${hook}/messages/123456`, text),
    ).toEqual([404, 10008]);
    expect(
      await code(
        discord,
        'POST',
        `/interactions/1/${interaction.token}/callback`,
        { type: 5 },
      ),
    ).toEqual([404, 10062]);
    expect(await code(discord, 'POST', '/channels/1/messages', text)).toEqual([
      404, 10003,
    ]);
    expect(await code(discord, 'GET', `/applications/1/commands`)).toEqual([
      404, 10002,
    ]);
    expect(
      await code(
        discord,
        'GET',
        `/applications/${discord.applicationId}/guilds/1/commands`,
      ),
    ).toEqual([403, 50001]);
    expect(await code(discord, 'GET', '/gateway')).toEqual([404, 0]);
  });

  it('name a missing content type and broken JSON', async () => {
    const { discord } = await startPair(defer);
    async function send(type: string | undefined, body: string) {
      const response = await fetch(
        `${discord.url}/channels/${discord.channelId}/messages`,
        {
          method: 'POST',
          headers: {
            authorization: `Bot ${discord.botToken}`,
            'user-agent': BOT,
            ...(type === undefined ? {} : { 'content-type': type }),
          },
          body: new TextEncoder().encode(body),
        },
      );
      return [
        response.status,
        ((await response.json()) as { code: number }).code,
      ];
    }
    expect(await send(undefined, '{"content":"x"}')).toEqual([400, 50035]);
    expect(await send('application/json', '{"content":')).toEqual([400, 50109]);
  });
});

describe('messages of an interaction', () => {
  it('are read, changed and deleted by their ids', async () => {
    const { discord } = await startPair(() => reply('first'));
    const { interaction } = await discord.sendCommand({ name: 'work' });
    const hook = hookOf(discord, interaction.token);
    const followUp = await callApi(discord, 'POST', hook, {
      content: 'second',
    });
    const path = `${hook}/messages/${String(followUp.body['id'])}`;
    await callApi(discord, 'PATCH', path, { content: 'changed' });
    expect((await callApi(discord, 'GET', path)).body).toMatchObject({
      content: 'changed',
    });
    expect((await callApi(discord, 'DELETE', path)).status).toBe(204);
    expect(await code(discord, 'GET', path)).toEqual([404, 10008]);
    expect(
      (await callApi(discord, 'DELETE', `${hook}/messages/@original`)).status,
    ).toBe(204);
    expect(discord.messages()).toEqual([]);
  });

  it('are out of reach for the token of another', async () => {
    const { discord } = await startPair(() => reply('mine'));
    await discord.sendCommand({ name: 'work' });
    const other = await discord.sendCommand({ name: 'work' });
    const [first] = discord.messages();
    const path = `${hookOf(discord, other.interaction.token)}/messages/${first?.id ?? ''}`;
    expect(await code(discord, 'PATCH', path, { content: 'yours' })).toEqual([
      404, 10008,
    ]);
  });

  it('stay in reach of the bot when the token is dead', async () => {
    const { discord } = await startPair(() => reply('first'));
    const { interaction } = await discord.sendCommand({ name: 'work' });
    discord.expireToken(interaction.id);
    const [message] = discord.messages();
    const path = `/channels/${discord.channelId}/messages/${message?.id ?? ''}`;
    expect(
      (await callApi(discord, 'PATCH', path, { content: 'later' })).status,
    ).toBe(200);
    expect(
      discord.messages()[0]?.history.map(({ content }) => content),
    ).toEqual(['first', 'later']);
  });

  it('fill the waiting message with the first follow-up after a defer', async () => {
    const { discord } = await startPair(() => ({
      status: 200,
      body: { type: 5, data: { flags: 64 } },
    }));
    const { interaction } = await discord.sendCommand({ name: 'work' });
    await callApi(discord, 'POST', hookOf(discord, interaction.token), {
      content: 'filled',
    });
    expect(discord.messages()).toMatchObject([
      { content: 'filled', loading: false, ephemeral: true, via: 'response' },
    ]);
  });

  it('wait for an answer that they overtook', async () => {
    let overtaking: Promise<{ status: number }> | undefined;
    const { discord } = await startPair(({ token }) => {
      const path = `${hookOf(discord, String(token))}/messages/@original`;
      overtaking = callApi(discord, 'PATCH', path, { content: 'early' });
      return { status: 200, body: { type: 5 } };
    });
    await discord.sendCommand({ name: 'work' });
    expect((await overtaking)?.status).toBe(200);
  });
});

describe('lists of messages', () => {
  it('come newest first, from a point on, page by page', async () => {
    const { discord } = await startPair(defer, { rateLimits: false });
    const path = `/channels/${discord.channelId}/messages`;
    for (const content of ['a', 'b', 'c', 'd'])
      await callApi(discord, 'POST', path, { content });
    const ids = discord.messages().map(({ id }) => id);
    async function list(query: string): Promise<string> {
      const { body } = await callApi(discord, 'GET', `${path}?${query}`);
      return (body as unknown as { content: string }[])
        .map(({ content }) => content)
        .join('');
    }
    expect(await list('limit=2')).toBe('dc');
    expect(await list(`after=${ids[0] ?? ''}&limit=2`)).toBe('cb');
    expect(await list(`before=${ids[2] ?? ''}`)).toBe('ba');
    expect(await code(discord, 'GET', `${path}?limit=101`)).toEqual([
      400, 50035,
    ]);
  });
});

describe('waiting', () => {
  it('ends with the first event or message that matches, past or to come', async () => {
    const { discord } = await startPair(() => reply('done'));
    const coming = discord.waitForMessage(({ content }) => content === 'done');
    await discord.sendCommand({ name: 'work' });
    expect((await coming).via).toBe('response');
    expect(
      (await discord.waitFor(({ type }) => type === 'interaction.sent')).seq,
    ).toBeGreaterThan(0);
    await expect(
      discord.waitForMessage(({ content }) => content === 'never', {
        timeoutMs: 5,
      }),
    ).rejects.toThrow('within 5 ms');
  });
});

describe('the interactions endpoint', () => {
  it('is changed through the API only if it passes the check', async () => {
    const { discord, endpoint } = await startPair(defer);
    const bad = { interactions_endpoint_url: 'http://127.0.0.1:9/' };
    expect(await code(discord, 'PATCH', '/applications/@me', bad)).toEqual([
      400, 50035,
    ]);
    expect(discord.endpoint()).toBe(endpoint.url);
    const good = { interactions_endpoint_url: endpoint.url };
    expect(
      (await callApi(discord, 'PATCH', '/applications/@me', good)).status,
    ).toBe(200);
  });
});
