import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createFreeze,
  NOON,
  PRODUCTION,
  STAGING,
} from '../../testing/deploys/records.ts';
import { freezeAnnouncements } from './announce.ts';
import { createFreezeWindows } from './from-config.ts';
import { activeFreezes, freezeState } from './freeze-state.ts';
import {
  parseDuration,
  parseLockTerm,
  parseUntil,
  parseWallClock,
} from './wall-clock.ts';
import { nextOccurrence, occurrenceAt, type FreezeWindow } from './window.ts';

const HOUR = 3_600_000;
const at = (text: string) => Date.parse(text);

const weekend: FreezeWindow = {
  id: 'weekend',
  scope: { service: '*', environment: 'production' },
  cron: '0 18 * * 5',
  end: { kind: 'until', cron: '0 8 * * 1' },
  zone: 'Europe/Berlin',
  reason: 'Nobody is at work',
  rollback: 'allowed',
};

describe('a window', () => {
  it('holds from its first millisecond to the last before its end', () => {
    const start = at('2026-05-08T18:00:00+02:00');
    const end = at('2026-05-11T08:00:00+02:00');
    expect(occurrenceAt(weekend, start - 1)).toBeNull();
    expect(occurrenceAt(weekend, start)).toEqual({ start, end });
    expect(occurrenceAt(weekend, end - 1)).toEqual({ start, end });
    expect(occurrenceAt(weekend, end)).toBeNull();
    expect(nextOccurrence(weekend, start - 1)).toEqual({ start, end });
    expect(nextOccurrence(weekend, start)?.start).toBe(start + 7 * 24 * HOUR);
  });

  it('ends by the wall clock over a change of the clocks, or after its length', () => {
    const length: FreezeWindow = {
      ...weekend,
      end: { kind: 'for', ms: 62 * HOUR },
    };
    const spring = at('2026-03-27T18:00:00+01:00');
    expect(occurrenceAt(weekend, spring)?.end).toBe(
      at('2026-03-30T08:00:00+02:00'),
    );
    expect(occurrenceAt(length, spring)?.end).toBe(
      at('2026-03-30T09:00:00+02:00'),
    );
    const autumn = at('2026-10-23T18:00:00+02:00');
    expect(occurrenceAt(weekend, autumn)?.end).toBe(
      at('2026-10-26T08:00:00+01:00'),
    );
    expect(occurrenceAt(length, autumn)?.end).toBe(
      at('2026-10-26T07:00:00+01:00'),
    );
  });

  it('begins at the next valid time in the spring gap, and once in the repeated hour', () => {
    const night = (zone: string): FreezeWindow => ({
      ...weekend,
      cron: '30 2 * * *',
      end: { kind: 'for', ms: 2 * HOUR },
      zone,
    });
    expect(
      nextOccurrence(night('Europe/Berlin'), at('2026-03-29T00:00:00Z'))?.start,
    ).toBe(at('2026-03-29T01:00:00Z'));
    expect(
      nextOccurrence(night('America/New_York'), at('2026-03-08T06:00:00Z'))
        ?.start,
    ).toBe(at('2026-03-08T07:00:00Z'));
    const first = nextOccurrence(
      night('Europe/Berlin'),
      at('2026-10-25T00:00:00Z'),
    )?.start;
    expect(first).toBe(at('2026-10-25T00:30:00Z'));
    expect(nextOccurrence(night('Europe/Berlin'), first ?? 0)?.start).toBe(
      at('2026-10-26T01:30:00Z'),
    );
  });

  it('agrees with the wall clock of its zone, minute by minute, over both changes', () => {
    for (const zone of [
      'Europe/Berlin',
      'America/New_York',
      'Australia/Lord_Howe',
    ]) {
      const window: FreezeWindow = { ...weekend, zone };
      const wall = new Intl.DateTimeFormat('en-GB', {
        timeZone: zone,
        weekday: 'short',
        hour: '2-digit',
        minute: '2-digit',
        hourCycle: 'h23',
      });
      for (const month of ['03', '04', '10', '11'])
        for (let minute = 0; minute < 31 * 24 * 60; minute += 30) {
          const now = at(`2026-${month}-01T00:00:00Z`) + minute * 60_000;
          const [day = '', time = ''] = wall.format(now).split(/,? /);
          const frozen =
            (day === 'Fri' && time >= '18:00') ||
            day === 'Sat' ||
            day === 'Sun' ||
            (day === 'Mon' && time < '08:00');
          expect([now, occurrenceAt(window, now) !== null]).toEqual([
            now,
            frozen,
          ]);
        }
    }
  }, 60_000);
});

