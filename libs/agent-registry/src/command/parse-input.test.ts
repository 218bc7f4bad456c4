import { definePolicy } from '@yardmaster/url-guard';
import { urlSchema } from '@yardmaster/url-guard/zod';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseInput } from './parse-input.ts';
import { createTestCommand } from '../testing/commands.ts';

const command = createTestCommand({
  input: z.object({
    size: z.enum(['small', 'large']).optional().describe('Which size'),
    count: z.int().min(1).max(3).default(2).describe('How many'),
    wait: z.boolean().default(false).describe('Wait for it'),
    url: urlSchema(definePolicy())
      .transform((url) => url.href)
      .optional()
      .describe('Where'),
  }),
});
const messages = (raw: Readonly<Record<string, unknown>>) => {
  const parsed = parseInput(command, raw);
  return parsed.ok ? [] : parsed.faults.map((fault) => fault.message);
};

describe('what a terminal types and what Discord sends', () => {
  it.each([
    [{}, { count: 2, wait: false }],
    [
      { count: 3, wait: true },
      { count: 3, wait: true },
    ],
    [
      { count: '3', wait: 'true' },
      { count: 3, wait: true },
    ],
    [
      { count: ' +1 ', wait: 'No' },
      { count: 1, wait: false },
    ],
    [{ count: undefined }, { count: 2, wait: false }],
    [
      { url: 'https://Example.com/a', size: 'small' },
      { count: 2, wait: false, url: 'https://example.com/a', size: 'small' },
    ],
  ])('%j becomes %j', (raw, input) => {
    expect(parseInput(command, raw)).toEqual({ ok: true, input });
  });
});

describe('what is refused, and how it is said', () => {
  it.each([
    [{ count: 0 }, 'count must be a whole number from 1 to 3, not 0.'],
    [{ count: '4' }, 'count must be a whole number from 1 to 3, not 4.'],
    [{ count: '2.0' }, 'count must be a whole number from 1 to 3, not "2.0".'],
    [{ count: '1e0' }, 'count must be a whole number from 1 to 3, not "1e0".'],
    [{ count: '0x1' }, 'count must be a whole number from 1 to 3, not "0x1".'],
    [{ count: '' }, 'count must be a whole number from 1 to 3, not "".'],
    [{ count: null }, 'count must be a whole number from 1 to 3, not null.'],
    [{ wait: '1' }, 'wait must be true or false, not "1".'],
    [{ size: 'medium' }, 'size must be small or large, not "medium".'],
    [{ url: 7 }, 'url must be text, not 7.'],
    [{ cuont: 1 }, 'There is no option "cuont". Did you mean count?'],
    [
      { zone: 1 },
      'There is no option "zone". Options are size, count, wait, url.',
    ],
  ])('%j: %s', (raw, message) => {
    expect(parseInput(command, raw)).toMatchObject({
      ok: false,
      reason: 'invalid_input',
    });
    expect(messages(raw)).toEqual([message]);
  });

  it('names every fault, not only the first', () => {
    expect(messages({ count: 9, wait: 'maybe', url: 'http://[::1]' })).toEqual([
      'count must be a whole number from 1 to 3, not 9.',
      'wait must be true or false, not "maybe".',
      expect.stringMatching(/^url: /),
    ]);
  });

  it('asks for what is required', () => {
    const strict = createTestCommand({
      input: z.object({ count: z.int().min(1) }),
    });
    expect(parseInput(strict, {})).toMatchObject({
      faults: [
        {
          option: 'count',
          message: 'count is missing: give a whole number of at least 1.',
        },
      ],
    });
  });

  it('quotes a long value shortened', () => {
    const [message = ''] = messages({ count: 'x'.repeat(10_000) });
    expect(message.length).toBeLessThan(130);
  });

  it('takes names of object properties for what they are: no options', () => {
    expect(messages({ constructor: 1 })).toHaveLength(1);
    expect(messages(JSON.parse('{"__proto__": 1}'))).toHaveLength(1);
  });
});

describe('URLs', () => {
  it('says why url-guard refuses one, with its reason', () => {
    expect(
      parseInput(command, { url: 'https://user:pw@example.com' }),
    ).toMatchObject({
      ok: false,
      reason: 'url_refused',
      faults: [
        {
          option: 'url',
          message: 'url: The URL must not contain a user name or a password.',
          urlReason: 'userinfo_not_allowed',
        },
      ],
    });
  });

  it('is invalid input where something else is wrong as well', () => {
    expect(
      parseInput(command, { url: 'https://127.0.0.1', count: 9 }),
    ).toMatchObject({ reason: 'invalid_input' });
  });
});

it('never throws, and never lets through what the schema does not', () => {
  fc.assert(
    fc.property(
      fc.dictionary(
        fc.constantFrom('size', 'count', 'wait', 'url', 'other'),
        fc.anything(),
      ),
      (raw) => {
        const parsed = parseInput(command, raw);
        if (!parsed.ok) return parsed.faults.length > 0;
        const { count, wait } = parsed.input;
        return [1, 2, 3].includes(Number(count)) && typeof wait === 'boolean';
      },
    ),
    { seed: 6, numRuns: 500 },
  );
});
