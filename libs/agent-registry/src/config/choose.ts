import type { Environment } from './environment.ts';
import type { ConfigFault, Parsed } from './fault.ts';
import { VARIABLES, type VariableName } from './variables.ts';

/** Reads a setting that the environment and the file may both hold: the environment's, else the file's. */
export type Choose = <T>(
  variable: VariableName,
  /** Where the file has it: `access.adminUserIds`. */
  place: string,
  inFile: string | undefined,
  parse: (text: string) => Parsed<T>,
) => T | undefined;

export function createChooser(
  environment: Environment,
  fileName: string,
  fault: (fault: ConfigFault) => void,
): Choose {
  return (variable, place, inFile, parse) => {
    if (environment.isGiven(variable)) return environment.read(variable, parse);
    if (inFile === undefined) return undefined;
    const parsed = parse(inFile);
    if ('value' in parsed) return parsed.value;
    fault({
      variable: `${fileName}: ${place}`,
      problem: parsed.problem,
      expected: VARIABLES[variable].expected,
    });
    return undefined;
  };
}
