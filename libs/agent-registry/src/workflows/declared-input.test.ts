import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineCommand } from '../command/agent.ts';
import type { OptionDeclaration } from '../config/schema/option.ts';
import { optionsOf } from '../command/options.ts';
import { parseInput } from '../command/parse-input.ts';
import { declaredInput, dispatchInputs } from './declared-input.ts';

type Declarations = Readonly<Record<string, OptionDeclaration>>;

function command(options: Declarations) {
  const { shape, suggest } = declaredInput(options, { allowedDomains: [] });
  return defineCommand({
    command: 'deploy-api',
    description: 'Deploy the API',
    effect: 'write',
    visibility: 'public',
    input: z.object(shape),
    suggest,
    examples: [],
    run: () => Promise.reject(new Error('not run')),
  });
}

function parse(options: Declarations, input: Record<string, unknown>) {
  return parseInput(command(options), input);
}

function refusal(options: Declarations, input: Record<string, unknown>) {
  const parsed = parse(options, input);
  if (parsed.ok) throw new Error('the input was accepted');
  return { reason: parsed.reason, message: parsed.faults[0]?.message };
}

const OPTIONS = {
  environment: {
    type: 'choice',
    choices: ['staging', 'production'],
    required: true,
    description: 'Where to',
  },
  version: { type: 'string', pattern: '^v\\d+', minLength: 2, maxLength: 10 },
  replicas: { type: 'integer', min: 1, max: 9, default: 2 },
  migrate: { type: 'boolean' },
  hook: { type: 'url', input: 'HOOK_URL' },
} as const satisfies Declarations;

describe('declared options', () => {
  it('become the options of every surface', () => {
    expect(optionsOf(command(OPTIONS))).toEqual([
      {
        name: 'environment',
        type: 'string',
        required: true,
        description: 'Where to',
        choices: ['staging', 'production'],
        autocomplete: false,
      },
      {
        name: 'version',
        type: 'string',
        required: false,
        description: 'Input "version" of the workflow',
        minLength: 2,
        maxLength: 10,
        autocomplete: false,
      },
      {
        name: 'replicas',
        type: 'integer',
        required: false,
        description: 'Input "replicas" of the workflow',
        minimum: 1,
        maximum: 9,
        default: 2,
        autocomplete: false,
      },
      {
        name: 'migrate',
        type: 'boolean',
        required: false,
        description: 'Input "migrate" of the workflow',
        autocomplete: false,
      },
      {
        name: 'hook',
        type: 'string',
        required: false,
        description: 'Input "HOOK_URL" of the workflow',
        autocomplete: false,
      },
    ]);
  });

  it('take the typed values of Discord and the strings of a terminal', () => {
    const typed = {
      environment: 'staging',
      version: 'v1',
      replicas: 3,
      migrate: true,
      hook: 'https://example.com/x',
    };
    const strings = { ...typed, replicas: '3', migrate: 'yes' };
    expect(parse(OPTIONS, typed)).toEqual({ ok: true, input: typed });
    expect(parse(OPTIONS, strings)).toEqual({ ok: true, input: typed });
  });

  it.each([
    [
      {},
      'invalid_input',
      'environment is missing: give staging or production.',
    ],
    [
      { environment: 'prod' },
      'invalid_input',
      'environment must be staging or production, not "prod".',
    ],
    [
      { environment: 'staging', version: '12' },
      'invalid_input',
      'version: must match ^v\\d+.',
    ],
    [
      { environment: 'staging', version: 'v1234567890' },
      'invalid_input',
      'version must be text of 2 to 10 characters, not "v1234567890".',
    ],
    [
      { environment: 'staging', replicas: 10 },
      'invalid_input',
      'replicas must be a whole number from 1 to 9, not 10.',
    ],
    [
      { environment: 'staging', replicas: 1.5 },
      'invalid_input',
      'replicas must be a whole number from 1 to 9, not 1.5.',
    ],
    [
      { environment: 'staging', migrate: 'maybe' },
      'invalid_input',
      'migrate must be true or false, not "maybe".',
    ],
    [
      { environment: 'staging', hook: 'http://127.0.0.1/' },
      'url_refused',
      expect.stringContaining('hook: '),
    ],
    [
      { environment: 'staging', size: 1 },
      'invalid_input',
      expect.stringContaining('There is no option "size"'),
    ],
  ])('refuse %j', (input, reason, message) => {
    expect(refusal(OPTIONS, input)).toEqual({ reason, message });
  });

  it('suggest their values if Discord cannot list them all', async () => {
    const choices = Array.from({ length: 60 }, (_, index) => `region-${index}`);
    const options = { region: { type: 'choice', choices } } as const;
    const one = command(options);
    expect(optionsOf(one)).toEqual([
      expect.objectContaining({ name: 'region', autocomplete: true }),
    ]);
    const suggested = (typed: string) =>
      one.suggest?.['region']?.(typed, undefined as never);
    expect(await suggested('')).toHaveLength(25);
    expect(await suggested(' Region-59')).toEqual([
      { name: 'region-59', value: 'region-59' },
    ]);
    expect(parse(options, { region: 'region-59' }).ok).toBe(true);
    expect(refusal(options, { region: 'region-60' }).message).toBe(
      'region: must be one of the suggested values.',
    );
  });

  it('throws for a pattern that lint would have reported', () => {
    expect(() => command({ x: { type: 'string', pattern: '(' } })).toThrow(
      TypeError,
    );
  });
});

describe('dispatchInputs', () => {
  it('are the strings that GitHub takes, by the name of the workflow input', () => {
    expect(
      dispatchInputs(OPTIONS, {
        environment: 'staging',
        replicas: 2,
        migrate: false,
        hook: 'https://example.com',
      }),
    ).toEqual({
      environment: 'staging',
      replicas: '2',
      migrate: 'false',
      HOOK_URL: 'https://example.com',
    });
  });
});
