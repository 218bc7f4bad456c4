import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { percentOf } from '../figures/statistics.ts';
import { formatDuration, formatPercent } from './format.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe(formatDuration, () => {
  it.each([
    [0, '<1s'],
    [999, '<1s'],
    [SECOND, '1s'],
    [59.4 * SECOND, '59s'],
    [59.5 * SECOND, '1m'],
    [88 * SECOND, '1m 28s'],
    [4 * MINUTE, '4m'],
    [HOUR - 400, '1h'],
    [2 * HOUR + 5 * MINUTE, '2h 5m'],
    [DAY - 1, '1d'],
    [3 * DAY + 4 * HOUR, '3d 4h'],
    [400 * DAY, '400d'],
    [null, '–'],
    [-1, '–'],
    [Number.NaN, '–'],
    [Number.POSITIVE_INFINITY, '–'],
  ])('formats %s ms as %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  it('is within half of the smaller unit shown', () => {
    const size = { s: SECOND, m: MINUTE, h: HOUR, d: DAY };
    fc.assert(
      fc.property(fc.integer({ min: SECOND, max: 400 * DAY }), (ms) => {
        const units = [...formatDuration(ms).matchAll(/(\d+)([smhd])/g)].map(
          ([, n, unit]) => Number(n) * size[unit as keyof typeof size],
        );
        const shown = units.reduce((sum, unit) => sum + unit, 0);
        const smallest = ms < HOUR ? SECOND : ms < DAY ? MINUTE : HOUR;
        expect(Math.abs(shown - ms)).toBeLessThanOrEqual(smallest / 2);
      }),
      { seed: 31 },
    );
  });
});

describe(formatPercent, () => {
  it.each([
    [6, 7, '85.7%'],
    [1, 2, '50%'],
    [1999, 2000, '99.9%'],
    [1, 2000, '0.1%'],
    [2000, 2000, '100%'],
    [0, 2000, '0%'],
    [0, 0, '–'],
  ])('formats %i of %i as %s', (part, whole, text) => {
    expect(formatPercent(part, whole)).toBe(text);
  });

  it('is 100 only if nothing failed and 0 only if nothing passed', () => {
    fc.assert(
      fc.property(fc.nat(100_000), fc.nat(100_000), (passed, failed) => {
        const percent = percentOf(passed, passed + failed);
        expect(percent === 100).toBe(failed === 0 && passed > 0);
        expect(percent === 0).toBe(passed === 0 && failed > 0);
      }),
      { seed: 32 },
    );
  });
});
