import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { expectedOf, flagOf, optionsOf } from './options.ts';
import { createTestCommand } from '../testing/commands.ts';

describe('optionsOf', () => {
  it('reads everything a surface needs from the schema of what is given', () => {
    const command = createTestCommand({
      input: z.object({
        note: z.string().min(2).max(5).optional().describe('A note'),
        count: z.int().min(1).max(3).default(2).describe('How many'),
        size: z.enum(['small', 'large']).describe('Which size'),
        url: z
          .string()
          .transform((text) => new URL(text))
          .optional()
          .describe('Where'),
        wait: z.boolean().default(false).describe('Wait for it'),
      }),
      suggest: { url: async () => [] },
    });
    expect(optionsOf(command)).toEqual([
      {
        name: 'size',
        type: 'string',
        required: true,
        description: 'Which size',
        choices: ['small', 'large'],
        autocomplete: false,
      },
      {
        name: 'note',
        type: 'string',
        required: false,
        description: 'A note',
        minLength: 2,
        maxLength: 5,
        autocomplete: false,
      },
      {
        name: 'count',
        type: 'integer',
        required: false,
        description: 'How many',
        minimum: 1,
        maximum: 3,
        default: 2,
        autocomplete: false,
      },
      {
        name: 'url',
        type: 'string',
        required: false,
        description: 'Where',
        autocomplete: true,
      },
      {
        name: 'wait',
        type: 'boolean',
        required: false,
        description: 'Wait for it',
        default: false,
        autocomplete: false,
      },
    ]);
  });

  it('does not take the range of safe integers for a limit', () => {
    const [option] = optionsOf(
      createTestCommand({ input: z.object({ n: z.int().min(0) }) }),
    );
    expect(option).toMatchObject({ minimum: 0 });
    expect(option).not.toHaveProperty('maximum');
  });

  it.each([
    ['a list', z.array(z.string())],
    ['an object', z.object({})],
    ['a number with a fraction', z.number()],
    ['a date', z.date()],
  ])('refuses %s, naming the option', (_, schema) => {
    const command = createTestCommand({ input: z.object({ odd: schema }) });
    expect(() => optionsOf(command)).toThrow(/^option "odd" must be a string/);
  });
});

it('spells an option as a terminal does', () => {
  expect(flagOf({ name: 'api_base' })).toBe('--api-base');
});

it.each([
  [z.int().min(1).max(3), 'a whole number from 1 to 3'],
  [z.int().min(1), 'a whole number of at least 1'],
  [z.int().max(3), 'a whole number of at most 3'],
  [z.int(), 'a whole number'],
  [z.boolean(), 'true or false'],
  [z.enum(['a', 'b', 'c']), 'a, b or c'],
  [z.string(), 'text'],
  [z.string().min(1), 'text'],
  [z.string().min(3), 'text of at least 3 characters'],
  [z.string().max(9), 'text of at most 9 characters'],
  [z.string().min(3).max(9), 'text of 3 to 9 characters'],
])('says what an option takes: %#', (schema, expected) => {
  const command = createTestCommand({ input: z.object({ it: schema }) });
  expect(optionsOf(command).map(expectedOf)).toEqual([expected]);
});
