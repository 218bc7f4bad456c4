import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  borders,
  calendarDay,
  isoWeek,
  previousWindow,
  rollingWindow,
  scheduledWindow,
} from './window.ts';

const HOUR = 3_600_000;
const hours = ({ start, end }: { start: string; end: string }): number =>
  (Date.parse(end) - Date.parse(start)) / HOUR;

describe(calendarDay, () => {
  it.each([
    ['Europe/Berlin', '2026-03-29T12:00:00Z', '2026-03-28T23:00:00.000Z', 23],
    ['Europe/Berlin', '2026-10-25T12:00:00Z', '2026-10-24T22:00:00.000Z', 25],
    [
      'America/New_York',
      '2026-03-08T12:00:00Z',
      '2026-03-08T05:00:00.000Z',
      23,
    ],
    ['Asia/Kolkata', '2026-11-22T20:00:00Z', '2026-11-22T18:30:00.000Z', 24],
    [
      'Australia/Lord_Howe',
      '2026-10-03T20:00:00Z',
      '2026-10-03T13:30:00.000Z',
      23.5,
    ],
    // Midnight itself is skipped: the day begins at one o'clock.
    [
      'America/Sao_Paulo',
      '2018-11-04T12:00:00Z',
      '2018-11-04T03:00:00.000Z',
      23,
    ],
    // Midnight comes twice: the day before is the long one.
    [
      'America/Sao_Paulo',
      '2018-02-17T12:00:00Z',
      '2018-02-17T02:00:00.000Z',
      25,
    ],
    ['UTC', '2026-11-22T00:00:00Z', '2026-11-22T00:00:00.000Z', 24],
  ])('%s at %s starts %s and has %d hours', (zone, at, start, length) => {
    const day = calendarDay(zone, at);
    expect(day.start).toBe(start);
    expect(hours(day)).toBe(length);
  });

  it('gives the day before on request', () => {
    const yesterday = calendarDay('Europe/Berlin', '2026-11-22T09:00:00Z', -1);
    expect(yesterday.start).toBe('2026-11-20T23:00:00.000Z');
  });

  it('rejects a zone that does not exist', () => {
    expect(() => calendarDay('Mars/Olympus', 0)).toThrow(/Mars\/Olympus.*IANA/);
  });
});

describe(isoWeek, () => {
  it('runs from Monday to Monday, Sunday evening included', () => {
    const week = isoWeek('America/Los_Angeles', '2026-11-23T04:00:00Z');
    expect(week.start).toBe('2026-11-16T08:00:00.000Z');
    expect(week.end).toBe('2026-11-23T08:00:00.000Z');
  });

  it('is an hour short where the clocks go forward', () => {
    expect(hours(isoWeek('Europe/Berlin', '2026-03-25T12:00:00Z'))).toBe(167);
  });
});

describe('windows of every kind', () => {
  const zone = fc.constantFrom(
    'UTC',
    'Europe/Berlin',
    'America/New_York',
    'Australia/Lord_Howe',
    'Pacific/Apia',
    'Africa/Cairo',
    'Asia/Kathmandu',
  );
  const at = fc.integer({
    min: Date.UTC(2020, 0),
    max: Date.UTC(2030, 0),
  });

  it('hold their moment, and the one before ends where they start', () => {
    fc.assert(
      fc.property(zone, at, (tz, moment) => {
        for (const window of [calendarDay(tz, moment), isoWeek(tz, moment)]) {
          expect(Date.parse(window.start)).toBeLessThanOrEqual(moment);
          expect(Date.parse(window.end)).toBeGreaterThan(moment);
          const before = previousWindow(window);
          expect(before.end).toBe(window.start);
          expect(before.kind).toBe(window.kind);
        }
      }),
      { seed: 11, numRuns: 200 },
    );
  });

  it('are charted without gap or overlap, in at most 32 stretches', () => {
    fc.assert(
      fc.property(
        zone,
        at,
        fc.integer({ min: 1, max: 5000 }),
        (tz, to, length) => {
          for (const window of [
            calendarDay(tz, to),
            isoWeek(tz, to),
            rollingWindow('daily', to, tz),
            rollingWindow('weekly', to, tz),
            scheduledWindow({ from: to - length * HOUR, to, zone: tz }),
          ]) {
            const edges = borders(window);
            expect(edges[0]).toBeLessThanOrEqual(Date.parse(window.start));
            expect(edges[1]).toBeGreaterThan(Date.parse(window.start));
            expect(edges.at(-1)).toBeGreaterThanOrEqual(Date.parse(window.end));
            expect(edges.at(-2)).toBeLessThan(Date.parse(window.end));
            expect(edges).toStrictEqual(
              [...new Set(edges)].toSorted((a, b) => a - b),
            );
            expect(edges.length).toBeLessThanOrEqual(33);
          }
        },
      ),
      { seed: 12, numRuns: 100 },
    );
  });
});

describe(scheduledWindow, () => {
  it('holds every moment once, whatever the schedule and after an outage', () => {
    // Weekdays at nine, in a week in which the app was down from Tuesday to Thursday.
    const due = ['16T09', '17T09', '20T09', '23T09'].map(
      (at) => `2026-11-${at}:00:00Z`,
    );
    const windows = due
      .slice(1)
      .map((to, index) =>
        scheduledWindow({ from: due[index] ?? to, to, zone: 'UTC' }),
      );
    expect(windows.map(hours)).toStrictEqual([24, 72, 72]);
    expect(windows.slice(1).map(({ start }) => start)).toStrictEqual(
      windows.slice(0, -1).map(({ end }) => end),
    );
  });

  it('compares with as much time before', () => {
    const window = scheduledWindow({
      from: '2026-11-01T00:00:00Z',
      to: '2026-12-01T00:00:00Z',
      zone: 'UTC',
    });
    expect(previousWindow(window).start).toBe('2026-10-02T00:00:00.000Z');
  });

  it('rejects a window that does not end after its start', () => {
    expect(() => scheduledWindow({ from: 5, to: 5, zone: 'UTC' })).toThrow(
      RangeError,
    );
  });
});

describe(rollingWindow, () => {
  it('is 24 hours or seven times that, whatever the clocks do', () => {
    const now = '2026-03-29T12:00:00Z';
    expect(hours(rollingWindow('daily', now, 'Europe/Berlin'))).toBe(24);
    expect(hours(rollingWindow('weekly', now))).toBe(168);
    expect(previousWindow(rollingWindow('weekly', now)).end).toBe(
      rollingWindow('weekly', now).start,
    );
  });
});
