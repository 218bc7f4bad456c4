import { Cron } from 'croner';

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const UNITS: Readonly<Record<string, number>> = {
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};
const ISO_WITH_OFFSET =
  /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/i;

/** `30m`, `2h`, `1d`, as elapsed time in milliseconds; null for anything else. */
export function parseDuration(text: string): number | null {
  const match = /^(\d{1,4})\s*([mhd])$/i.exec(text.trim());
  const amount = Number(match?.[1]);
  const unit = UNITS[match?.[2]?.toLowerCase() ?? ''];
  return unit === undefined || amount === 0 ? null : amount * unit;
}

/**
 * The cron of a time of day, with a weekday or without (`18:00`, `Mon 08:00`); null for anything else.
 */
export function parseWallClock(text: string): string | null {
  const match =
    /^(?:(sun|mon|tue|wed|thu|fri|sat)[a-z]*\s+)?([01]?\d|2[0-3]):([0-5]\d)$/i.exec(
      text.trim(),
    );
  if (match === null) return null;
  const [, day, hour, minute] = match;
  const weekday = day === undefined ? '*' : DAYS.indexOf(day.toLowerCase());
  return `${Number(minute)} ${Number(hour)} * * ${weekday}`;
}

/**
 * The moment that `until` names: ISO 8601 with an offset, a duration from now, or the next time the wall clock of `zone`
 * says so. Null where it is none of them.
 */
export function parseUntil(
  text: string,
  now: number,
  zone: string,
): number | null {
  const trimmed = text.trim();
  if (ISO_WITH_OFFSET.test(trimmed)) {
    const at = Date.parse(trimmed);
    return Number.isNaN(at) ? null : at;
  }
  const duration = parseDuration(trimmed);
  if (duration !== null) return now + duration;
  const cron = parseWallClock(trimmed);
  if (cron === null) return null;
  const next = new Cron(cron, { timezone: zone, paused: true }).nextRun(
    new Date(now),
  );
  return next?.getTime() ?? null;
}

/** How long a lock is held. */
export type LockTerm =
  | { readonly kind: 'for'; readonly ms: number }
  | { readonly kind: 'until_unlocked' };

export const UNTIL_UNLOCKED = 'until-unlocked';

/** `30m`, `2h`, `1d` or `until-unlocked`; null for anything else. */
export function parseLockTerm(text: string): LockTerm | null {
  if (text.trim().toLowerCase() === UNTIL_UNLOCKED)
    return { kind: 'until_unlocked' };
  const ms = parseDuration(text);
  return ms === null ? null : { kind: 'for', ms };
}
