import { percentOf } from '../figures/statistics.ts';
import { type Instant, toMillis } from '../time/instant.ts';
import { type BucketUnit, bucketUnit, type Window } from '../time/window.ts';
import { wallClock } from '../time/zone.ts';

// Dates are formatted by hand because the output of Intl differs between builds of Node, and a digest is the same text
// and the same picture everywhere.

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

export const NONE = '–';
const MINUS = '−';

/**
 * `<1s`, `22s`, `1m 28s`, `2h 5m`, `3d 4h`: the two largest units, rounded; a dash for what is not a length of time.
 * Zero is `<1s`, because GitHub's times are whole seconds.
 *
 * @param ms milliseconds
 */
export function formatDuration(ms: number | null): string {
  if (ms === null || !Number.isFinite(ms) || ms < 0) return NONE;
  const seconds = Math.round(ms / 1000);
  if (ms < 1000) return '<1s';
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3600) return pair(seconds, 60, 'm', 's');
  const minutes = Math.round(seconds / 60);
  if (minutes < 24 * 60) return pair(minutes, 60, 'h', 'm');
  return pair(Math.round(minutes / 60), 24, 'd', 'h');
}

function pair(small: number, size: number, unit: string, part: string): string {
  const rest = small % size;
  const whole = `${Math.floor(small / size)}${unit}`;
  return rest === 0 ? whole : `${whole} ${rest}${part}`;
}

/** `91.4%`, `50%`, `99.9%` for 1,999 of 2,000; a dash if `whole` is 0. See {@link percentOf}. */
export function formatPercent(part: number, whole: number): string {
  const percent = percentOf(part, whole);
  return percent === null ? NONE : `${percent}%`;
}

/** `1,204`. */
export function formatCount(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `+12%`, `−2.1 pp`. */
export function formatChange(value: number, unit: '%' | ' pp'): string {
  const size = Math.abs(value);
  const digits = unit === '%' && size >= 10 ? 0 : 1;
  const number = formatCount(Number(size.toFixed(digits)));
  return `${value < 0 ? MINUS : '+'}${number}${unit}`;
}

/** `7 runs`, `1 run`. */
export function plural(n: number, one: string, many = `${one}s`): string {
  return `${formatCount(n)} ${n === 1 ? one : many}`;
}

export function windowTitle({ kind }: Window): string {
  const titles = {
    day: 'Daily CI digest',
    week: 'Weekly CI digest',
    'rolling-day': 'Daily CI digest',
    'rolling-week': 'Weekly CI digest',
    span: 'CI digest',
  } as const;
  return titles[kind];
}

/** `16–22 Nov 2026`, `Sun 22 Nov 2026`, `15 Nov 14:37 – 22 Nov 2026 14:37`; without the zone. */
export function windowDates({ kind, start, end, zone }: Window): string {
  const from = wallClock(toMillis(start), zone);
  const to = wallClock(toMillis(end), zone);
  if (kind === 'day') {
    return `${WEEKDAYS[from.weekday - 1]} ${date(from)} ${from.year}`;
  }
  if (kind === 'week') {
    const last = wallClock(toMillis(end) - 1, zone);
    const first =
      from.year !== last.year
        ? `${date(from)} ${from.year} – `
        : from.month !== last.month
          ? `${date(from)} – `
          : `${from.day}–`;
    return `${first}${date(last)} ${last.year}`;
  }
  const year = from.year === to.year ? '' : ` ${from.year}`;
  return `${date(from)}${year} ${time(from)} – ${date(to)} ${to.year} ${time(to)}`;
}

/** `the 7 days before`. */
export function previousName({ kind, start, end }: Window): string {
  const names = {
    day: 'the day before',
    week: 'the week before',
    'rolling-day': 'the 24 hours before',
    'rolling-week': 'the 7 days before',
    span: `the ${formatDuration(toMillis(end) - toMillis(start))} before`,
  } as const;
  return names[kind];
}

const UNIT_NAMES: Readonly<Record<BucketUnit, string>> = {
  hours: '3 hours',
  day: 'day',
  week: 'week',
  month: 'month',
};

/** `day`, `3 hours`: what one bar of the window's chart stands for. */
export function bucketName(window: Window): string {
  return UNIT_NAMES[bucketUnit(window)];
}

/** `09` for hours, `Mon` for the days of a week, `16` for more days, `16 Nov` for weeks, `Nov` for months. */
export function bucketLabel(
  window: Window,
  start: Instant,
  buckets: number,
): string {
  const wall = wallClock(toMillis(start), window.zone);
  switch (bucketUnit(window)) {
    case 'hours':
      return String(wall.hour).padStart(2, '0');
    case 'day':
      return buckets <= 8
        ? (WEEKDAYS[wall.weekday - 1] ?? '')
        : String(wall.day);
    case 'week':
      return date(wall);
    case 'month':
      return MONTHS[wall.month - 1] ?? '';
  }
}

/** `Sun 22 Nov 14:37`. */
export function formatMoment(at: Instant, zone: string): string {
  const wall = wallClock(toMillis(at), zone);
  return `${WEEKDAYS[wall.weekday - 1]} ${date(wall)} ${time(wall)}`;
}

/** `22 Nov`. */
export function formatDate(at: Instant, zone: string): string {
  return date(wallClock(toMillis(at), zone));
}

function date({ day, month }: { day: number; month: number }): string {
  return `${day} ${MONTHS[month - 1]}`;
}

function time({ hour, minute }: { hour: number; minute: number }): string {
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}

/** The first `limit` UTF-16 units, and never half a character. */
export function cut(text: string, limit: number): string {
  const broken = /[\ud800-\udbff]/.test(text.charAt(limit - 1));
  return text.slice(0, broken ? limit - 1 : limit);
}

/** Control, bidirectional and invisible characters, except those that join emoji and Persian or Indic letters. */
const UNSAFE = /(?:(?!\u200c|\u200d)[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029])+/gu;

/** One line without control, bidirectional or invisible characters, at most `limit` code points. */
export function oneLine(text: string, limit: number): string {
  const clean = text.replace(UNSAFE, ' ').replace(/\s+/g, ' ').trim();
  const points = [...clean];
  return points.length <= limit
    ? clean
    : `${points
        .slice(0, Math.max(0, limit - 1))
        .join('')
        .trimEnd()}…`;
}
