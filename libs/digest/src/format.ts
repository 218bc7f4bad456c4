import type { SuccessRate } from './digest.ts';
import { type Instant, toMillis } from './instant.ts';
import { isWeekly, type Window } from './window.ts';
import { wallClock } from './zone.ts';

// Words and numbers are put together by hand: what Intl makes of a date differs between builds of Node, and a digest
// is the same text and the same picture everywhere.

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

export const NONE = '–';
const MINUS = '−';

/** `22s`, `3m 28s`, `1h 05m`, `2d 4h`; a dash for null. */
export function formatDuration(millis: number | null): string {
  if (millis === null) return NONE;
  if (millis > 0 && millis < 1000) return '<1s';
  const seconds = Math.round(millis / 1000);
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return pair(minutes, 'm', seconds % 60, 's');
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return pair(hours, 'h', minutes % 60, 'm');
  const rest = hours % 24;
  const days = Math.floor(hours / 24);
  return rest === 0 ? `${days}d` : `${days}d ${rest}h`;
}

function pair(big: number, unit: string, small: number, part: string): string {
  return small === 0
    ? `${big}${unit}`
    : `${big}${unit} ${String(small).padStart(2, '0')}${part}`;
}

/** `91.4%`; 100% only where nothing failed and 0% only where nothing passed, however the rounding falls. */
export function formatRate({ n, success, rate }: SuccessRate): string {
  if (rate === null) return NONE;
  if (success === n) return '100%';
  if (success === 0) return '0%';
  const percent = Math.round(rate * 1000) / 10;
  return `${Math.min(99.9, Math.max(0.1, percent)).toFixed(1)}%`;
}

/** `1,204`. */
export function formatCount(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `+12%`, `−2.1 pp`, `±0%`; null where there is nothing to say. */
export function formatChange(
  value: number | null,
  unit: '%' | ' pp',
): string | null {
  if (value === null) return null;
  const sign = value > 0 ? '+' : value < 0 ? MINUS : '±';
  const size = Math.abs(value);
  const digits = unit === '%' && size >= 10 ? 0 : 1;
  return `${sign}${formatCount(Number(size.toFixed(digits)))}${unit}`;
}

/** `7 runs`, `1 run`. */
export function plural(n: number, one: string, many = `${one}s`): string {
  return `${formatCount(n)} ${n === 1 ? one : many}`;
}

export function windowTitle(window: Window): string {
  return isWeekly(window) ? 'Weekly CI digest' : 'Daily CI digest';
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
export function previousName({ kind }: Window): string {
  const names = {
    day: 'the day before',
    week: 'the week before',
    'rolling-day': 'the 24 hours before',
    'rolling-week': 'the 7 days before',
  } as const;
  return names[kind];
}

/** `Mon` for a day of a week, `09` for hours of a day. */
export function bucketLabel(window: Window, start: Instant): string {
  const wall = wallClock(toMillis(start), window.zone);
  return isWeekly(window)
    ? (WEEKDAYS[wall.weekday - 1] ?? '')
    : String(wall.hour).padStart(2, '0');
}

/** `Sun 22 Nov 14:37`. */
export function formatMoment(at: Instant, zone: string): string {
  const wall = wallClock(toMillis(at), zone);
  return `${WEEKDAYS[wall.weekday - 1]} ${date(wall)} ${time(wall)}`;
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

/** One line without control, bidirectional or invisible characters, at most `limit` code points. */
export function oneLine(text: string, limit: number): string {
  const clean = text
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const points = [...clean];
  return points.length <= limit
    ? clean
    : `${points
        .slice(0, Math.max(0, limit - 1))
        .join('')
        .trimEnd()}…`;
}
