import { checkCron, isTimeZone } from '../config/cron.ts';
import type { FileContent } from '../config/schema/file.ts';
import type { AddFinding } from './finding.ts';

const WEEKDAY_TIME =
  /^(?:(?:mon|tue|wed|thu|fri|sat|sun)\s+)?(?:[01]?\d|2[0-3]):[0-5]\d$/i;
const DURATION = /^[1-9]\d{0,3}[mhd]$/;

/** Cron expressions, time zones and the ends of freezes. */
export function lintSchedules(
  { timeZone, freezes = [], digest }: FileContent,
  now: Date,
  add: AddFinding,
): void {
  const zoneOf = (zone: string | undefined, place: string) => {
    if (zone === undefined) return 'UTC';
    if (isTimeZone(zone)) return zone;
    add(
      'bad_zone',
      place,
      `"${zone}" is not a time zone.`,
      'Use an IANA name like Europe/Berlin.',
    );
    return 'UTC';
  };
  const cronOf = (cron: string, zone: string, place: string) => {
    const checked = checkCron(cron, zone, now);
    if (checked.ok) {
      if (checked.dayAndWeekday)
        add(
          'day_and_weekday',
          place,
          `"${cron}" restricts the day of the month and the day of the week: it fires on days that match either.`,
          'Replace one of the two with *.',
        );
    } else
      add(
        checked.reason,
        place,
        checked.reason === 'never_fires'
          ? `"${cron}" never fires.`
          : `"${cron}" is not a cron expression (${checked.problem}).`,
        'Use five fields: minute, hour, day of month, month, day of week. "0 18 * * 5" is Friday at 18:00.',
      );
  };

  const general = zoneOf(timeZone, 'timeZone');
  for (const [index, freeze] of freezes.entries()) {
    const place = `freezes[${index}]`;
    const zone =
      freeze.zone === undefined
        ? general
        : zoneOf(freeze.zone, `${place}.zone`);
    cronOf(freeze.cron, zone, `${place}.cron`);
    lintEnd(freeze, place, add);
  }
  if (digest?.schedule !== undefined)
    cronOf(
      digest.schedule,
      zoneOf(digest.timeZone, 'digest.timeZone'),
      'digest.schedule',
    );
}

function lintEnd(
  freeze: {
    readonly until?: string | undefined;
    readonly for?: string | undefined;
  },
  place: string,
  add: AddFinding,
): void {
  const fix =
    'Use either until ("18:00" or "Mon 08:00") or for ("30m", "12h", "2d").';
  const { until, for: length } = freeze;
  if ((until === undefined) === (length === undefined))
    add(
      'bad_window_end',
      place,
      until === undefined
        ? 'The freeze does not say when it ends.'
        : 'The freeze has two ends, until and for.',
      fix,
    );
  else if (until !== undefined && !WEEKDAY_TIME.test(until))
    add('bad_window_end', `${place}.until`, `"${until}" is not a time.`, fix);
  else if (length !== undefined && !DURATION.test(length))
    add(
      'bad_window_end',
      `${place}.for`,
      `"${length}" is not a duration.`,
      fix,
    );
}