describe('freezeState', () => {
  const saturday = at('2026-05-09T12:00:00Z');

  it('names what freezes a target and when all of it ends', () => {
    const freeze = createFreeze({
      id: 'f',
      startsAt: saturday - 1,
      endsAt: at('2026-05-12T00:00:00Z'),
    });
    const state = freezeState(
      [weekend],
      [freeze],
      PRODUCTION,
      'deploy',
      saturday,
    );
    expect(state).toMatchObject({ kind: 'frozen', until: freeze.endsAt });
    expect(state.kind === 'frozen' && state.by.map(({ id }) => id)).toEqual([
      'weekend',
      'f',
    ]);
    expect(freezeState([weekend], [], STAGING, 'deploy', saturday)).toEqual({
      kind: 'open',
    });
  });

  it('looks through windows that follow on each other without a gap', () => {
    const monday: FreezeWindow = {
      ...weekend,
      id: 'monday',
      cron: '0 8 * * 1',
      end: { kind: 'for', ms: HOUR },
    };
    expect(
      freezeState([weekend, monday], [], PRODUCTION, 'deploy', saturday),
    ).toMatchObject({
      until: at('2026-05-11T09:00:00+02:00'),
    });
    const always: FreezeWindow = {
      ...weekend,
      id: 'always',
      cron: '0 * * * *',
      end: { kind: 'for', ms: HOUR },
    };
    expect(
      freezeState([always], [], PRODUCTION, 'deploy', saturday),
    ).toMatchObject({ kind: 'frozen' });
  });

  it('lets a rollback pass unless the window wants an override', () => {
    expect(
      freezeState([weekend], [], PRODUCTION, 'rollback', saturday),
    ).toEqual({ kind: 'open' });
    const strict: FreezeWindow = { ...weekend, rollback: 'needs_override' };
    expect(
      freezeState([strict], [], PRODUCTION, 'rollback', saturday),
    ).toMatchObject({ kind: 'frozen' });
  });

  it('ends at a moment at which the target is open, for any freezes', () => {
    const some = fc.record({
      start: fc.integer({ min: 0, max: 40 }),
      length: fc.integer({ min: 1, max: 20 }),
    });
    fc.assert(
      fc.property(
        fc.array(some, { maxLength: 8 }),
        fc.integer({ min: 0, max: 60 }),
        (list, now) => {
          const freezes = list.map(({ start, length }, n) =>
            createFreeze({
              id: `${n}`,
              startsAt: start,
              endsAt: start + length,
            }),
          );
          const frozen = (moment: number) =>
            list.some(
              ({ start, length }) => start <= moment && moment < start + length,
            );
          const state = freezeState([], freezes, PRODUCTION, 'deploy', now);
          expect(state.kind === 'frozen').toBe(frozen(now));
          if (state.kind === 'open') return;
          expect(frozen(state.until)).toBe(false);
          for (let moment = now; moment < state.until; moment += 1)
            expect(frozen(moment)).toBe(true);
        },
      ),
    );
  });

  it('lists what is in force, oldest first', () => {
    const freezes = [
      createFreeze({ id: 'over', startsAt: 0, endsAt: saturday }),
      createFreeze({
        id: 'lifted',
        startsAt: 0,
        endsAt: saturday + 1,
        endedAt: 5,
      }),
      createFreeze({ id: 'old', startsAt: 0, endsAt: saturday + 1 }),
    ];
    expect(
      activeFreezes([weekend], freezes, saturday).map(({ id }) => id),
    ).toEqual(['old', 'weekend']);
  });
});

