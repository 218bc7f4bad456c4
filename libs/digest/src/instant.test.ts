import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toMillis } from './instant.ts';

describe(toMillis, () => {
  it('reads what Date.parse reads', () => {
    const date = fc.date({
      min: new Date('1970-01-01T00:00:00Z'),
      max: new Date('2399-12-31T23:59:59Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(date, fc.boolean(), (at, whole) => {
        const text = whole
          ? `${at.toISOString().slice(0, 19)}Z`
          : at.toISOString();
        expect(toMillis(text)).toBe(Date.parse(text));
      }),
      { seed: 5, numRuns: 500 },
    );
  });

  it.each([
    '2026-02-29T00:00:00Z',
    '2028-02-29T23:59:59Z',
    '2026-12-31T23:59:59Z',
    '2000-03-01T00:00:00Z',
    '2026-11-22T10:00:00+01:00',
  ])('agrees with Date.parse on %s', (text) => {
    expect(toMillis(text)).toBe(Date.parse(text));
  });

  it('takes milliseconds and dates', () => {
    expect(toMillis(12)).toBe(12);
    expect(toMillis(new Date(12))).toBe(12);
  });

  it.each(['', 'yesterday', '2026-13-01T00:00:00Z', '2026-1a-01T00:00:00Z'])(
    'refuses %j',
    (text) => {
      expect(() => toMillis(text)).toThrow(/not a moment/);
    },
  );
});
