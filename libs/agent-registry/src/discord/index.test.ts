import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  describeDiff,
  diffCommands,
  registerCommands,
  toDiscordCommands,
  type DiscordCommand,
} from './index.ts';
import { createRegistry } from '../command/registry.ts';
import { createTestAgent } from '../testing/commands.ts';

const NO_ADMINS = { adminUserIds: [], adminRoleIds: [] };
const agents = [
  createTestAgent({
    command: 'wave',
    id: 'waver',
    effect: 'write',
    input: z.object({
      hands: z.int().min(1).max(2).default(1).describe('How many hands'),
      whom: z.string().max(20).describe('At whom'),
      mood: z.enum(['glad', 'sad']).optional().describe('In which mood'),
    }),
    suggest: { whom: async () => [] },
  }),
  createTestAgent({ command: 'nod', id: 'nodder', description: 'Nod' }),
];
const commands = toDiscordCommands(createRegistry(agents), NO_ADMINS);

/** What Discord answers: ids, and every default filled in. */
const registered = (list: readonly DiscordCommand[]): unknown[] =>
  list.map((command, index) => ({
    id: String(1000 + index),
    application_id: '1',
    guild_id: '2',
    version: '3',
    nsfw: false,
    dm_permission: false,
    default_permission: true,
    name_localizations: null,
    description_localizations: null,
    ...command,
    contexts: command.contexts.toReversed(),
    options: command.options.map(({ required, ...option }) => ({
      name_localizations: null,
      ...option,
      ...(required ? { required } : {}),
    })),
  }));

describe('toDiscordCommands', () => {
  it('writes what the bulk overwrite takes, required options first', () => {
    expect(commands).toEqual([
      {
        type: 1,
        name: 'wave',
        description: 'Wave at someone',
        options: [
          {
            type: 3,
            name: 'whom',
            description: 'At whom',
            required: true,
            max_length: 20,
            autocomplete: true,
          },
          {
            type: 4,
            name: 'hands',
            description: 'How many hands',
            required: false,
            min_value: 1,
            max_value: 2,
          },
          {
            type: 3,
            name: 'mood',
            description: 'In which mood',
            required: false,
            choices: [
              { name: 'glad', value: 'glad' },
              { name: 'sad', value: 'sad' },
            ],
          },
        ],
        default_member_permissions: '32',
        contexts: [0],
        integration_types: [0],
      },
      {
        type: 1,
        name: 'nod',
        description: 'Nod',
        options: [],
        default_member_permissions: null,
        contexts: [0],
        integration_types: [0],
      },
    ]);
  });

  it.each([
    { adminUserIds: ['80351110224678912'], adminRoleIds: [] },
    { adminUserIds: [], adminRoleIds: ['80351110224678912'] },
  ])(
    'shows write commands to everybody where admins are listed: %j',
    (access) => {
      const [wave] = toDiscordCommands(createRegistry(agents), access);
      expect(wave?.default_member_permissions).toBeNull();
    },
  );
});

describe('diffCommands', () => {
  it('finds nothing in what Discord gives back of our own', () => {
    expect(diffCommands(commands, registered(commands))).toEqual({
      added: [],
      changed: [],
      removed: [],
      unchanged: ['wave', 'nod'],
    });
  });

  it('finds nothing in what a guild keeps of our own: no contexts, no false flags', () => {
    const kept = commands.map(
      ({ contexts: _contexts, integration_types: _types, ...command }) => ({
        ...command,
        guild_id: '41771983423143937',
        nsfw: false,
      }),
    );
    expect(diffCommands(commands, kept)).toMatchObject({
      changed: [],
      unchanged: ['wave', 'nod'],
    });
  });

  it('shows what was added, removed and changed, field by field', () => {
    const [wave, nod] = commands;
    if (!wave || !nod) throw new Error('two commands');
    const before = registered([
      {
        ...wave,
        description: 'Wave',
        default_member_permissions: null,
        options: wave.options
          .filter((option) => option.name !== 'whom')
          .map((option) =>
            option.name === 'hands' ? { ...option, max_value: 4 } : option,
          ),
      },
      { ...nod, name: 'bow' },
      { ...nod, type: 2 as 1, name: 'nod' },
    ]);
    const diff = diffCommands(commands, before);
    expect(diff).toMatchObject({
      added: ['nod'],
      removed: ['bow', 'nod'],
      unchanged: [],
    });
    expect(describeDiff(diff)).toEqual([
      '+ /nod',
      '~ /wave',
      '    description: "Wave" → "Wave at someone"',
      '    options.hands.max_value: 4 → 2',
      '    options.hands.position: 1 → 2',
      '    options.mood.position: 2 → 3',
      '    options.whom: added',
      '    default_member_permissions: null → "32"',
      '- /bow',
      '- /nod',
    ]);
  });

  it('sees a choice that is gone', () => {
    const [wave] = commands;
    if (!wave) throw new Error('a command');
    const fewer = {
      ...wave,
      options: wave.options.map((option) =>
        option.choices
          ? { ...option, choices: option.choices.slice(1) }
          : option,
      ),
    };
    expect(diffCommands([fewer], registered([wave])).changed).toEqual([
      {
        name: 'wave',
        changes: [
          'options.mood.choices.glad: removed',
          'options.mood.choices.sad.position: 2 → 1',
        ],
      },
    ]);
  });
});

describe('registerCommands', () => {
  const portOf = (there: readonly unknown[]) => {
    const puts: (readonly DiscordCommand[])[] = [];
    return {
      puts,
      get: async () => there,
      put: async (sent: readonly DiscordCommand[]) => void puts.push(sent),
    };
  };

  it('sends everything at once where something differs', async () => {
    const port = portOf(registered(commands.slice(1)));
    expect(await registerCommands(port, commands)).toMatchObject({
      sent: true,
      diff: { added: ['wave'] },
    });
    expect(port.puts).toEqual([commands]);
  });

  it('sends nothing where nothing differs', async () => {
    const port = portOf(registered(commands));
    expect(await registerCommands(port, commands)).toMatchObject({
      sent: false,
    });
    expect(port.puts).toEqual([]);
  });

  it('takes away what is there and not wanted', async () => {
    const port = portOf(registered(commands));
    await registerCommands(port, []);
    expect(port.puts).toEqual([[]]);
  });
});
