/** The clock on the wall in a zone. Weekdays count from Monday = 1 to Sunday = 7, as in ISO 8601. */
export interface WallClock {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly weekday: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  try {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(zone, format);
    return format;
  } catch {
    throw new RangeError(
      `Invalid time zone "${zone}": use an IANA name such as Europe/Berlin or UTC.`,
    );
  }
}

/** The wall clock as if it were UTC, to the second. */
function wallMillis(instant: number, zone: string): number {
  const field: Record<string, number> = {};
  for (const part of formatOf(zone).formatToParts(instant)) {
    field[part.type] = Number(part.value);
  }
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = field;
  return Date.UTC(year, month - 1, day, hour, minute, field['second'] ?? 0);
}

export function wallClock(instant: number, zone: string): WallClock {
  const wall = new Date(wallMillis(instant, zone));
  return {
    year: wall.getUTCFullYear(),
    month: wall.getUTCMonth() + 1,
    day: wall.getUTCDate(),
    hour: wall.getUTCHours(),
    minute: wall.getUTCMinutes(),
    weekday: wall.getUTCDay() || 7,
  };
}

const DAY = 86_400_000;

/**
 * The first instant whose wall clock shows this date and hour or later. Days and hours out of range carry over, so
 * `day + 7` is a week on. Where a clock change skips the hour, that is the moment after the change; where it repeats
 * the hour, the first of the two.
 */
export function startOfHour(
  zone: string,
  year: number,
  month: number,
  day: number,
  hour = 0,
): number {
  const wall = Date.UTC(year, month - 1, day, hour);
  const offsets = [wall - DAY, wall + DAY].map(
    (at) => wallMillis(at, zone) - at,
  );
  const candidates = offsets
    .map((offset) => wall - offset)
    .sort((a, b) => a - b);
  return (
    candidates.find((at) => wallMillis(at, zone) >= wall) ??
    Math.max(...candidates)
  );
}
