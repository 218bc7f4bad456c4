import type { z } from 'zod';
import type { Command } from './agent.ts';
import { didYouMean } from '../did-you-mean.ts';
import type { Refusal } from '../journal/invocation.ts';
import { expectedOf, optionsOf, type OptionSpec } from './options.ts';

/** What is wrong with one option. */
export interface InputFault {
  /** The option's name, known or not; empty where the options together are at fault. */
  readonly option: string;
  /** A whole sentence; may quote what was given, shortened. */
  readonly message: string;
  /** url-guard's reason code, where it refused a URL. */
  readonly urlReason?: string;
}

export type ParsedInput =
  | { readonly ok: true; readonly input: Readonly<Record<string, unknown>> }
  | {
      readonly ok: false;
      /** `url_refused` where nothing but URLs is at fault. */
      readonly reason: Extract<Refusal, 'invalid_input' | 'url_refused'>;
      readonly faults: readonly InputFault[];
    };

/**
 * Turns options as a surface received them (Discord's typed values, a terminal's strings) into the command's input.
 * Reports every fault, not only the first. A value of `undefined` counts as not given.
 */
export function parseInput(
  command: Command,
  raw: Readonly<Record<string, unknown>>,
): ParsedInput {
  const options = new Map(
    optionsOf(command).map((option) => [option.name, option]),
  );
  const faults: InputFault[] = [];
  const given: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(raw)) {
    if (value === undefined) continue;
    const option = options.get(name);
    if (option) given[name] = coerce(option, value);
    else
      faults.push({
        option: name,
        message: unknownOption(name, [...options.keys()]),
      });
  }
  const parsed = command.input.safeParse(given);
  if (parsed.success && faults.length === 0)
    return { ok: true, input: parsed.data };
  for (const issue of parsed.error?.issues ?? []) {
    const fault = toFault(issue, options, given);
    if (!faults.some((other) => other.message === fault.message))
      faults.push(fault);
  }
  const onlyUrls = faults.every((fault) => fault.urlReason !== undefined);
  return {
    ok: false,
    reason: onlyUrls ? 'url_refused' : 'invalid_input',
    faults,
  };
}

const WORDS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['yes', true],
  ['false', false],
  ['no', false],
]);

/** What cannot be coerced stays as it is, for the schema to refuse. */
function coerce(option: OptionSpec, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  switch (option.type) {
    case 'string':
      return value;
    case 'boolean':
      return WORDS.get(value.trim().toLowerCase()) ?? value;
    case 'integer':
      return /^\s*[+-]?\d{1,16}\s*$/.test(value) ? Number(value) : value;
  }
}

function toFault(
  issue: z.core.$ZodIssue,
  options: ReadonlyMap<string, OptionSpec>,
  given: Readonly<Record<string, unknown>>,
): InputFault {
  const name = String(issue.path[0] ?? '');
  const option = options.get(name);
  if (!option) return { option: name, message: sentence(issue.message) };
  if (given[name] === undefined)
    return {
      option: name,
      message: `${name} is missing: give ${expectedOf(option)}.`,
    };
  if (issue.code === 'custom') {
    const reason: unknown = issue.params?.['reason'];
    return {
      option: name,
      message: `${name}: ${sentence(issue.message)}`,
      ...(typeof reason === 'string' ? { urlReason: reason } : {}),
    };
  }
  return {
    option: name,
    message: `${name} must be ${expectedOf(option)}, not ${quote(given[name])}.`,
  };
}

function unknownOption(name: string, names: readonly string[]): string {
  const near = didYouMean(name, names);
  if (near) return `There is no option ${quote(name)}. Did you mean ${near}?`;
  return names.length === 0
    ? `There is no option ${quote(name)}: this command takes none.`
    : `There is no option ${quote(name)}. Options are ${names.join(', ')}.`;
}

const LONGEST_QUOTE = 60;

function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= LONGEST_QUOTE
    ? text
    : `${text.slice(0, LONGEST_QUOTE)}…`;
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
