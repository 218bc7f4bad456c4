import { type Instant, toIso, toMillis } from './instant.ts';
import { startOfHour, wallClock } from './zone.ts';

export type WindowKind =
  'rolling-day' | 'rolling-week' | 'day' | 'week' | 'span';

/** A half-open stretch of time: `start` belongs to it, `end` does not. Plain data, ISO 8601 in UTC. */
export interface Window {
  readonly kind: WindowKind;
  readonly start: string;
  readonly end: string;
  /** IANA name; days and hours in the digest are this zone's. */
  readonly zone: string;
}

/**
 * What ended in a window is known this long after it: draw a scheduled digest then. What is recorded later is a
 * correction in the window of its arrival.
 */
export const SETTLE_MS = 120_000;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const ROLLING_HOURS = { daily: 24, weekly: 168 } as const;

/** The 24 hours or 7 × 24 hours before `now`. The zone only names the days. */
export function rollingWindow(
  period: 'daily' | 'weekly',
  now: Instant,
  zone = 'UTC',
): Window {
  const end = toMillis(now);
  const kind = period === 'daily' ? 'rolling-day' : 'rolling-week';
  return between(kind, end - ROLLING_HOURS[period] * HOUR_MS, end, zone);
}

/**
 * The window of a scheduled digest: from the end of the digest before it to the time it is due. Whatever the schedule
 * and however long an outage, no attempt is in two such windows and none is in no window.
 */
export function scheduledWindow(options: {
  readonly from: Instant;
  readonly to: Instant;
  readonly zone: string;
}): Window {
  const [from, to] = [toMillis(options.from), toMillis(options.to)];
  if (from >= to)
    throw new RangeError(
      `Invalid window: it starts at ${toIso(from)} and must end after that, not at ${toIso(to)}.`,
    );
  return between('span', from, to, options.zone);
}

/**
 * The calendar day in which `at` falls, or with `shift` −1 the day before it, and so on. 23 or 25 hours long when the
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

/** The window of the same kind, or of the same length, that ends where this one starts. */
export function previousWindow(window: Window): Window {
  const { kind, zone, start } = window;
  const at = toMillis(start);
  switch (kind) {
    case 'day':
      return calendarDay(zone, at - 1);
    case 'week':
      return isoWeek(zone, at - 1);
    case 'rolling-day':
    case 'rolling-week':
    case 'span':
      return between(kind, 2 * at - toMillis(window.end), at, zone);
  }
}

export type BucketUnit = 'hours' | 'day' | 'week' | 'month';

/** What the chart of a window shows per bar: three hours up to a day and a half, then days, weeks and months. */
export function bucketUnit({ start, end }: Window): BucketUnit {
  const days = (toMillis(end) - toMillis(start)) / DAY_MS;
  if (days <= 1.5) return 'hours';
  if (days <= 14) return 'day';
  return days <= 98 ? 'week' : 'month';
}

/**
 * The local hours, midnights, Mondays or firsts of a month between which the window is charted. The first and the last
 * stretch may begin before the window or end after it.
 */
export function borders(window: Window): number[] {
  const end = toMillis(window.end);
  const { year, month, day, hour, weekday } = wallClock(
    toMillis(window.start),
    window.zone,
  );
  const at = (step: number): number => {
    switch (bucketUnit(window)) {
      case 'hours':
        return startOfHour(
          window.zone,
          year,
          month,
          day,
          hour - (hour % 3) + step * 3,
        );
      case 'day':
        return startOfHour(window.zone, year, month, day + step);
      case 'week':
        return startOfHour(
          window.zone,
          year,
          month,
          day - weekday + 1 + step * 7,
        );
      case 'month':
        return startOfHour(window.zone, year, month + step, 1);
    }
  };
  const found: number[] = [];
  for (let step = 0; ; step += 1) {
    const border = at(step);
    if (border > (found.at(-1) ?? Number.NEGATIVE_INFINITY)) found.push(border);
    if (border >= end) return found;
  }
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
