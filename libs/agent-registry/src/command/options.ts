import { z } from 'zod';
import type { Command } from './agent.ts';

export const OPTION_TYPES = ['string', 'integer', 'boolean'] as const;
export type OptionType = (typeof OPTION_TYPES)[number];

/** One option of a command, as every surface needs it. Derived from the command's zod input, never written by hand. */
export interface OptionSpec {
  /** Discord's spelling: `api_base`. A terminal spells it with `flagOf`. */
  readonly name: string;
  readonly type: OptionType;
  readonly required: boolean;
  readonly description: string;
  /** Smallest and largest integer, both included. */
  readonly minimum?: number;
  readonly maximum?: number;
  /** Characters of a string. */
  readonly minLength?: number;
  readonly maxLength?: number;
  /** The only values there are. */
  readonly choices?: readonly string[];
  /** What holds where the option is not given. */
  readonly default?: string | number | boolean;
  /** The command suggests values while a person types. */
  readonly autocomplete: boolean;
}

const propertySchema = z.object({
  type: z.enum(OPTION_TYPES),
  description: z.string().default(''),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  minLength: z.number().optional(),
  maxLength: z.number().optional(),
  enum: z.array(z.string()).optional(),
  default: z.union([z.string(), z.number(), z.boolean()]).optional(),
});

const cache = new WeakMap<Command, readonly OptionSpec[]>();

/**
 * The options of a command, required ones first (Discord's rule), else in the order of its input. Reads the JSON
 * Schema of what a person gives (zod's `io: 'input'`), so that defaults and transforms do not get in the way.
 * @throws TypeError naming an option that is no string, integer or boolean.
 */
export function optionsOf(command: Command): readonly OptionSpec[] {
  const known = cache.get(command);
  if (known) return known;
  const schema = z.toJSONSchema(command.input, {
    io: 'input',
    unrepresentable: 'any',
  });
  const required = new Set(schema.required);
  const options = Object.entries(schema.properties ?? {}).map(
    ([name, property]) =>
      toOption(name, property, required.has(name), command.suggest),
  );
  const ordered = [
    ...options.filter((option) => option.required),
    ...options.filter((option) => !option.required),
  ];
  cache.set(command, ordered);
  return ordered;
}

function toOption(
  name: string,
  schema: unknown,
  required: boolean,
  suggest: Command['suggest'],
): OptionSpec {
  const parsed = propertySchema.safeParse(schema);
  if (!parsed.success)
    throw new TypeError(
      `option "${name}" must be a string, an integer or a boolean, as Discord and a terminal know them; its zod schema is ${JSON.stringify(schema)}`,
    );
  const property = parsed.data;
  // z.int() always has bounds, those of safe integers; only narrower ones are worth saying.
  const minimum = bound(property.minimum, Number.MIN_SAFE_INTEGER);
  const maximum = bound(property.maximum, Number.MAX_SAFE_INTEGER);
  return {
    name,
    type: property.type,
    required,
    description: property.description,
    ...(minimum === undefined ? {} : { minimum }),
    ...(maximum === undefined ? {} : { maximum }),
    ...(property.minLength === undefined
      ? {}
      : { minLength: property.minLength }),
    ...(property.maxLength === undefined
      ? {}
      : { maxLength: property.maxLength }),
    ...(property.enum === undefined ? {} : { choices: property.enum }),
    ...(property.default === undefined ? {} : { default: property.default }),
    autocomplete: suggest?.[name] !== undefined,
  };
}

function bound(value: number | undefined, none: number): number | undefined {
  return value === none ? undefined : value;
}

/** How a terminal spells an option: `api_base` is `--api-base`. */
export function flagOf(option: { readonly name: string }): string {
  return `--${option.name.replaceAll('_', '-')}`;
}

/** `daily or weekly`; `a, b or c`. */
const CHOICES = new Intl.ListFormat('en-GB', { type: 'disjunction' });

/** What an option takes, in words: "a whole number from 1 to 3". */
export function expectedOf(option: OptionSpec): string {
  if (option.choices) return CHOICES.format(option.choices);
  const { minimum, maximum } = option;
  switch (option.type) {
    case 'boolean':
      return 'true or false';
    case 'string':
      return textOf(option);
    case 'integer':
      if (minimum !== undefined && maximum !== undefined)
        return `a whole number from ${minimum} to ${maximum}`;
      if (minimum !== undefined) return `a whole number of at least ${minimum}`;
      if (maximum !== undefined) return `a whole number of at most ${maximum}`;
      return 'a whole number';
  }
}

function textOf({ minLength = 0, maxLength }: OptionSpec): string {
  if (maxLength !== undefined && minLength > 0)
    return `text of ${minLength} to ${maxLength} characters`;
  if (maxLength !== undefined) return `text of at most ${maxLength} characters`;
  return minLength > 1 ? `text of at least ${minLength} characters` : 'text';
}
