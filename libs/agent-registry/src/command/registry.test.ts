import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createRegistry, RegistryError } from './registry.ts';
import { createTestAgent, createTestCommand } from '../testing/commands.ts';

const described = { description: 'An option' };
const text = z.string().meta(described);

function faultsOf(build: () => unknown): readonly string[] {
  try {
    build();
  } catch (error) {
    if (error instanceof RegistryError) return error.faults;
    throw error;
  }
  return [];
}

it('finds agents, commands about them and actions', () => {
  const agent = createTestAgent({ id: 'waver', command: 'wave' });
  const about = createTestCommand({ command: 'agents' });
  const action = createTestCommand({ command: 'cancel' });
  const registry = createRegistry([agent], {
    commands: [about],
    actions: [action],
  });
  expect(registry.list()).toEqual([agent]);
  expect(registry.byId('waver')).toBe(agent);
  expect(registry.byId('cancel')).toBeUndefined();
  expect(registry.commands()).toEqual([agent, about]);
  expect(registry.byCommand('cancel')).toBe(action);
  expect(registry.byCommand('Wave')).toBeUndefined();
  expect(registry.byCommand('constructor')).toBeUndefined();
});

describe('refuses at start', () => {
  it('two agents of one id, and two commands of one name', () => {
    expect(
      faultsOf(() =>
        createRegistry([createTestAgent({}), createTestAgent({})], {
          actions: [createTestCommand({ command: 'wave' })],
        }),
      ),
    ).toEqual([
      'two agents have the id "waver": rename one of them',
      'two agents or commands are called "wave": rename one',
    ]);
  });

  it.each([
    ['an upper case command', { command: 'Wave' }, /a command is 1 to 32/],
    ['a command with a space', { command: 'wave now' }, /a command is/],
    ['a long command', { command: 'w'.repeat(33) }, /a command is/],
    ['no description', { description: '' }, /its description has 0/],
    [
      'a long description',
      { description: 'd'.repeat(101) },
      /its description has 101 characters; it must have 1 to 100/,
    ],
    ['an id with hyphens', { id: 'a-b' }, /an id is lower case/],
    ['no name', { name: ' ' }, /needs a name/],
    [
      'an option without description',
      { input: z.object({ it: z.string() }) },
      /the description of option "it" has 0 characters/,
    ],
    [
      'an option in upper case',
      { input: z.object({ apiBase: text }) },
      /option "apiBase" must be/,
    ],
    [
      'an option no surface can show',
      { input: z.object({ it: z.array(text) }) },
      /option "it" must be a string, an integer or a boolean/,
    ],
    [
      '26 options',
      {
        input: z.object(
          Object.fromEntries(
            Array.from({ length: 26 }, (_, n) => [`o${n}`, text]),
          ),
        ),
      },
      /it has 26 options; Discord takes at most 25/,
    ],
    [
      '26 choices',
      {
        input: z.object({
          it: z
            .enum(Array.from({ length: 26 }, (_, n) => `c${n}`))
            .meta(described),
        }),
      },
      /option "it" has 26 choices/,
    ],
    [
      'a long choice',
      { input: z.object({ it: z.enum(['c'.repeat(101)]).meta(described) }) },
      /a choice of 101 characters/,
    ],
    [
      'more than 8,000 characters',
      {
        input: z.object(
          Object.fromEntries(
            Array.from({ length: 3 }, (_, option) => [
              `o${option}`,
              z
                .enum(
                  Array.from(
                    { length: 25 },
                    (_1, n) => `${n}${'c'.repeat(60)}`,
                  ),
                )
                .meta(described),
            ]),
          ),
        ),
      },
      /have 9\d{3} characters together; Discord takes at most 8000/,
    ],
    [
      'suggestions for no option',
      { suggest: { nothing: async () => [] } },
      /suggests values for "nothing"/,
    ],
    [
      'choices and suggestions for one option',
      {
        input: z.object({ it: z.enum(['a']).meta(described) }),
        suggest: { it: async () => [] },
      },
      /one or the other/,
    ],
    [
      'an example with an option that is not there',
      { examples: [{ input: { loud: true }, does: 'waves' }] },
      /uses the option "loud"/,
    ],
  ])('%s', (_, change, fault) => {
    const faults = faultsOf(() => createRegistry([createTestAgent(change)]));
    expect(faults).toEqual([expect.stringMatching(fault)]);
  });

  it('101 commands', () => {
    const commands = Array.from({ length: 101 }, (_, n) =>
      createTestCommand({ command: `c${n}` }),
    );
    expect(faultsOf(() => createRegistry([], { commands }))).toEqual([
      'there are 101 commands; Discord takes at most 100',
    ]);
  });

  it('with every fault in one message', () => {
    expect(() =>
      createRegistry([createTestAgent({ command: 'A', id: 'B', name: '' })]),
    ).toThrow(
      /cannot be registered:\n- .*an id.*\n- .*a name.*\n- .*a command/s,
    );
  });
});
