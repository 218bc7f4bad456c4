import { describe, expect, it } from 'vitest';
import { toMillis } from './instant.ts';

describe(toMillis, () => {
  it.each([
    ['2028-02-29T23:59:59Z', Date.UTC(2028, 1, 29, 23, 59, 59)],
    ['2026-11-22T10:00:00+01:00', Date.UTC(2026, 10, 22, 9)],
  ])('reads %s', (text, millis) => {
    expect(toMillis(text)).toBe(millis);
  });

  it('takes milliseconds and dates', () => {
    expect(toMillis(12)).toBe(12);
    expect(toMillis(new Date(12))).toBe(12);
  });

  it.each(['', 'yesterday', '2026-13-01T00:00:00Z', '2026-1a-01T00:00:00Z'])(
    'refuses %j',
    (text) => {
      expect(() => toMillis(text)).toThrow(/Invalid instant/);
    },
  );
});
