import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseInteraction } from './interaction.ts';
import { SEED } from '../testing/arbitrary.ts';

const parse = (value: unknown) =>
  parseInteraction(Buffer.from(JSON.stringify(value)));
const user = {
  id: '111111111111111111',
  username: 'ada',
  global_name: 'Octocat',
};
const member = {
  user,
  roles: ['222222222222222222'],
  permissions: '32',
  nick: 'A',
};
const common = {
  id: '333333333333333333',
  application_id: '444444444444444444',
  token: 'a-token',
  version: 1,
  guild_id: '555555555555555555',
  channel_id: '666666666666666666',
  member,
};
const source = {
  id: common.id,
  applicationId: common.application_id,
  token: 'a-token',
  user: { id: user.id, name: 'Octocat' },
  roleIds: member.roles,
  manageServer: true,
  guildId: common.guild_id,
  channelId: common.channel_id,
};

describe('parseInteraction', () => {
  it('reads a ping, a command, an autocomplete, a button and a modal', () => {
    expect(
      parse({ type: 1, id: '1', application_id: '2', token: 'x', version: 1 }),
    ).toEqual({
      kind: 'ping',
    });
    expect(
      parse({
        ...common,
        type: 2,
        data: {
          id: '7',
          name: 'deploy-client',
          type: 1,
          options: [
            { name: 'wait', type: 5, value: true },
            { name: 'api_base', type: 3, value: 'https://api.example' },
          ],
        },
      }),
    ).toEqual({
      kind: 'command',
      source,
      command: 'deploy-client',
      options: { wait: true, api_base: 'https://api.example' },
    });
    expect(
      parse({
        ...common,
        type: 4,
        data: {
          id: '7',
          name: 'verify-latest',
          type: 1,
          options: [{ name: 'run_url', type: 3, value: 'htt', focused: true }],
        },
      }),
    ).toEqual({
      kind: 'autocomplete',
      source,
      command: 'verify-latest',
      focused: { name: 'run_url', value: 'htt' },
    });
    expect(
      parse({
        ...common,
        type: 3,
        data: { custom_id: 'x', component_type: 2 },
      }),
    ).toEqual({ kind: 'component', source, customId: 'x' });
    expect(
      parse({ ...common, type: 5, data: { custom_id: 'f', components: [] } }),
    ).toEqual({
      kind: 'modal',
      source,
      customId: 'f',
    });
  });

  it.each([
    ['8', true],
    ['32', true],
    ['562949953601536', false],
    ['0', false],
    ['2251799813685247', true],
  ])('permissions %s hold Manage Server: %s', (permissions, manageServer) => {
    const parsed = parse({
      ...common,
      type: 3,
      data: { custom_id: 'x' },
      member: { ...member, permissions },
    });
    expect(parsed).toMatchObject({ source: { manageServer } });
  });

  it('has no roles in a direct message', () => {
    const { member: _member, guild_id: _guild, ...rest } = common;
    expect(parse({ ...rest, user, type: 3, data: { custom_id: 'x' } })).toEqual(
      {
        kind: 'component',
        customId: 'x',
        source: {
          id: source.id,
          applicationId: source.applicationId,
          token: source.token,
          user: source.user,
          roleIds: [],
          manageServer: false,
          channelId: source.channelId,
        },
      },
    );
  });

  it('takes fields that are null as absent', () => {
    const parsed = parse({
      ...common,
      type: 2,
      guild_id: null,
      channel_id: null,
      member: null,
      user: { ...user, global_name: null },
      data: { name: 'status', options: null },
    });
    expect(parsed).toEqual({
      kind: 'command',
      command: 'status',
      options: {},
      source: {
        id: source.id,
        applicationId: source.applicationId,
        token: source.token,
        user: { id: user.id, name: 'ada' },
        roleIds: [],
        manageServer: false,
      },
    });
  });

  it('does not take a guild without a member for its server', () => {
    const { member: _member, ...rest } = common;
    const parsed = parse({ ...rest, user, type: 3, data: { custom_id: 'x' } });
    expect(parsed).toMatchObject({ source: { manageServer: false } });
    expect(parsed).not.toHaveProperty('source.guildId');
  });

  it('reads a focused value that is empty, null or a number', () => {
    for (const [value, read] of [
      ['', ''],
      [null, ''],
      [undefined, ''],
      [7, '7'],
      [{}, ''],
    ])
      expect(
        parse({
          ...common,
          type: 4,
          data: { name: 'x', options: [{ name: 'o', value, focused: true }] },
        }),
      ).toMatchObject({ focused: { name: 'o', value: read } });
  });

  it('drops options without a plain value, and keeps names that objects inherit', () => {
    const options = [
      { name: 'sub', type: 1, options: [{ name: 'a', value: 'b' }] },
      { name: 'list', value: [1] },
      { name: 'null', value: null },
      { name: '__proto__', value: 'p' },
      { name: 'constructor', value: 'c' },
    ];
    const parsed = parse({ ...common, type: 2, data: { name: 'x', options } });
    expect(
      parsed?.kind === 'command' && Object.entries(parsed.options),
    ).toEqual([
      ['__proto__', 'p'],
      ['constructor', 'c'],
    ]);
  });

  it.each([
    ['\u202eevil\u0000\n name', 'evil name'],
    ['\u200b', 'ada'],
  ])('strips what cannot be seen from the name %j', (global_name, name) => {
    const parsed = parse({
      ...common,
      member: { ...member, user: { ...user, global_name } },
      type: 3,
      data: { custom_id: 'x' },
    });
    expect(parsed).toMatchObject({ source: { user: { name } } });
  });

  it.each([
    '../../channels/1/messages',
    '..',
    '.',
    'a/b',
    'a%2fb',
    'a?b',
    'a#b',
    '',
  ])(
    'refuses the token %j, which would change the URL it becomes part of',
    (token) => {
      expect(
        parse({ ...common, token, type: 3, data: { custom_id: 'x' } }),
      ).toBeNull();
    },
  );

  it.each([
    ['no JSON', Buffer.from('{')],
    ['nothing', Buffer.alloc(0)],
    ['no UTF-8', Buffer.from([0xff, 0xfe])],
    ['a list', Buffer.from('[]')],
    ['null', Buffer.from('null')],
    ['a number', Buffer.from('1')],
    [
      'an unknown type',
      Buffer.from(JSON.stringify({ ...common, type: 6, data: {} })),
    ],
    ['a type as text', Buffer.from(JSON.stringify({ ...common, type: '1' }))],
    [
      'no person',
      Buffer.from(
        JSON.stringify({
          ...common,
          member: undefined,
          type: 3,
          data: { custom_id: 'x' },
        }),
      ),
    ],
    [
      'no token',
      Buffer.from(
        JSON.stringify({
          ...common,
          token: '',
          type: 3,
          data: { custom_id: 'x' },
        }),
      ),
    ],
    [
      'an id that is a number',
      Buffer.from(
        JSON.stringify({ ...common, id: 1, type: 3, data: { custom_id: 'x' } }),
      ),
    ],
    [
      'permissions in words',
      Buffer.from(
        JSON.stringify({
          ...common,
          member: { ...member, permissions: 'all' },
          type: 3,
          data: { custom_id: 'x' },
        }),
      ),
    ],
  ])('refuses %s', (_name, body) => {
    expect(parseInteraction(body)).toBeNull();
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.json(), fc.integer({ min: 0, max: 9 }), (json, type) => {
        const data: unknown = JSON.parse(json);
        expect(() => parseInteraction(Buffer.from(json))).not.toThrow();
        expect(() => parse({ ...common, type, data })).not.toThrow();
        expect(() =>
          parse({ ...common, type: 2, data: { name: 'x', options: data } }),
        ).not.toThrow();
        expect(() => parse({ ...common, member: data, type })).not.toThrow();
      }),
      SEED,
    );
  });
});
