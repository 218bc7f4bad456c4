import { afterEach, describe, expect, it } from 'vitest';
import {
  commandViolations,
  messageViolations,
  responseViolations,
} from '../index.ts';
import { callApi, closePairs, defer, startPair } from '../testing.ts';

afterEach(closePairs);

const NO_ONE = { parse: [] };
function message(more: object = {}) {
  return {
    content: 'hello',
    allowed_mentions: NO_ONE,
    ...more,
  };
}
function button(more: object = {}) {
  return {
    type: 2,
    style: 2,
    label: 'Go',
    custom_id: 'go',
    ...more,
  };
}
function row(...components: object[]) {
  return { type: 1, components };
}
const picture = {
  embeds: [{ image: { url: 'attachment://a.png' } }],
  attachments: [{ id: 0, filename: 'a.png', description: 'A chart' }],
};
function command(more: object = {}) {
  return [{ type: 1, name: 'status', description: 'Shows runs', ...more }];
}
function paths(violations: readonly { path: string }[]) {
  return violations.map(({ path }) => path);
}

describe('a message', () => {
  it.each([
    ['text', message()],
    ['buttons', message({ components: [row(button())] })],
    ['a picture', message(picture)],
  ])('may have %s', (_name, body) => {
    expect(messageViolations('message.create', body)).toEqual([]);
  });

  it.each([
    ['no allowed_mentions', { content: 'hello' }, 'allowed_mentions'],
    [
      'null for allowed_mentions',
      message({ allowed_mentions: null }),
      'allowed_mentions',
    ],
    ['nothing to show', message({ content: ' ' }), 'content'],
    ['a misspelt key', message({ allowedMentions: NO_ONE }), 'allowedMentions'],
    ['a long text', message({ content: 'x'.repeat(2001) }), 'content'],
    [
      'a field of white space',
      message({ embeds: [{ fields: [{ name: 'a', value: ' ' }] }] }),
      'embeds.0.fields.0.value',
    ],
    [
      'a button without text',
      message({ components: [row(button({ label: '' }))] }),
      'components.0.components.0',
    ],
    [
      'a picture that is not attached',
      message({ ...picture, attachments: [] }),
      'embeds.0.image.url',
    ],
    [
      'a picture without alternative text',
      message({ ...picture, attachments: [{ id: 0, filename: 'a.png' }] }),
      'attachments.0.description',
    ],
    ['a long nonce', message({ nonce: 'x'.repeat(26) }), 'nonce'],
  ])('may not have %s', (_name, body, path) => {
    expect(paths(messageViolations('message.create', body))).toContain(path);
  });

  it('must say whom it may mention when it is edited, too', () => {
    expect(messageViolations('original.edit', { embeds: [] })).toMatchObject([
      { operation: 'original.edit', path: 'allowed_mentions' },
    ]);
    expect(
      messageViolations('original.edit', { allowed_mentions: NO_ONE }),
    ).toEqual([]);
  });
});

describe('a response', () => {
  it.each([
    { type: 1 },
    { type: 4, data: message() },
    { type: 5 },
    { type: 5, data: { flags: 64 } },
    { type: 6 },
    { type: 7, data: message() },
    { type: 8, data: { choices: [{ name: 'a', value: 'a' }] } },
  ])('may be %j', (response) => {
    expect(responseViolations(response)).toEqual([]);
  });

  it.each([
    [{ type: 4, data: { content: 'hello' } }, 'allowed_mentions'],
    [{ type: 5, data: { flags: 64 | (1 << 15) } }, 'data.flags'],
    [{ type: 5, data: { content: 'x' } }, 'data.content'],
    [{ type: 6, data: {} }, 'data'],
    [
      { type: 8, data: { choices: [{ name: 'a', value: 'a'.repeat(101) }] } },
      'data.choices.0.value',
    ],
    [{ type: 99 }, 'type'],
  ])('may not be %j', (response, path) => {
    expect(paths(responseViolations(response))).toContain(path);
  });
});

describe('a list of commands', () => {
  it('may have what Discord documents', () => {
    expect(commandViolations(command())).toEqual([]);
  });

  it.each([
    [
      'a misspelt key',
      command({ defaultMemberPermissions: '0' }),
      '0.defaultMemberPermissions',
    ],
    ['a name twice', [...command(), ...command()], '1.name'],
    ['upper case', command({ name: 'Status' }), '0.name'],
  ])('may not have %s', (_name, list, path) => {
    expect(paths(commandViolations(list))).toContain(path);
  });
});

describe('the local Discord', () => {
  it('collects what it refused and what it put up with, in both directions', async () => {
    const { discord } = await startPair(({ data }) =>
      (data as { name: string }).name === 'work'
        ? defer()
        : { status: 200, body: { type: 4, data: { content: 'hello' } } },
    );
    const { interaction } = await discord.sendCommand({ name: 'work' });
    expect(discord.violations()).toEqual([]);
    const original = `/webhooks/${discord.applicationId}/${interaction.token}/messages/@original`;
    await callApi(discord, 'PATCH', original, message());
    expect(discord.violations()).toEqual([]);

    await callApi(discord, 'PATCH', original, { content: 'hello' });
    await callApi(discord, 'PATCH', original, message({ content: '' }));
    await discord.sendCommand({ name: 'other' });
    expect(discord.violations()).toMatchObject([
      { operation: 'original.edit', path: 'allowed_mentions' },
      { operation: 'original.edit', code: '50006' },
      { operation: 'response', path: 'allowed_mentions' },
    ]);
    discord.clearViolations();
    discord.faults.add({ kind: 'server-error', on: 'original.edit' });
    await callApi(discord, 'PATCH', original, message());
    expect(discord.violations()).toEqual([]);
  });
});
