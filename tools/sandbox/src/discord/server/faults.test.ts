import { afterEach, describe, expect, it } from 'vitest';
import type { LocalDiscord } from '../index.ts';
import { callApi, closePairs, defer, reply, startPair } from '../testing.ts';

afterEach(closePairs);

async function deferred(
  discord: LocalDiscord,
): Promise<{ hook: string; original: string }> {
  const { interaction } = await discord.sendCommand({ name: 'work' });
  const hook = `/webhooks/${discord.applicationId}/${interaction.token}`;
  return { hook, original: `${hook}/messages/@original` };
}

describe('faults', () => {
  it('hide the webhook for some tries after a defer', async () => {
    const { discord } = await startPair(defer);
    discord.faults.add({ kind: 'unknown-webhook', tries: 2 });
    const { original } = await deferred(discord);
    const codes: unknown[] = [];
    for (let call = 0; call < 3; call += 1) {
      const { status, body } = await callApi(discord, 'PATCH', original, {
        content: 'x',
      });
      codes.push(status, body['code']);
    }
    expect(codes).toEqual([404, 10015, 404, 10015, 200, undefined]);
  });

  it('kill a token', async () => {
    const { discord } = await startPair(defer);
    discord.faults.add({ kind: 'expired-token' });
    const { original } = await deferred(discord);
    expect(
      await callApi(discord, 'PATCH', original, { content: 'x' }),
    ).toMatchObject({
      status: 401,
      body: { code: 50027 },
    });
    const second = await discord.sendCommand({ name: 'work' });
    discord.expireToken(second.interaction.id);
    const hook = `/webhooks/${discord.applicationId}/${second.interaction.token}`;
    expect(
      (await callApi(discord, 'POST', hook, { content: 'x' })).status,
    ).toBe(401);
  });

  it('make an answer too late', async () => {
    const { discord } = await startPair(defer);
    discord.faults.add({ kind: 'late-answer' });
    const { outcome, notice, interaction } = await discord.sendCommand({
      name: 'work',
    });
    expect([outcome, notice]).toEqual([
      'late',
      'The application did not respond',
    ]);
    const hook = `/webhooks/${discord.applicationId}/${interaction.token}`;
    expect(
      await callApi(discord, 'POST', hook, { content: 'x' }),
    ).toMatchObject({ status: 404, body: { code: 10015 } });
    expect(discord.messages()).toEqual([]);
  });

  it('answer 429 as Discord words it', async () => {
    const { discord } = await startPair(defer);
    const { original } = await deferred(discord);
    discord.faults.add({
      kind: 'rate-limit',
      retryAfterSeconds: 0.3,
      on: 'original.edit',
    });
    const get = await callApi(discord, 'GET', original);
    const { status, body, headers } = await callApi(
      discord,
      'PATCH',
      original,
      { content: 'x' },
    );
    expect([get.status, status]).toEqual([200, 429]);
    expect(body).toEqual({
      message: 'You are being rate limited.',
      retry_after: 0.3,
      global: false,
    });
    expect(headers.get('retry-after')).toBe('1');
    expect(headers.get('x-ratelimit-scope')).toBe('user');
  });

  it('fail before or after the effect', async () => {
    const { discord } = await startPair(defer);
    const path = `/channels/${discord.channelId}/messages`;
    discord.faults.add({ kind: 'server-error', on: 'message.create' });
    expect(
      (await callApi(discord, 'POST', path, { content: 'one' })).status,
    ).toBe(500);
    expect(discord.messages()).toEqual([]);
    discord.faults.add({
      kind: 'server-error',
      status: 502,
      afterEffect: true,
    });
    expect(
      (await callApi(discord, 'POST', path, { content: 'two' })).status,
    ).toBe(502);
    discord.faults.add({ kind: 'drop' });
    await expect(
      callApi(discord, 'POST', path, { content: 'three' }),
    ).rejects.toThrow('fetch failed');
    expect(discord.messages().map(({ content }) => content)).toEqual([
      'two',
      'three',
    ]);
    expect(discord.requests.at(-1)).toMatchObject({
      operation: 'message.create',
      status: 0,
    });
  });

  it('deliver twice, and probe with a bad signature', async () => {
    const { discord, endpoint } = await startPair(() => reply('once'));
    discord.faults.add({ kind: 'duplicate-delivery' });
    discord.faults.add({ kind: 'bad-signature-probe' });
    const result = await discord.sendCommand({ name: 'work' });
    expect(result.outcome).toBe('answered');
    expect(endpoint.received).toHaveLength(2);
    expect(discord.messages()).toHaveLength(1);
    const out = discord.requests.filter(({ direction }) => direction === 'out');
    expect(out.map(({ status }) => status)).toEqual([401, 200, 200]);
  });

  it('are switched over HTTP too', async () => {
    const { discord } = await startPair(defer);
    const faults = new URL('/_sandbox/faults', discord.url);
    const send = (body: unknown): Promise<Response> =>
      fetch(faults, { method: 'POST', body: JSON.stringify(body) });
    expect((await send({ kind: 'nonsense' })).status).toBe(400);
    expect((await send({ kind: 'slow', ms: 1, times: 'always' })).status).toBe(
      201,
    );
    expect(await (await fetch(faults)).json()).toMatchObject([
      { kind: 'slow', left: 'always' },
    ]);
    await callApi(discord, 'GET', '/users/@me');
    expect(discord.faults.list()).toHaveLength(1);
    await fetch(faults, { method: 'DELETE' });
    expect(discord.faults.list()).toEqual([]);
  });
});

describe('rate limits', () => {
  it('hold five edits of one interaction in two seconds, each interaction for itself', async () => {
    const { discord } = await startPair(defer);
    const first = await deferred(discord);
    const second = await deferred(discord);
    const statuses: number[] = [];
    for (let call = 0; call < 6; call += 1) {
      const { status, headers } = await callApi(
        discord,
        'PATCH',
        first.original,
        { content: 'x' },
      );
      statuses.push(status);
      if (call === 0) expect(headers.get('x-ratelimit-remaining')).toBe('4');
    }
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
    expect(
      (await callApi(discord, 'PATCH', second.original, { content: 'x' }))
        .status,
    ).toBe(200);
  });

  it('hold one token to 50 requests a second over all', async () => {
    const { discord } = await startPair(defer, {
      rateLimits: { 'user.get': { limit: 1000, windowMs: 1000 } },
    });
    const answers = await Promise.all(
      Array.from({ length: 51 }, () => callApi(discord, 'GET', '/users/@me')),
    );
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(1);
    expect(refused[0]?.body['global']).toBe(true);
    expect(refused[0]?.headers.get('x-ratelimit-global')).toBe('true');
  });
});
