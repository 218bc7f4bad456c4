import type { Problem } from '../wire/api-error.ts';

/** Building blocks of the checks that Discord makes on a body. Lengths count UTF-16 units, the stricter reading. */
export function tooLong(path: string, value: unknown, max: number): Problem[] {
  return typeof value === 'string' && value.length > max
    ? [
        {
          path,
          code: 'BASE_TYPE_MAX_LENGTH',
          message: `Must be ${max} or fewer in length.`,
        },
      ]
    : [];
}

export function badLength(
  path: string,
  value: unknown,
  min: number,
  max: number,
): Problem[] {
  return typeof value === 'string' && (value.length < min || value.length > max)
    ? [
        {
          path,
          code: 'BASE_TYPE_BAD_LENGTH',
          message: `Must be between ${min} and ${max} in length.`,
        },
      ]
    : [];
}

export function tooMany(
  path: string,
  list: readonly unknown[],
  max: number,
): Problem[] {
  return list.length > max
    ? [
        {
          path,
          code: 'BASE_TYPE_BAD_LENGTH',
          message: `Must be between 1 and ${max} in length.`,
        },
      ]
    : [];
}

export function required(path: string, value: unknown): Problem[] {
  return value === undefined || value === null || value === ''
    ? [{ path, code: 'BASE_TYPE_REQUIRED', message: 'This field is required' }]
    : [];
}

export function notAllowed(
  path: string,
  message: string,
  code = 'BASE_TYPE_NOT_ALLOWED',
): Problem {
  return {
    path,
    code,
    message,
  };
}

/** The values that occur a second time, with the place of that second time. */
export function repeated(
  entries: readonly { path: string; value: string }[],
): { path: string; value: string }[] {
  const seen = new Set<string>();
  return entries.filter(({ value }) => {
    const again = seen.has(value);
    seen.add(value);
    return again;
  });
}
