import { ApplicationCommandUpdateRequestSchema } from 'discord-api-spec/zod';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Command } from './command/agent.ts';
import { createConfiguredRegistry } from './core/built-in.ts';
import { toDiscordCommands } from './discord/index.ts';
import { optionsOf } from './command/options.ts';
import { parseInput } from './command/parse-input.ts';
import { createTestConfig } from './testing/config.ts';
import { openTestCore } from './testing/core.ts';

const config = createTestConfig();
const registry = createConfiguredRegistry(config);
const discord = toDiscordCommands(registry, config.access);
const TYPE_OF_NUMBER: Readonly<Record<number, string>> = {
  3: 'string',
  4: 'integer',
  5: 'boolean',
};

/** One option in the words that all surfaces share. */
interface DescribedOption {
  readonly type: string;
  readonly required: boolean;
  readonly description: string;
  readonly choices?: unknown;
  readonly minimum?: unknown;
  readonly maximum?: unknown;
}
type Table = Readonly<Record<string, DescribedOption>>;

const table = (
  options: readonly (DescribedOption & { readonly name: string })[],
): Table =>
  Object.fromEntries(
    options.map(
      ({ name, type, required, description, choices, minimum, maximum }) => [
        name,
        { type, required, description, choices, minimum, maximum },
      ],
    ),
  );

/** Straight from the zod object, by another way than `optionsOf`: what each option takes is tried out. */
function fromZod(command: Command): Table {
  return Object.fromEntries(
    Object.entries(command.input.shape).map(([name, schema]) => {
      const field = schema as z.ZodType;
      const accepts = (value: unknown) => field.safeParse(value).success;
      const issue = field.safeParse(Symbol('nothing takes this')).error
        ?.issues[0];
      const integers = [...Array(60).keys()].map((n) => n - 20);
      const taken = integers.filter(accepts);
      const type = accepts(true)
        ? 'boolean'
        : taken.length > 0
          ? 'integer'
          : 'string';
      return [
        name,
        {
          type,
          required: !accepts(undefined),
          description: field.description ?? innerDescription(field),
          choices:
            issue?.code === 'invalid_value' ? [...issue.values] : undefined,
          minimum:
            type === 'integer' && taken[0] !== integers[0]
              ? taken[0]
              : undefined,
          maximum:
            type === 'integer' && taken.at(-1) !== integers.at(-1)
              ? taken.at(-1)
              : undefined,
        },
      ];
    }),
  );
}

function innerDescription(field: z.ZodType): string {
  return field instanceof z.ZodOptional || field instanceof z.ZodDefault
    ? ((field.unwrap() as z.ZodType).description ?? '')
    : '';
}

const inDiscord = (name: string): Table =>
  table(
    (discord.find((command) => command.name === name)?.options ?? []).map(
      (option) => ({
        name: option.name,
        type: TYPE_OF_NUMBER[option.type] ?? 'unknown',
        required: option.required,
        description: option.description,
        choices: option.choices?.map((choice) => choice.value),
        minimum: option.min_value,
        maximum: option.max_value,
      }),
    ),
  );

it('offers the six commands of the documentation, in Discord and to the terminal', () => {
  const names = [
    'deploy-client',
    'diagnose',
    'status',
    'verify-latest',
    'agents',
    'status-digest',
  ];
  expect(registry.commands().map((command) => command.command)).toEqual(names);
  expect(discord.map((command) => command.name)).toEqual(names);
});

const ALL = [...registry.commands(), ...actions()];

function actions(): Command[] {
  return ['cancel', 'rerun'].flatMap((name) => registry.byCommand(name) ?? []);
}

describe.each(ALL.map((command) => [command.command, command] as const))(
  '%s',
  (_, command) => {
    it('has the options of its schema', () => {
      expect(table(optionsOf(command))).toEqual(fromZod(command));
    });

    it('has working examples', () => {
      for (const { input } of command.examples)
        expect(parseInput(command, input)).toMatchObject({ ok: true });
    });

    it('takes what a terminal types as it takes what Discord sends', () => {
      for (const { input } of command.examples) {
        const typed = Object.fromEntries(
          Object.entries(input).map(([key, value]) => [key, String(value)]),
        );
        expect(parseInput(command, typed)).toEqual(parseInput(command, input));
      }
    });
  },
);

it.each(discord.map((command) => [command.name, command] as const))(
  '%s is in Discord what it is everywhere',
  (name, { description }) => {
    const command = registry.byCommand(name);
    if (command === undefined) throw new Error(`no ${name}`);
    expect(inDiscord(name)).toEqual(table(optionsOf(command)));
    expect(description).toBe(command.description);
  },
);

it('is what /agents says', async () => {
  const opened = await openTestCore();
  try {
    const { report } = await opened.call('agents');
    const { agents, commands } = z
      .object({
        agents: z.array(z.looseObject({ command: z.string() })),
        commands: z.array(z.looseObject({ command: z.string() })),
      })
      .parse(report.data);
    const said = [...agents, ...commands];
    expect(said.map((one) => one.command)).toEqual(
      registry.commands().map((command) => command.command),
    );
    for (const one of said) {
      const command = registry.byCommand(one.command);
      if (command === undefined) throw new Error(one.command);
      expect(one).toMatchObject({
        description: command.description,
        effect: command.effect,
        options: optionsOf(command),
      });
    }
  } finally {
    await opened.close();
  }
});

it('is accepted by Discord’s own specification', () => {
  for (const {
    default_member_permissions: permissions,
    ...command
  } of discord) {
    const result = ApplicationCommandUpdateRequestSchema.safeParse({
      ...command,
      // The specification has a number here, the documentation and Discord's answers a string; both are taken.
      default_member_permissions:
        permissions === null ? null : Number(permissions),
    });
    expect(result.error?.issues).toBeUndefined();
  }
});

it('would not be accepted with a fault in it', () => {
  const [first] = discord;
  for (const broken of [
    { ...first, name: '' },
    { ...first, description: 'd'.repeat(101) },
    { ...first, options: [{ type: 99, name: 'x', description: 'x' }] },
  ])
    expect(
      ApplicationCommandUpdateRequestSchema.safeParse(broken).success,
    ).toBe(false);
});
