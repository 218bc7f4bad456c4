import { describe, expect, it } from 'vitest';
import { checkCron, isTimeZone } from './cron.ts';

const NOW = new Date('2026-01-01T00:00:00Z');

describe('checkCron', () => {
  it.each([
    '0 18 * * 5',
    '*/5 9-17 * * MON-FRI',
    '0 0 1,15 * *',
    '30 2 29 2 *',
  ])('takes %s', (expression) => {
    expect(checkCron(expression, 'Europe/Berlin', NOW)).toEqual({
      ok: true,
      dayAndWeekday: false,
    });
  });

  it('notices days of the month and of the week together', () => {
    expect(checkCron('0 0 13 * 5', 'UTC', NOW)).toEqual({
      ok: true,
      dayAndWeekday: true,
    });
  });

  it.each([
    ['', 'bad_cron', 'it does not have 5 fields, but 1'],
    ['* * * * * *', 'bad_cron', 'it does not have 5 fields, but 6'],
    ['@daily', 'bad_cron', 'it does not have 5 fields, but 1'],
    ['0 0 L * *', 'bad_cron', '"L" is not supported'],
    ['0 0 ? * 1', 'bad_cron', '"?" is not supported'],
    ['60 * * * *', 'bad_cron', 'Invalid value for minute: 60'],
    ['0 0 31 2 *', 'never_fires', 'it never fires'],
  ])('refuses %j', (expression, reason, problem) => {
    expect(checkCron(expression, 'UTC', NOW)).toEqual({
      ok: false,
      reason,
      problem,
    });
  });
});

describe('isTimeZone', () => {
  it.each([
    ['Europe/Berlin', true],
    ['UTC', true],
    ['Europe/Nowhere', false],
    ['UTC+2', false],
    ['+02:00', false],
    ['', false],
  ])('%j: %s', (name, expected) => {
    expect(isTimeZone(name)).toBe(expected);
  });
});
