import { describe, expect, it } from 'vitest';
import { createHastyClock, createTestClock } from '../testing/clock.ts';
import type { DiscordCall } from './call.ts';
import { DiscordClient, type LongRateLimit } from './client.ts';

const edit: DiscordCall = {
  method: 'PATCH',
  route: '/webhooks/1/secret-token/messages/@original',
  auth: { interactionToken: 'secret-token' },
  repeatable: true,
};
const create = (channel: string): DiscordCall => ({
  method: 'POST',
  route: `/channels/${channel}/messages`,
  auth: 'bot',
  repeatable: false,
});
/** @discordjs/rest waits a little longer than Discord says. */
const MARGIN_MS = 50;
const parse = (body: unknown) => body;

const limited = (seconds: number, scope: string) =>
  Response.json(
    { message: 'limited', retry_after: seconds, global: scope === 'global' },
    {
      status: 429,
      headers: {
        'retry-after': String(seconds),
        'x-ratelimit-scope': scope,
        ...(scope === 'global' && { 'x-ratelimit-global': 'true' }),
      },
    },
  );
/** As Cloudflare answers an address that it has banned. */
const banned = (seconds: number) =>
  new Response('<html>error 1015</html>', {
    status: 429,
    headers: { 'content-type': 'text/html', 'retry-after': String(seconds) },
  });

function open(responses: readonly Response[], clock = createTestClock()) {
  const left = [...responses];
  const urls: string[] = [];
  const limits: LongRateLimit[] = [];
  const client = new DiscordClient({
    botToken: 'bot-token',
    apiUrl: 'https://discord.test/api/v10',
    userAgent: 'DiscordBot (https://example.com, 1.0.0)',
    clock,
    random: () => 0,
    fetch: async (url) => {
      urls.push(String(url));
      return left.shift() ?? Response.json({ id: '1' });
    },
    onLongRateLimit: (limit) => void limits.push(limit),
  });
  return { client, urls, limits, clock };
}

describe('a rate limit that is longer than a call may take', () => {
  it('holds back every further call on the route, and is reported once', async () => {
    const { client, urls, limits, clock } = open([limited(3600, 'shared')]);
    for (let again = 0; again < 5; again += 1) {
      expect(await client.request(edit, parse)).toMatchObject({
        ok: false,
        fault: { kind: 'later', afterMs: 3_600_000 + MARGIN_MS - again * 1000 },
      });
      clock.advance(1000);
    }
    expect(urls).toHaveLength(1);
    expect(limits).toEqual([
      {
        route: 'PATCH /webhooks/1/:token/messages/@original',
        scope: 'shared',
        ms: 3_600_000 + MARGIN_MS,
      },
    ]);
    expect(await client.request(create('7'), parse)).toMatchObject({
      ok: true,
    });
  });

  it('ends when Discord said', async () => {
    const { client, urls, clock } = open([limited(60, 'shared')]);
    await client.request(edit, parse);
    clock.advance(60_000 + MARGIN_MS);
    // The driver keeps the bucket by the real clock; another message of the same channel has a bucket of its own.
    await client.request(create('7'), parse);
    expect(urls).toHaveLength(2);
  });

  it('holds back all calls of the bot if it is global, but none by an interaction token', async () => {
    const { client, urls } = open([limited(60, 'global')]);
    await client.request(create('7'), parse);
    expect(await client.request(create('8'), parse)).toMatchObject({
      ok: false,
    });
    expect(await client.request(edit, parse)).toMatchObject({ ok: true });
    expect(urls).toHaveLength(2);
  });

  it('holds back everything if it is Cloudflare’s', async () => {
    const { client, urls, limits } = open([banned(3600)]);
    for (const call of [edit, create('7'), create('8')])
      expect(await client.request(call, parse)).toMatchObject({
        ok: false,
        fault: { kind: 'later' },
      });
    expect(urls).toHaveLength(1);
    expect(limits).toMatchObject([
      { scope: 'cloudflare', ms: 3_600_000 + MARGIN_MS },
    ]);
  });
});

describe('a short rate limit', () => {
  it('is waited for within the call, and not reported', async () => {
    const clock = createHastyClock();
    const { client, urls, limits } = open(
      [limited(0.3, 'shared')],
      Object.assign(clock, { advance: () => {} }),
    );
    expect(await client.request(create('7'), parse)).toMatchObject({
      ok: true,
    });
    expect(clock.waits).toEqual([300 + MARGIN_MS]);
    expect(urls).toHaveLength(2);
    expect(limits).toEqual([]);
  });
});
