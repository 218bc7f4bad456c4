import type { ConfigFault, Parsed } from './fault.ts';
import { parseToken } from './parse.ts';
import {
  VARIABLES,
  VARIABLE_NAMES,
  type ConfigPart,
  type Variable,
  type VariableName,
} from './variables.ts';

export type Env = Readonly<Record<string, string | undefined>>;

/** The variables that are set, checked one by one; what is wrong is collected in `faults`. */
export interface Environment {
  /** Set, and not empty, itself or through its file. */
  isGiven(name: VariableName): boolean;
  /** The parsed value; absent where it is not set or wrong. */
  read<T>(
    name: VariableName,
    parse: (text: string) => Parsed<T>,
  ): T | undefined;
  /** As `read`, and not being set is a fault. */
  require<T>(
    name: VariableName,
    parse: (text: string) => Parsed<T>,
  ): T | undefined;
  fault(name: VariableName, problem: string): void;
  readonly faults: ConfigFault[];
}

/** Reads the variables of these parts, and of `*_FILE` variants the files. */
export async function readEnvironment(
  env: Env,
  parts: ReadonlySet<ConfigPart>,
  readFile: (path: string) => Promise<string>,
): Promise<Environment> {
  const faults: ConfigFault[] = [];
  const fault = (
    name: VariableName,
    problem: string,
    variable: string = name,
  ) =>
    void faults.push({ variable, problem, expected: VARIABLES[name].expected });
  const values = new Map<VariableName, string>();
  const broken = new Set<VariableName>();

  for (const name of VARIABLE_NAMES) {
    const { part }: Variable = VARIABLES[name];
    if (part !== undefined && !parts.has(part)) continue;
    const direct = env[name]?.trim() ?? '';
    const path = env[`${name}_FILE`]?.trim() ?? '';
    if (direct !== '') values.set(name, direct);
    if (path === '') continue;
    const problem =
      direct === ''
        ? await readValue(path, readFile, (text) => values.set(name, text))
        : `set, and ${name} too`;
    if (problem === undefined) continue;
    broken.add(name);
    fault(name, problem, `${name}_FILE`);
  }

  const read: Environment['read'] = (name, parse) => {
    const text = values.get(name);
    if (text === undefined || broken.has(name)) return undefined;
    const parsed = parse(text);
    if ('value' in parsed) return parsed.value;
    fault(name, parsed.problem);
    return undefined;
  };
  return {
    faults,
    isGiven: (name) => values.has(name) || broken.has(name),
    read,
    require(name, parse) {
      if (!values.has(name) && !broken.has(name)) fault(name, 'missing');
      return read(name, parse);
    },
    fault: (name, problem) => fault(name, problem),
  };
}

/** A secret under a name of the operator's own, or in the file that `<name>_FILE` names. */
export async function readSecret(
  env: Env,
  name: string,
  readFile: (path: string) => Promise<string>,
): Promise<Parsed<string>> {
  const direct = env[name]?.trim() ?? '';
  if (direct !== '') return parseToken(direct);
  const path = env[`${name}_FILE`]?.trim() ?? '';
  if (path === '') return { problem: `${name} is not set` };
  let value = '';
  const problem = await readValue(path, readFile, (text) => {
    value = text;
  });
  return problem === undefined ? parseToken(value) : { problem };
}

/** Says what is wrong with the file, if anything is. */
async function readValue(
  path: string,
  readFile: (path: string) => Promise<string>,
  found: (text: string) => void,
): Promise<string | undefined> {
  let text: string;
  try {
    text = (await readFile(path)).trim();
  } catch (error) {
    const code =
      error instanceof Error && 'code' in error
        ? ` (${String(error.code)})`
        : '';
    return `the file "${path}" cannot be read${code}`;
  }
  if (text === '') return `the file "${path}" is empty`;
  found(text);
  return undefined;
}
