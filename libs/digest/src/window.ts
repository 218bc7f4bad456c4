import { type Instant, toIso, toMillis } from './instant.ts';
import { startOfHour, wallClock } from './zone.ts';

export type WindowKind = 'rolling-day' | 'rolling-week' | 'day' | 'week';

/** A half-open stretch of time: `start` belongs to it, `end` does not. Plain data, ISO 8601 in UTC. */
export interface Window {
  readonly kind: WindowKind;
  readonly start: string;
  readonly end: string;
  /** IANA name; days and hours in the digest are this zone's. */
  readonly zone: string;
}

const HOUR = 3_600_000;
const ROLLING_HOURS = { daily: 24, weekly: 168 } as const;

/** The 24 hours or 7 × 24 hours before `now`. The zone only names the days. */
export function rollingWindow(
  period: 'daily' | 'weekly',
  now: Instant,
  zone = 'UTC',
): Window {
  const end = toMillis(now);
  const kind = period === 'daily' ? 'rolling-day' : 'rolling-week';
  return between(kind, end - ROLLING_HOURS[period] * HOUR, end, zone);
}

/**
 * The calendar day in which `at` falls, or with `shift` −1 the day before it, and so on. 23 or 25 hours long where the
 * clocks change.
 */
export function calendarDay(zone: string, at: Instant, shift = 0): Window {
  const { year, month, day } = wallClock(toMillis(at), zone);
  return between(
    'day',
    startOfHour(zone, year, month, day + shift),
    startOfHour(zone, year, month, day + shift + 1),
    zone,
  );
}

/** The ISO 8601 week (Monday to Sunday) in which `at` falls, or `shift` weeks from it. */
export function isoWeek(zone: string, at: Instant, shift = 0): Window {
  const { year, month, day, weekday } = wallClock(toMillis(at), zone);
  const monday = day - weekday + 1 + 7 * shift;
  return between(
    'week',
    startOfHour(zone, year, month, monday),
    startOfHour(zone, year, month, monday + 7),
    zone,
  );
}

/** The window of the same kind that ends where this one starts. */
export function previousWindow(window: Window): Window {
  const { kind, zone, start } = window;
  switch (kind) {
    case 'day':
      return calendarDay(zone, toMillis(start) - 1);
    case 'week':
      return isoWeek(zone, toMillis(start) - 1);
    case 'rolling-day':
      return rollingWindow('daily', start, zone);
    case 'rolling-week':
      return rollingWindow('weekly', start, zone);
  }
}

export function isWeekly(window: Window): boolean {
  return window.kind === 'week' || window.kind === 'rolling-week';
}

/**
 * The borders between which the window is charted: local midnights for a week, every third local hour for a day. The
 * first and last stretch of a rolling window are shorter than the others.
 */
export function borders(window: Window): number[] {
  const start = toMillis(window.start);
  const end = toMillis(window.end);
  const { year, month, day } = wallClock(start, window.zone);
  const found = [start];
  for (let step = 0; ; step += 1) {
    const border = isWeekly(window)
      ? startOfHour(window.zone, year, month, day + step)
      : startOfHour(window.zone, year, month, day, step * 3);
    if (border >= end) break;
    if (border > (found.at(-1) ?? start)) found.push(border);
  }
  found.push(end);
  return found;
}

function between(
  kind: WindowKind,
  start: number,
  end: number,
  zone: string,
): Window {
  wallClock(start, zone);
  return { kind, start: toIso(start), end: toIso(end), zone };
}
