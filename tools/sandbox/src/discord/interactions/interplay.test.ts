import { afterEach, describe, expect, it } from 'vitest';
import {
  callApi,
  closePairs,
  defer,
  startPair,
  type ExampleAnswer,
} from '../testing.ts';

afterEach(closePairs);

function answer(type: number, data?: object): ExampleAnswer {
  return {
    status: 200,
    body: { type, ...(data === undefined ? {} : { data }) },
  };
}
const buttons = [
  {
    type: 1,
    components: [
      { type: 2, style: 1, label: 'Cancel', custom_id: 'cancel' },
      { type: 2, style: 2, label: 'Gone', custom_id: 'gone', disabled: true },
    ],
  },
];

describe('buttons', () => {
  it('update the message they are on', async () => {
    const { discord, endpoint } = await startPair(({ type }) =>
      type === 2
        ? answer(4, { content: 'Running', components: buttons })
        : answer(7, { content: 'Cancelled', components: [] }),
    );
    await discord.sendCommand({ name: 'deploy' });
    const [message] = discord.messages();
    const result = await discord.clickButton(
      message?.id ?? '',
      'cancel',
      'operator',
    );
    expect(result.acknowledgement).toEqual({
      kind: 'updated',
      messageId: message?.id,
    });
    expect(discord.messages()).toMatchObject([
      { content: 'Cancelled', components: [] },
    ]);
    expect(endpoint.received[1]).toMatchObject({
      type: 3,
      data: { custom_id: 'cancel', component_type: 2 },
      message: { id: message?.id, content: 'Running' },
      member: { roles: [discord.roles.operator] },
    });
  });

  it('cannot be clicked when disabled or absent, unless forced', async () => {
    const { discord } = await startPair(({ type }) =>
      type === 2
        ? answer(4, { content: 'Running', components: buttons })
        : answer(6),
    );
    await discord.sendCommand({ name: 'deploy' });
    const id = discord.messages()[0]?.id ?? '';
    expect(() => discord.clickButton(id, 'gone')).toThrow(
      'shows that button disabled',
    );
    expect(() => discord.clickButton(id, 'none')).toThrow('has no such button');
    expect(
      (await discord.clickButton(id, 'gone', { force: true })).outcome,
    ).toBe('answered');
  });
});

describe('answers by kind of interaction', () => {
  it('bring choices and modals', async () => {
    const modal = {
      custom_id: 'why',
      title: 'Why?',
      components: [
        {
          type: 18,
          label: 'Reason',
          component: { type: 4, custom_id: 'r', style: 1 },
        },
      ],
    };
    const { discord, endpoint } = await startPair(({ type }) =>
      type === 4
        ? answer(8, { choices: [{ name: 'main', value: 'main' }] })
        : type === 2
          ? answer(9, modal)
          : answer(4, { content: 'Thanks', flags: 64 }),
    );
    const choices = await discord.sendAutocomplete({
      name: 'deploy',
      focused: 'ref',
      options: { ref: 'ma' },
    });
    expect(choices.acknowledgement).toMatchObject({
      choices: [{ value: 'main' }],
    });
    expect(endpoint.received[0]).toMatchObject({
      data: { options: [{ name: 'ref', value: 'ma', focused: true }] },
    });
    const opened = await discord.sendCommand({ name: 'deploy' });
    expect(opened.acknowledgement).toMatchObject({
      kind: 'modal',
      modal: { title: 'Why?' },
    });
    await discord.submitModal({
      customId: 'why',
      fields: { r: 'because' },
      member: 'member',
    });
    expect(discord.messages()).toMatchObject([
      {
        content: 'Thanks',
        ephemeral: true,
        visibleTo: discord.members.member.id,
      },
    ]);
  });

  it.each([
    ['a deferred update to a command', answer(6), 'type'],
    ['choices to a command', answer(8, { choices: [] }), 'type'],
    ['components v2 in a deferred answer', answer(5, { flags: 32768 }), 'data'],
  ])('refuse %s', async (_name, wrong, place) => {
    const { discord } = await startPair(() => wrong);
    const { outcome, error } = await discord.sendCommand({ name: 'deploy' });
    expect(outcome).toBe('invalid');
    expect(Object.keys(error?.body['errors'] as object)).toEqual([place]);
  });

  it('refuse an empty message', async () => {
    const { discord } = await startPair(() => answer(4, { content: '' }));
    const { error } = await discord.sendCommand({ name: 'deploy' });
    expect(error?.body['code']).toBe(50006);
  });

  it('are rejected with the status of the endpoint', async () => {
    const { discord } = await startPair(() => ({ status: 500 }));
    expect(await discord.sendCommand({ name: 'deploy' })).toMatchObject({
      status: 500,
      outcome: 'rejected',
    });
    discord.setEndpoint('http://127.0.0.1:9/');
    expect(await discord.sendCommand({ name: 'deploy' })).toMatchObject({
      status: 0,
      outcome: 'unreachable',
    });
  });
});

