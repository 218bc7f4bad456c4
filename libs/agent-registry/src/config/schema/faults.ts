import { z } from 'zod';
import { didYouMean } from '../../did-you-mean.ts';

/** One value of a file that does not fit its schema. */
export interface SchemaFault {
  readonly code: 'unknown_key' | 'invalid_value';
  /** `access.rules[0].allow`; empty for the whole file. */
  readonly place: string;
  readonly problem: string;
  /** What is expected there. */
  readonly expected: string;
}

/** The issues of a failed parse as faults; unknown keys are compared with the keys that exist at their place. */
export function schemaFaults(
  schema: z.ZodType,
  error: z.ZodError,
): readonly SchemaFault[] {
  return error.issues.flatMap((issue) => faultsOf(schema, issue));
}

function faultsOf(schema: z.ZodType, issue: z.core.$ZodIssue): SchemaFault[] {
  if (issue.code !== 'unrecognized_keys')
    return [
      {
        code: 'invalid_value',
        place: formatPlace(issue.path),
        problem: problemOf(issue),
        expected: 'a value as the types of defineConfig describe it',
      },
    ];
  const known = keysAt(schema, issue.path);
  return issue.keys.map((name) => {
    const near = didYouMean(name, known);
    return {
      code: 'unknown_key',
      place: formatPlace([...issue.path, name]),
      problem: `there is no such setting${near === undefined ? '' : `; did you mean ${near}?`}`,
      expected: known.join(', '),
    };
  });
}

/** `workflows.api-deploy.options.version`, `freezes[0].cron`. */
export function formatPlace(path: readonly PropertyKey[]): string {
  return path
    .map((part, index) =>
      typeof part === 'number'
        ? `[${part}]`
        : `${index === 0 ? '' : '.'}${String(part)}`,
    )
    .join('');
}

function problemOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_key')
    return issue.issues[0]?.message ?? issue.message;
  return issue.message
    .replace(/^Invalid input: /, '')
    .replace(/^./, (first) => first.toLowerCase());
}

/** The keys of the object, or objects, that a path of a file leads to. */
function keysAt(
  schema: z.ZodType,
  path: readonly PropertyKey[],
): readonly string[] {
  const ends = path.reduce<readonly z.core.$ZodType[]>(
    (schemas, part) => schemas.flatMap((one) => step(one, part)),
    [schema],
  );
  return [
    ...new Set(
      ends
        .flatMap(unwrap)
        .flatMap((one) =>
          one instanceof z.ZodObject ? Object.keys(one.shape) : [],
        ),
    ),
  ];
}

function step(schema: z.core.$ZodType, part: PropertyKey): z.core.$ZodType[] {
  return unwrap(schema).flatMap((one) => {
    if (one instanceof z.ZodObject) return one.shape[part as string] ?? [];
    if (one instanceof z.ZodRecord) return one.valueType;
    if (one instanceof z.ZodArray) return one.element;
    return [];
  });
}

/** A schema without what wraps it, or the alternatives of a union. */
function unwrap(schema: z.core.$ZodType): z.core.$ZodType[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodReadonly)
    return unwrap(schema.unwrap());
  if (schema instanceof z.ZodUnion) return schema.options.flatMap(unwrap);
  return [schema];
}
