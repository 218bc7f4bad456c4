/** What another app sent, read without trust. */
export type Json = Readonly<Record<string, unknown>>;

export function string(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function objects(value: unknown): Json[] {
  return Array.isArray(value)
    ? value.filter(
        (item): item is Json => typeof item === 'object' && item !== null,
      )
    : [];
}
