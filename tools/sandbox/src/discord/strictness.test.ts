import { afterEach, describe, expect, it } from 'vitest';
import type { LocalDiscord, LocalDiscordOptions } from './index.ts';
import { BOT, callApi, closePairs, defer, startPair } from './testing.ts';

afterEach(closePairs);

const NO_ONE = { parse: [] };
const text = (content = 'hello') => ({ content, allowed_mentions: NO_ONE });

async function createWorld(options: LocalDiscordOptions = {}) {
  const { discord, endpoint } = await startPair(defer, {
    rateLimits: false,
    ...options,
  });
  const call = async (method: string, path: string, body?: unknown) => {
    const answer = await callApi(discord, method, path, body);
    return { ...answer, outcome: [answer.status, answer.body['code']] };
  };
  const send = (channelId: string, body: object = text()) =>
    call('POST', `/channels/${channelId}/messages`, body);
  return { discord, endpoint, call, send };
}

const guildCommands = ({ applicationId, guildId }: LocalDiscord) =>
  `/applications/${applicationId}/guilds/${guildId}/commands`;

describe('a guild', () => {
  it('is closed to a bot that was not invited, until it is', async () => {
    const { discord, call, send } = await createWorld();
    const list = [{ name: 'status', description: 'Shows runs' }];
    discord.removeBot();
    const put = () => call('PUT', guildCommands(discord), list);
    expect((await put()).outcome).toEqual([403, 50_001]);
    expect((await send(discord.channelId)).outcome).toEqual([403, 50_001]);
    discord.inviteBot();
    expect((await put()).status).toBe(200);
    expect((await send(discord.channelId)).status).toBe(200);
  });

  it('gives its commands back without contexts, false flags and empty lists', async () => {
    const { discord, call } = await createWorld();
    const command = {
      name: 'status',
      description: 'Shows runs',
      contexts: [0],
      integration_types: [0],
      options: [
        {
          type: 4,
          name: 'count',
          description: 'How many',
          required: false,
          autocomplete: false,
          choices: [],
        },
      ],
    };
    await call('PUT', guildCommands(discord), [command]);
    const [stored] = discord.commands(discord.guildId);
    expect(stored).not.toHaveProperty('contexts');
    expect(stored).not.toHaveProperty('integration_types');
    expect(stored).toMatchObject({
      nsfw: false,
      default_permission: true,
      default_member_permissions: null,
    });
    expect(stored?.['options']).toEqual([
      { type: 4, name: 'count', description: 'How many' },
    ]);
    await call('PUT', `/applications/${discord.applicationId}/commands`, [
      { name: 'status', description: 'Shows runs' },
    ]);
    expect(discord.commands()[0]).toMatchObject({
      contexts: [0, 1, 2],
      integration_types: [0, 1],
    });
  });
});

describe('a channel', () => {
  it.each([
    ['ViewChannel', text(), 50_001],
    ['SendMessages', text(), 50_013],
    ['EmbedLinks', { ...text(), embeds: [{ title: 'a' }] }, 50_013],
  ] as const)('without %s refuses', async (permission, body, code) => {
    const { discord, send } = await createWorld();
    discord.denyPermission(discord.channelId, permission);
    expect((await send(discord.channelId, body)).outcome).toEqual([403, code]);
    discord.allowPermission(discord.channelId, permission);
    expect((await send(discord.channelId, body)).status).toBe(200);
  });

  it('without AttachFiles refuses files', async () => {
    const { discord } = await createWorld();
    const form = new FormData();
    form.set('payload_json', JSON.stringify(text()));
    form.set('files[0]', new Blob(['x'], { type: 'image/png' }), 'a.png');
    const path = `/channels/${discord.channelId}/messages`;
    discord.denyPermission(discord.channelId, 'AttachFiles');
    expect((await callApi(discord, 'POST', path, form)).status).toBe(403);
  });

  it('without ReadMessageHistory shows nothing of what was said', async () => {
    const { discord, call, send } = await createWorld();
    const sent = await send(discord.channelId);
    const path = `/channels/${discord.channelId}/messages`;
    discord.denyPermission(discord.channelId, 'ReadMessageHistory');
    expect((await call('GET', path)).body).toEqual([]);
    const single = `${path}/${String(sent.body['id'])}`;
    expect((await call('GET', single)).outcome).toEqual([403, 50_013]);
  });

  it('shows its permissions to interactions', async () => {
    const { discord, endpoint } = await createWorld();
    discord.denyPermission(discord.channelId, 'SendMessagesInThreads');
    await discord.sendCommand({ name: 'status' });
    const bits = BigInt(String(endpoint.received.at(-1)?.['app_permissions']));
    expect(bits & (1n << 38n)).toBe(0n);
    expect(bits & (1n << 11n)).not.toBe(0n);
  });
});

