import { describe, expect, it } from 'vitest';
import { answerFaults, commandsFaults, messageFaults } from './oracle.ts';

const NOBODY = { parse: [] };
const command = (more: object) => [
  { type: 1, name: 'status', description: 'Shows runs', ...more },
];
const option = (more: object) => ({
  type: 3,
  name: 'a',
  description: 'A',
  ...more,
});
const message = (more: object) => ({
  content: 'hello',
  allowed_mentions: NOBODY,
  ...more,
});
const button = (more: object) => ({
  type: 2,
  style: 2,
  label: 'Go',
  custom_id: 'go',
  ...more,
});
const row = (...components: object[]) => ({ type: 1, components });
const link = { type: 2, style: 5, label: 'Open', url: 'https://example.com' };

describe('the oracle for commands', () => {
  it('takes a good one', () => {
    expect(
      commandsFaults(command({ options: [option({ required: true })] })),
    ).toEqual([]);
  });

  it.each([
    ['upper case in the name', command({ name: 'Status' })],
    ['a space in the name', command({ name: 'the status' })],
    ['no description', command({ description: '' })],
    ['a long description', command({ description: 'x'.repeat(101) })],
    [
      'required after optional',
      command({ options: [option({}), option({ name: 'b', required: true })] }),
    ],
    ['options of one name', command({ options: [option({}), option({})] })],
    [
      'choices beside autocomplete',
      command({
        options: [
          option({ autocomplete: true, choices: [{ name: 'x', value: 'x' }] }),
        ],
      }),
    ],
    [
      'a choice of 101',
      command({
        options: [option({ choices: [{ name: 'x', value: 'x'.repeat(101) }] })],
      }),
    ],
    [
      'over 8000 in all',
      command({
        options: Array.from({ length: 25 }, (_, at) =>
          option({
            name: `o${at}`,
            choices: Array.from({ length: 25 }, (__, n) => ({
              name: `n${n}`,
              value: 'v'.repeat(20),
            })),
          }),
        ),
      }),
    ],
    [
      'over 25 options',
      command({
        options: Array.from({ length: 26 }, (_, at) =>
          option({ name: `o${at}` }),
        ),
      }),
    ],
    ['an unknown key', command({ defaultMemberPermissions: '0' })],
    ['a name twice', [...command({}), ...command({})]],
  ])('refuses %s', (_name, commands) => {
    expect(commandsFaults(commands)).not.toEqual([]);
  });
});

describe('the oracle for messages', () => {
  it('takes a good one', () => {
    expect(
      messageFaults(
        'message.create',
        message({ components: [row(button({}), link)] }),
      ),
    ).toEqual([]);
  });

  it.each([
    ['no allowed_mentions', { content: 'hello' }],
    ['nothing', message({ content: '' })],
    ['a long text', message({ content: 'x'.repeat(2001) })],
    ['a long title', message({ embeds: [{ title: 'x'.repeat(257) }] })],
    [
      'over 6000 in all',
      message({
        embeds: [
          { description: 'x'.repeat(4000) },
          { description: 'x'.repeat(2001) },
        ],
      }),
    ],
    [
      'an empty field',
      message({ embeds: [{ fields: [{ name: 'a', value: '' }] }] }),
    ],
    [
      '6 rows',
      message({
        components: Array.from({ length: 6 }, (_, at) =>
          row(button({ custom_id: `b${at}` })),
        ),
      }),
    ],
    [
      '6 in a row',
      message({
        components: [
          row(
            ...Array.from({ length: 6 }, (_, at) =>
              button({ custom_id: `b${at}` }),
            ),
          ),
        ],
      }),
    ],
    ['an empty row', message({ components: [row()] })],
    [
      'a custom_id twice',
      message({ components: [row(button({}), button({}))] }),
    ],
    [
      'a long custom_id',
      message({ components: [row(button({ custom_id: 'x'.repeat(101) }))] }),
    ],
    [
      'a link with custom_id',
      message({ components: [row({ ...link, custom_id: 'x' })] }),
    ],
    ['version 2 beside content', message({ flags: 1 << 15 })],
    [
      'mentions twice',
      message({ allowed_mentions: { parse: ['users'], users: ['1'] } }),
    ],
    [
      'a picture that is not attached',
      message({ embeds: [{ image: { url: 'attachment://a.png' } }] }),
    ],
    ['an unknown key', message({ allowedMentions: NOBODY })],
  ])('refuses %s', (_name, body) => {
    expect(messageFaults('message.create', body)).not.toEqual([]);
  });
});

describe('the oracle for answers', () => {
  it.each([
    { type: 1 },
    { type: 4, data: message({}) },
    { type: 5 },
    { type: 5, data: { flags: 64 } },
    { type: 6 },
    { type: 7, data: message({}) },
    { type: 8, data: { choices: [{ name: 'a', value: 'a' }] } },
  ])('takes %j', (answer) => {
    expect(answerFaults(answer)).toEqual([]);
  });

  it.each([
    { type: 5, data: { flags: 64 | (1 << 15) } },
    { type: 5, data: { content: 'x' } },
    {
      type: 8,
      data: {
        choices: Array.from({ length: 26 }, () => ({ name: 'a', value: 'a' })),
      },
    },
    { type: 8, data: { choices: [{ name: 'a', value: 'a'.repeat(101) }] } },
    { type: 99 },
  ])('refuses %j', (answer) => {
    expect(answerFaults(answer)).not.toEqual([]);
  });
});
