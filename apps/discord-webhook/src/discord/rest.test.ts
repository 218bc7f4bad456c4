import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock } from '@yardmaster/agent-registry';
import {
  startLocalDiscord,
  type LocalDiscord,
} from '@yardmaster/sandbox/discord';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DiscordClientOptions } from './client.ts';
import type { DiscordResult } from './result.ts';
import type { DiscordExchange } from './transport.ts';
import { createDiscordRest } from './rest.ts';
import { plainMessage } from '../render/fixed-messages.ts';

const message = plainMessage('hello');
const USER_AGENT = 'DiscordBot (https://example.com, 1.2.3)';

describe('the REST adapter', () => {
  let local: LocalDiscord;
  let endpoint: { url: string; close: () => Promise<void> };
  let requests: DiscordExchange[];

  beforeEach(async () => {
    local = await startLocalDiscord();
    endpoint = await startDeferringEndpoint();
    local.setEndpoint(endpoint.url);
    requests = [];
  });
  afterEach(async () => {
    await endpoint.close();
    await local.close();
  });

  const open = (options: Partial<DiscordClientOptions> = {}) =>
    createDiscordRest({
      botToken: local.botToken,
      apiUrl: local.url,
      userAgent: USER_AGENT,
      clock: systemClock,
      random: () => 0,
      onExchange: (request) => void requests.push(request),
      ...options,
    });
  const defer = async () => {
    const { interaction } = await local.sendCommand({ name: 'x' });
    return { applicationId: local.applicationId, token: interaction.token };
  };
  const statuses = () => requests.map(({ status }) => status);

  it('sends the User-Agent, and the bot’s token only if it is needed', async () => {
    const to = await defer();
    const discord = open();
    await discord.editOriginal(to, message);
    await discord.createMessage(local.channelId, message);
    const [edit, create] = local.requests.filter(
      ({ direction }) => direction === 'in',
    );
    expect(edit?.raw.headers['user-agent']).toBe(USER_AGENT);
    expect(edit?.raw.headers).not.toHaveProperty('authorization');
    expect(create?.raw.headers['authorization']).toBe(`Bot ${local.botToken}`);
  });

  it('sends files with a message', async () => {
    const sent = await open().createMessage(local.channelId, {
      body: {
        ...message.body,
        attachments: [{ id: 0, filename: 'a.png', description: 'A chart' }],
      },
      files: [
        {
          name: 'a.png',
          contentType: 'image/png',
          data: new Uint8Array([1, 2, 3]),
        },
      ],
    });
    const shown = local.message(valueOf(sent).id);
    expect(shown?.attachments).toMatchObject([
      {
        filename: 'a.png',
        description: 'A chart',
        contentType: 'image/png',
        size: 3,
      },
    ]);
  });

  it('waits out a short rate limit, also before a new message', async () => {
    local.faults.add({ kind: 'rate-limit', retryAfterSeconds: 0.3 });
    const startedAt = performance.now();
    expect(await open().createMessage(local.channelId, message)).toMatchObject({
      ok: true,
    });
    expect(performance.now() - startedAt).toBeGreaterThan(290);
    expect(requests).toMatchObject([
      { status: 429, scope: 'user' },
      { status: 200 },
    ]);
    expect(local.messages()).toHaveLength(1);
  });

  it('does not apply the bot’s global limit to interaction tokens', async () => {
    const free = await startLocalDiscord({ rateLimits: false });
    free.setEndpoint(endpoint.url);
    let waits = 0;
    const discord = createDiscordRest({
      botToken: free.botToken,
      apiUrl: free.url,
      userAgent: USER_AGENT,
      clock: {
        ...systemClock,
        schedule(_ms, run) {
          waits += 1;
          return systemClock.schedule(0, run);
        },
      },
      random: () => 0,
    });
    const deferred = await Promise.all(
      Array.from({ length: 60 }, () => free.sendCommand({ name: 'x' })),
    );
    const edited = await Promise.all(
      deferred.map(({ interaction: { token } }) =>
        discord.editOriginal(
          { applicationId: free.applicationId, token },
          message,
        ),
      ),
    );
    expect(edited.every(({ ok }) => ok)).toBe(true);
    expect(waits).toBe(0);
    await free.close();
  });

  it('returns a wait that is too long', async () => {
    local.faults.add({
      kind: 'rate-limit',
      retryAfterSeconds: 60,
      scope: 'global',
    });
    const asked = await open().createMessage(local.channelId, message);
    expect(asked).toMatchObject({ ok: false, fault: { kind: 'later' } });
    expect(
      asked.ok === false && asked.fault.kind === 'later' && asked.fault.afterMs,
    ).toBeGreaterThan(59_000);
  });

  it('retries an edit after an error or a lost response, at most twice', async () => {
    const to = await defer();
    local.faults.add({ kind: 'server-error', status: 502 });
    local.faults.add({ kind: 'drop' });
    expect(await open().editOriginal(to, message)).toMatchObject({ ok: true });
    expect(statuses()).toEqual([502, 0, 200]);
    requests = [];
    local.faults.add({ kind: 'server-error', times: 'always' });
    expect(await open().editOriginal(to, message)).toMatchObject({
      ok: false,
      fault: { kind: 'lost' },
    });
    expect(statuses()).toEqual([500, 500, 500]);
  });

  it('never repeats a new message that may have been created', async () => {
    const to = await defer();
    const discord = open();
    for (const afterEffect of [true, false]) {
      local.faults.add({
        kind: 'server-error',
        afterEffect,
        on: 'follow-up.create',
      });
      local.faults.add({ kind: 'drop', afterEffect, on: 'message.create' });
      for (const asked of [
        await discord.followUp(to, message),
        await discord.createMessage(local.channelId, message),
      ])
        expect(asked).toMatchObject({ ok: false, fault: { kind: 'lost' } });
    }
    expect(requests).toHaveLength(4);
  });

  it('treats a late response as lost', async () => {
    local.faults.add({ kind: 'slow', ms: 5000, on: 'message.create' });
    const asked = await open({ timeoutMs: 50 }).createMessage(
      local.channelId,
      message,
    );
    expect(asked).toMatchObject({ ok: false, fault: { kind: 'lost' } });
  });

  it('retries while the webhook is unknown, also before a new message', async () => {
    local.faults.add({ kind: 'unknown-webhook', tries: 2 });
    const to = await defer();
    expect(await open().followUp(to, message)).toMatchObject({ ok: true });
    expect(statuses()).toEqual([404, 404, 200]);
  });

  it('returns Discord’s reason without any token', async () => {
    const to = await defer();
    local.expireToken(local.interactions()[0]?.id ?? '');
    const faults = [
      await open().editOriginal(to, message),
      await open({ botToken: 'wrong.bot.token' }).createMessage(
        local.channelId,
        message,
      ),
      await open().editMessage(local.channelId, '1', message),
    ];
    expect(faults).toMatchObject([
      { ok: false, fault: { kind: 'rejected', status: 401, code: 50027 } },
      { ok: false, fault: { kind: 'rejected', status: 401 } },
      { ok: false, fault: { kind: 'rejected', status: 404, code: 10008 } },
    ]);
    const said = JSON.stringify(faults);
    for (const secret of [to.token, 'wrong.bot.token', local.botToken])
      expect(said).not.toContain(secret);
  });

  it('keeps working after its token was refused once', async () => {
    let refusals = 1;
    const discord = open({
      fetch: (url, init) =>
        refusals-- > 0
          ? Promise.resolve(
              Response.json(
                { message: '401: Unauthorized', code: 0 },
                { status: 401 },
              ),
            )
          : fetch(url, init),
    });
    expect(await discord.createMessage(local.channelId, message)).toMatchObject(
      {
        ok: false,
        fault: { kind: 'rejected', status: 401 },
      },
    );
    expect(await discord.createMessage(local.channelId, message)).toMatchObject(
      { ok: true },
    );
  });

  it('knows that nothing was sent if no connection exists', async () => {
    await endpoint.close();
    const discord = open({ apiUrl: endpoint.url, budgetMs: 500 });
    expect(await discord.createMessage('1', message)).toMatchObject({
      ok: false,
      fault: { kind: 'later' },
    });
    endpoint = await startDeferringEndpoint();
  });
});

function valueOf<Value>(asked: DiscordResult<Value>): Value {
  if (!asked.ok) throw new Error(asked.fault.reason);
  return asked.value;
}

/** Defers whatever it is sent. */
async function startDeferringEndpoint() {
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      response.setHeader('content-type', 'application/json');
      response.end('{"type":5}');
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
