import { Cron } from 'croner';

export type CheckedCron =
  | {
      readonly ok: true;
      /** The day of the month and the day of the week are both restricted; cron then fires on either. */
      readonly dayAndWeekday: boolean;
    }
  | {
      readonly ok: false;
      readonly reason: 'bad_cron' | 'never_fires';
      readonly problem: string;
    };

/** Numbers, names of months and days, `*`, lists, ranges and steps: what every cron understands. */
const FIELD = /^(?:[a-z]{3}|[\d*,/-])+$/i;

/**
 * Checks a cron expression of five fields that has to fire again after `now`. croner itself also takes six fields,
 * nicknames (`@daily`) and `L`, and notices a bad time zone only when it computes a time.
 * @param zone an IANA time zone that exists.
 */
export function checkCron(
  expression: string,
  zone: string,
  now: Date,
): CheckedCron {
  const fields = expression.trim().split(/\s+/);
  if (fields.length !== 5)
    return badCron(`it does not have 5 fields, but ${fields.length}`);
  const odd = fields.find((field) => !FIELD.test(field));
  if (odd !== undefined) return badCron(`"${odd}" is not supported`);
  try {
    const cron = new Cron(expression, {
      paused: true,
      mode: '5-part',
      timezone: zone,
    });
    if (!cron.nextRun(now))
      return { ok: false, reason: 'never_fires', problem: 'it never fires' };
  } catch (error) {
    return badCron(messageOf(error));
  }
  const [, , day, , weekday] = fields;
  return { ok: true, dayAndWeekday: day !== '*' && weekday !== '*' };
}

function badCron(problem: string): CheckedCron {
  return { ok: false, reason: 'bad_cron', problem };
}

function messageOf(error: unknown): string {
  return error instanceof Error
    ? error.message.replace(/^CronPattern: /, '').replace(/\.$/, '')
    : String(error);
}

/** Whether it is a name of the IANA database (or one of its aliases). Offsets like `+02:00` have no summer time. */
export function isTimeZone(name: string): boolean {
  if (/^[+-]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) instanceof Object;
  } catch {
    return false;
  }
}
