import { z } from 'zod';
import { personUrl } from '../agents/person-url.ts';
import type { Suggest } from '../command/agent.ts';
import type { OptionDeclaration } from '../config/schema/option.ts';
import { inputOf } from '../policy/targets.ts';
import { compilePattern } from './pattern.ts';

/** Discord lists at most this many choices; more are suggested while a person types. */
const MOST_CHOICES = 25;

export interface DeclaredInput {
  /** For `z.object`. */
  readonly shape: Readonly<Record<string, z.ZodType>>;
  readonly suggest: Readonly<Record<string, Suggest>>;
}

type Declarations = Readonly<Record<string, OptionDeclaration>>;

/**
 * The input of a command from the options that the configuration declares.
 * @throws TypeError for a pattern that `lint` would have reported.
 */
export function declaredInput(
  options: Declarations,
  config: Parameters<typeof personUrl>[0],
): DeclaredInput {
  const entries = Object.entries(options);
  return {
    shape: Object.fromEntries(
      entries.map(([name, declaration]) => [
        name,
        optionSchema(name, declaration, config),
      ]),
    ),
    suggest: Object.fromEntries(
      entries.flatMap(([name, declaration]) =>
        declaration.type === 'choice' && !fitsDiscord(declaration.choices)
          ? [[name, suggestFrom(declaration.choices)] as const]
          : [],
      ),
    ),
  };
}

/** The inputs of the workflow that a call sets; what was not given is left to the workflow's defaults. */
export function dispatchInputs(
  options: Declarations,
  given: Readonly<Record<string, unknown>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(options).flatMap(([name, declaration]) => {
      const value = given[name];
      return value === undefined || value === null
        ? []
        : [[inputOf(name, declaration), String(value)]];
    }),
  );
}

function optionSchema(
  name: string,
  declaration: OptionDeclaration,
  config: Parameters<typeof personUrl>[0],
): z.ZodType {
  const schema = valueSchema(declaration, config).describe(
    declaration.description ??
      `Input "${inputOf(name, declaration)}" of the workflow`,
  );
  if ('default' in declaration && declaration.default !== undefined)
    return schema.default(declaration.default);
  return declaration.required === true ? schema : schema.optional();
}

function valueSchema(
  declaration: OptionDeclaration,
  config: Parameters<typeof personUrl>[0],
): z.ZodType {
  switch (declaration.type) {
    case 'string':
      return stringSchema(declaration);
    case 'choice':
      return choiceSchema(declaration.choices);
    case 'boolean':
      return z.boolean();
    case 'integer': {
      const { min, max } = declaration;
      const above = min === undefined ? z.int() : z.int().min(min);
      return max === undefined ? above : above.max(max);
    }
    case 'url':
      return personUrl(config);
  }
}

function stringSchema({
  pattern,
  minLength,
  maxLength,
}: Extract<OptionDeclaration, { type: 'string' }>): z.ZodType {
  const atLeast =
    minLength === undefined ? z.string() : z.string().min(minLength);
  const sized = maxLength === undefined ? atLeast : atLeast.max(maxLength);
  if (pattern === undefined) return sized;
  const compiled = compilePattern(pattern);
  if ('problem' in compiled)
    throw new TypeError(`pattern ${pattern}: ${compiled.problem}`);
  return sized.refine(compiled.value, `must match ${pattern}`);
}

function choiceSchema(choices: readonly string[]): z.ZodType {
  return fitsDiscord(choices)
    ? z.enum(choices)
    : z
        .string()
        .refine(
          (value) => choices.includes(value),
          'must be one of the suggested values',
        );
}

function fitsDiscord(choices: readonly string[]): boolean {
  return choices.length <= MOST_CHOICES;
}

function suggestFrom(choices: readonly string[]): Suggest {
  return async (typed) => {
    const wanted = typed.trim().toLowerCase();
    return choices
      .filter((choice) => choice.toLowerCase().includes(wanted))
      .slice(0, MOST_CHOICES)
      .map((choice) => ({ name: choice, value: choice }));
  };
}
