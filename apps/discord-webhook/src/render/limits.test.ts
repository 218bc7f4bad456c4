import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutText, cutToEnd } from './limits.ts';
import { SEED } from '../testing/arbitrary.ts';

describe('cutText', () => {
  it.each([
    ['short', 10, 'short'],
    ['exactly', 7, 'exactly'],
    ['too long', 4, 'too…'],
    ['a😀b', 3, 'a…'],
    ['anything', 0, ''],
  ])('%j in %d is %j', (text, max, cut) => {
    expect(cutText(text, max)).toBe(cut);
  });

  it('keeps to the limit, and cuts no character in half', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(40), (text, max) => {
        const cut = cutText(text, max);
        expect(cut.length).toBeLessThanOrEqual(max);
        expect(cut.isWellFormed()).toBe(true);
      }),
      SEED,
    );
  });
});

describe('cutToEnd', () => {
  it('keeps the last lines, from the start of one if it is near', () => {
    expect(cutToEnd('first line\nsecond line\nthird', 20)).toBe(
      '…\nsecond line\nthird',
    );
  });

  it('keeps to the limit, and cuts no character in half', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(40), (text, max) => {
        const cut = cutToEnd(text, max);
        expect(cut.length).toBeLessThanOrEqual(Math.max(max, 0));
        expect(cut.isWellFormed()).toBe(true);
        expect(text.endsWith(cut.replace(/^…\n/, ''))).toBe(true);
      }),
      SEED,
    );
  });
});
