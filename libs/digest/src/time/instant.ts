/** A moment: ISO 8601 text as GitHub sends it, milliseconds since the epoch, or a Date. */
export type Instant = string | number | Date;

/** Milliseconds since the epoch. Throws a RangeError on text that is not a date. */
export function toMillis(instant: Instant): number {
  const millis =
    typeof instant === 'string' ? Date.parse(instant) : Number(instant);
  if (!Number.isFinite(millis)) {
    throw new RangeError(
      `Invalid instant "${String(instant)}": pass ISO 8601 text, milliseconds since the epoch, or a Date.`,
    );
  }
  return millis;
}

export function toMillisOrNull(
  instant: Instant | null | undefined,
): number | null {
  return instant == null ? null : toMillis(instant);
}

export function toIso(millis: number): string {
  return new Date(millis).toISOString();
}
