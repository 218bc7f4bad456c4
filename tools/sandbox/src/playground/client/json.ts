/** What another app sent, read without trust. */
export type Json = Readonly<Record<string, unknown>>;

export const string = (value: unknown): string =>
  typeof value === 'string' ? value : '';

export const objects = (value: unknown): Json[] =>
  Array.isArray(value)
    ? value.filter(
        (item): item is Json => typeof item === 'object' && item !== null,
      )
    : [];