describe('a thread', () => {
  async function createThread() {
    const world = await createWorld();
    const { discord, call } = world;
    const { id } = discord.addThread(discord.channelId, 'release 1.2');
    const { interaction } = await discord.sendCommand({
      name: 'work',
      channelId: id,
    });
    const hook = `/webhooks/${discord.applicationId}/${interaction.token}`;
    const edit = () => call('PATCH', `${hook}/messages/@original`, text('x'));
    const followUp = () => call('POST', hook, text('done'));
    const archived = () =>
      discord.channels.find((channel) => channel.id === id)?.archived;
    return { ...world, id, edit, followUp, archived };
  }

  it('has a permission of its own, and those of its channel', async () => {
    const { discord, send, id } = await createThread();
    discord.denyPermission(discord.channelId, 'SendMessages');
    expect((await send(id)).status).toBe(200);
    discord.denyPermission(discord.channelId, 'SendMessagesInThreads');
    expect((await send(id)).outcome).toEqual([403, 50_013]);
    discord.denyPermission(discord.channelId, 'ViewChannel');
    expect((await send(id)).outcome).toEqual([403, 50_001]);
  });

  it('takes no edit while it is archived, and is reopened by a new message', async () => {
    const { discord, send, id, edit, archived } = await createThread();
    expect((await edit()).status).toBe(200);
    discord.setThread(id, { archived: true });
    expect((await edit()).outcome).toEqual([400, 50_083]);
    expect((await send(id)).status).toBe(200);
    expect(archived()).toBe(false);
    expect((await edit()).status).toBe(200);
  });

  it('is reopened by a follow-up, too', async () => {
    const { discord, id, edit, followUp, archived } = await createThread();
    await edit();
    discord.setThread(id, { archived: true });
    expect((await followUp()).status).toBe(200);
    expect(archived()).toBe(false);
  });

  it('stays closed when it is locked', async () => {
    const { discord, send, id, edit, followUp, archived } =
      await createThread();
    await edit();
    discord.setThread(id, { archived: true, locked: true });
    for (const answer of [await send(id), await edit(), await followUp()])
      expect(answer.outcome).toEqual([400, 50_083]);
    expect(archived()).toBe(true);
  });
});

describe('a direct message', () => {
  it('reaches a member who takes them', async () => {
    const { discord, call, send } = await createWorld();
    const open = () =>
      call('POST', '/users/%40me/channels', {
        recipient_id: discord.members.admin.id,
      });
    const channel = await open();
    expect(channel.body).toMatchObject({
      type: 1,
      recipients: [{ id: discord.members.admin.id }],
    });
    const id = String(channel.body['id']);
    expect((await open()).body['id']).toBe(id);
    expect((await send(id)).status).toBe(200);
    expect(discord.messages(id)).toMatchObject([{ content: 'hello' }]);
    discord.closeDirectMessages('admin');
    expect((await send(id)).outcome).toEqual([403, 50_007]);
  });

  it('needs someone to go to', async () => {
    const { call } = await createWorld();
    const body = { recipient_id: '123456789012345678' };
    const { outcome } = await call('POST', '/users/@me/channels', body);
    expect(outcome).toEqual([400, 50_033]);
  });
});