describe('freezeAnnouncements', () => {
  const start = at('2026-05-08T18:00:00+02:00');
  const end = at('2026-05-11T08:00:00+02:00');
  const kinds = (now: number) =>
    freezeAnnouncements([weekend], [], now).map(({ kind }) => kind);

  it('announces a window an hour before, at its begin and at its end', () => {
    expect(kinds(start - HOUR - 1)).toEqual([]);
    expect(kinds(start - HOUR)).toEqual(['freeze_soon']);
    expect(kinds(start - 1)).toEqual(['freeze_soon']);
    expect(kinds(start)).toEqual(['freeze_began']);
    expect(kinds(start + HOUR)).toEqual([]);
    expect(kinds(end)).toEqual(['freeze_ended']);
    expect(kinds(end + HOUR)).toEqual([]);
  });

  it('gives one occurrence one key, whenever it is asked', () => {
    const keys = new Set(
      Array.from(
        { length: 4 * 24 * 12 },
        (_, minute) => start - 2 * HOUR + minute * 5 * 60_000,
      ).flatMap((now) =>
        freezeAnnouncements([weekend], [], now).map(({ key }) => key),
      ),
    );
    expect([...keys]).toEqual([
      `freeze_soon:weekend:${start}`,
      `freeze_began:weekend:${start}`,
      `freeze_ended:weekend:${start}`,
    ]);
  });

  it('announces the end of a freeze that nobody lifted', () => {
    const freeze = createFreeze({
      id: 'f',
      startsAt: NOON,
      endsAt: NOON + HOUR,
    });
    expect(freezeAnnouncements([], [freeze], NOON)).toEqual([]);
    expect(freezeAnnouncements([], [freeze], NOON + HOUR)).toMatchObject([
      { kind: 'freeze_ended', about: 'f' },
    ]);
    expect(
      freezeAnnouncements([], [{ ...freeze, endedAt: NOON + 1 }], NOON + HOUR),
    ).toEqual([]);
  });
});

describe('what people type', () => {
  it.each([
    ['30m', 30 * 60_000],
    ['2h', 2 * HOUR],
    ['1d', 24 * HOUR],
    [' 12 H ', 12 * HOUR],
    ['0m', null],
    ['1w', null],
    ['h', null],
    ['1.5h', null],
    ['-2h', null],
    ['99999m', null],
  ])('reads the duration %s', (text, expected) => {
    expect(parseDuration(text)).toBe(expected);
  });

  it.each([
    ['18:00', '0 18 * * *'],
    ['8:05', '5 8 * * *'],
    ['Mon 08:00', '0 8 * * 1'],
    ['sunday 23:59', '59 23 * * 0'],
    ['24:00', null],
    ['8', null],
    ['Mon', null],
    ['Xyz 08:00', null],
  ])('reads the wall clock %s', (text, expected) => {
    expect(parseWallClock(text)).toBe(expected);
  });

  it('reads until when, in the zone of the configuration', () => {
    const until = (text: string, zone = 'Europe/Berlin') =>
      parseUntil(text, NOON, zone);
    expect(until('2h')).toBe(NOON + 2 * HOUR);
    expect(until('18:00')).toBe(at('2026-05-04T18:00:00+02:00'));
    expect(until('18:00', 'UTC')).toBe(at('2026-05-04T18:00:00Z'));
    expect(until('14:00')).toBe(at('2026-05-05T14:00:00+02:00'));
    expect(until('Mon 08:00')).toBe(at('2026-05-11T08:00:00+02:00'));
    expect(until('2026-05-05T08:00:00+05:30')).toBe(at('2026-05-05T02:30:00Z'));
    expect(until('2026-05-05T08:00Z')).toBe(at('2026-05-05T08:00:00Z'));
    for (const text of [
      '2026-05-05',
      '2026-05-05T08:00:00',
      '2026-13-05T08:00Z',
      'tomorrow',
      '',
    ])
      expect(until(text)).toBeNull();
  });

  it('reads how long a lock is held', () => {
    expect(parseLockTerm('4h')).toEqual({ kind: 'for', ms: 4 * HOUR });
    expect(parseLockTerm('Until-Unlocked')).toEqual({ kind: 'until_unlocked' });
    expect(parseLockTerm('18:00')).toBeNull();
  });
});

describe('createFreezeWindows', () => {
  const entry = { id: 'w', scope: 'client/*', cron: '0 18 * * 5', reason: 'r' };

  it('reads the windows of a configuration', () => {
    expect(
      createFreezeWindows(
        [
          { ...entry, until: 'Mon 08:00', zone: 'Europe/Berlin' },
          { ...entry, for: '12h', rollback: 'needs_override' },
        ],
        'UTC',
      ),
    ).toEqual([
      {
        id: 'w',
        scope: { service: 'client', environment: '*' },
        cron: '0 18 * * 5',
        end: { kind: 'until', cron: '0 8 * * 1' },
        zone: 'Europe/Berlin',
        reason: 'r',
        rollback: 'allowed',
      },
      expect.objectContaining({
        end: { kind: 'for', ms: 12 * HOUR },
        zone: 'UTC',
        rollback: 'needs_override',
      }),
    ]);
  });

  it('throws for what the lint reports', () => {
    for (const wrong of [{ ...entry }, { ...entry, scope: 'x', for: '1h' }])
      expect(() => createFreezeWindows([wrong], 'UTC')).toThrow(TypeError);
  });
});
