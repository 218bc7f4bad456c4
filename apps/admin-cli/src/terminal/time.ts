const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const;
const RELATIVE = new Intl.RelativeTimeFormat('en', { numeric: 'always' });

/** `5 minutes ago`. Both are milliseconds since the epoch. */
export function relativeTime(time: number, now: number): string {
  const difference = time - now;
  for (const [unit, length] of UNITS)
    if (Math.abs(difference) >= length)
      return RELATIVE.format(Math.trunc(difference / length), unit);
  return 'just now';
}

/** `2026-11-27 18:04:12 GMT+1`, in this IANA zone, or the machine's. */
export function localTime(time: number, timeZone?: string): string {
  const parts = partsOf(time, timeZone);
  return `${parts.date} ${parts.time} ${parts.zone}`;
}

/** The date and the time of day of a moment, and the zone they are in. An unknown zone counts as the machine's. */
export function partsOf(
  time: number,
  timeZone?: string,
): { readonly date: string; readonly time: string; readonly zone: string } {
  const found = new Map(
    formatOf(timeZone)
      .formatToParts(time)
      .map(({ type, value }) => [type, value]),
  );
  const part = (name: Intl.DateTimeFormatPartTypes) => found.get(name) ?? '';
  return {
    date: `${part('year')}-${part('month')}-${part('day')}`,
    time: `${part('hour')}:${part('minute')}:${part('second')}`,
    zone: part('timeZoneName'),
  };
}

function formatOf(timeZone: string | undefined): Intl.DateTimeFormat {
  const options: Intl.DateTimeFormatOptions = {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  };
  try {
    return new Intl.DateTimeFormat('en-GB', {
      ...options,
      ...(timeZone && { timeZone }),
    });
  } catch {
    return new Intl.DateTimeFormat('en-GB', options);
  }
}