describe('options', () => {
  it('that name a person or a channel bring them along', async () => {
    const { discord, endpoint } = await startPair(() =>
      answer(4, { content: 'ok' }),
    );
    const command = {
      name: 'assign',
      description: 'Assigns',
      options: [
        { type: 6, name: 'who', description: 'Person' },
        { type: 7, name: 'where', description: 'Channel' },
      ],
    };
    const path = `/applications/${discord.applicationId}/commands`;
    await callApi(discord, 'POST', path, command);
    const { id } = discord.members.operator;
    await discord.sendCommand({
      name: 'assign',
      options: { who: id, where: discord.digestChannelId },
    });
    expect(endpoint.received[0]).toMatchObject({
      data: {
        options: [{ type: 6, value: id }, { type: 7 }],
        resolved: {
          users: { [id]: { username: 'operator' } },
          members: { [id]: { roles: [discord.roles.operator] } },
          channels: { [discord.digestChannelId]: { name: 'digests' } },
        },
      },
    });
  });
});

describe('files', () => {
  it('come with an edit and are served', async () => {
    const { discord } = await startPair(defer);
    const { interaction } = await discord.sendCommand({ name: 'digest' });
    const form = new FormData();
    const embeds = [
      { title: 'Digest', image: { url: 'attachment://digest.png' } },
    ];
    const attachments = [{ id: 0, description: 'Runs by day' }];
    form.set('payload_json', JSON.stringify({ embeds, attachments }));
    form.set(
      'files[0]',
      new Blob(['png bytes'], { type: 'image/png' }),
      'digest.png',
    );
    const path = `/webhooks/${discord.applicationId}/${interaction.token}/messages/@original`;
    expect((await callApi(discord, 'PATCH', path, form)).status).toBe(200);
    const [message] = discord.messages();
    const [file] = message?.attachments ?? [];
    expect(file).toMatchObject({
      filename: 'digest.png',
      size: 9,
      description: 'Runs by day',
    });
    expect(message?.embeds[0]?.['image']).toEqual({ url: file?.url });
    const served = await fetch(file?.url ?? '');
    expect(await served.text()).toBe('png bytes');
    expect(served.headers.get('content-type')).toBe('image/png');
    await callApi(discord, 'PATCH', path, { content: 'gone', attachments: [] });
    expect(discord.messages()[0]?.attachments).toEqual([]);
  });

  it('over 10 MiB are refused', async () => {
    const { discord } = await startPair(defer);
    const form = new FormData();
    form.set('payload_json', '{"content":"big"}');
    form.set(
      'files[0]',
      new Blob([new Uint8Array(10 * 1024 * 1024 + 1)]),
      'big.bin',
    );
    const { status, body } = await callApi(
      discord,
      'POST',
      `/channels/${discord.channelId}/messages`,
      form,
    );
    expect([status, body['code']]).toEqual([413, 40005]);
  });
});

describe('mentions', () => {
  const text = '<@1234567> <@&7654321> @everyone';
  it.each<[string, object | undefined, object]>([
    [
      'by default everybody in a channel message',
      undefined,
      { users: ['1234567'], roles: ['7654321'], everyone: true },
    ],
    [
      'no one with an empty list',
      { parse: [] },
      { users: [], roles: [], everyone: false },
    ],
    [
      'those who are named',
      { parse: [], users: ['1234567'] },
      { users: ['1234567'], roles: [], everyone: false },
    ],
  ])('notify %s', async (_name, allowed, pings) => {
    const { discord } = await startPair(defer);
    const body = {
      content: text,
      ...(allowed === undefined ? {} : { allowed_mentions: allowed }),
    };
    await callApi(
      discord,
      'POST',
      `/channels/${discord.channelId}/messages`,
      body,
    );
    expect(discord.messages()[0]?.pings).toEqual(pings);
  });

  it('notify users only by default in a follow-up, and no one by an edit', async () => {
    const { discord } = await startPair(defer);
    const { interaction } = await discord.sendCommand({ name: 'deploy' });
    const hook = `/webhooks/${discord.applicationId}/${interaction.token}`;
    await callApi(discord, 'PATCH', `${hook}/messages/@original`, {
      content: text,
    });
    await callApi(discord, 'POST', hook, { content: text });
    const [original, followUp] = discord.messages();
    expect(original).toMatchObject({
      pings: { users: [] },
      mentions: { users: ['1234567'] },
    });
    expect(followUp?.pings).toEqual({
      users: ['1234567'],
      roles: [],
      everyone: false,
    });
  });
});

describe('what is hidden', () => {
  it('tokens, in the log of requests', async () => {
    const { discord } = await startPair(defer);
    const { interaction } = await discord.sendCommand({ name: 'deploy' });
    const path = `/webhooks/${discord.applicationId}/${interaction.token}/messages/@original`;
    await callApi(discord, 'PATCH', path, { content: 'x' });
    const shown = JSON.stringify(
      discord.requests.map(({ raw: _raw, ...rest }) => rest),
    );
    expect(shown).not.toContain(interaction.token);
    expect(shown).not.toContain(discord.botToken);
    expect(discord.requests.at(-1)?.raw.path).toContain(interaction.token);
  });

  it('ephemeral messages, from the bot token', async () => {
    const { discord } = await startPair(() =>
      answer(4, { content: 'psst', flags: 64 }),
    );
    await discord.sendCommand({ name: 'deploy' });
    const path = `/channels/${discord.channelId}/messages`;
    expect((await callApi(discord, 'GET', path)).body).toEqual([]);
    const single = `${path}/${discord.messages()[0]?.id ?? ''}`;
    expect(
      await callApi(discord, 'PATCH', single, { content: 'x' }),
    ).toMatchObject({ status: 404, body: { code: 10008 } });
  });
});