describe('the API', () => {
  it.each([undefined, 'node', 'DiscordBot', 'DiscordBot (yardmaster)'])(
    'refuses the user agent %s',
    async (agent) => {
      const { discord } = await createWorld();
      const response = await fetch(`${discord.url}/users/@me`, {
        headers: {
          authorization: `Bot ${discord.botToken}`,
          ...(agent === undefined ? {} : { 'user-agent': agent }),
        },
      });
      expect([response.status, await response.text()]).toEqual([
        403,
        'error code: 1010',
      ]);
    },
  );

  it('reads an escaped @', async () => {
    const { discord } = await createWorld();
    const { interaction } = await discord.sendCommand({ name: 'work' });
    const path = `/webhooks/${discord.applicationId}/${interaction.token}/messages/%40original`;
    expect((await callApi(discord, 'PATCH', path, text())).status).toBe(200);
  });

  it('is shut by Cloudflare, in HTML, until the time is over', async () => {
    let now = Date.UTC(2026, 0, 1);
    const { discord } = await createWorld({ clock: () => now });
    discord.faults.add({ kind: 'cloudflare-limit', retryAfterSeconds: 3600 });
    const get = () =>
      fetch(`${discord.url}/users/@me`, {
        headers: {
          authorization: `Bot ${discord.botToken}`,
          'user-agent': BOT,
        },
      });
    const first = await get();
    expect([first.status, first.headers.get('retry-after')]).toEqual([
      429,
      '3600',
    ]);
    expect(first.headers.get('content-type')).toContain('text/html');
    expect(first.headers.get('x-ratelimit-scope')).toBeNull();
    now += 3_599_000;
    expect((await get()).headers.get('retry-after')).toBe('1');
    now += 1_000;
    expect((await get()).status).toBe(200);
    expect(discord.faults.list()).toEqual([]);
  });

  it('can keep a rate limit until its time is over', async () => {
    let now = Date.UTC(2026, 0, 1);
    const { discord, send } = await createWorld({ clock: () => now });
    discord.faults.add({
      kind: 'rate-limit',
      on: 'message.create',
      retryAfterSeconds: 60,
      times: 'until-over',
    });
    const status = async () => (await send(discord.channelId)).status;
    expect([await status(), await status()]).toEqual([429, 429]);
    now += 60_000;
    expect(await status()).toBe(200);
  });

  it('says whether the bot is public', async () => {
    const { discord, call } = await createWorld();
    const isPublic = async () =>
      (await call('GET', '/applications/@me')).body['bot_public'];
    expect(await isPublic()).toBe(false);
    discord.setPublicBot(true);
    expect(await isPublic()).toBe(true);
  });
});

describe('an interaction', () => {
  it('comes from a person who installed the app, or from another guild', async () => {
    const { discord, endpoint } = await createWorld();
    const { id } = discord.members.admin;
    await discord.sendCommand({ name: 'status', userInstall: true });
    expect(endpoint.received.at(-1)).toMatchObject({
      authorizing_integration_owners: { '1': id },
    });
    await discord.sendCommand({ name: 'status', guildId: '41771983423143937' });
    expect(endpoint.received.at(-1)).toMatchObject({
      guild_id: '41771983423143937',
      authorizing_integration_owners: { '0': '41771983423143937' },
    });
  });

  it('can be changed before it is signed', async () => {
    const { discord, endpoint } = await createWorld();
    const { outcome } = await discord.sendCommand({
      name: 'status',
      patch: ({ member: _member, ...payload }) => ({ ...payload, data: null }),
    });
    expect(outcome).toBe('answered');
    expect(endpoint.received.at(-1)).toMatchObject({ data: null });
    expect(endpoint.received.at(-1)).not.toHaveProperty('member');
  });

  it('can be delivered again as it was', async () => {
    const { discord } = await createWorld();
    const { interaction } = await discord.sendCommand({ name: 'status' });
    const again = await discord.deliverAgain(interaction.id);
    expect(again.outcome).toBe('ignored');
    const [first, second] = discord.requests.slice(-2);
    expect(second?.raw.body).toBe(first?.raw.body);
    expect(second?.headers['x-signature-ed25519']).toBe(
      first?.headers['x-signature-ed25519'],
    );
  });
});
