import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  joinCoverage,
  joinRanges,
  missingRanges,
  type Range,
} from './coverage.ts';

const anyRange: fc.Arbitrary<Range> = fc
  .tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 8 }))
  .map(([from, length]) => ({ from, to: from + length }));

function instantsOf(ranges: readonly Range[]): number[] {
  return Array.from({ length: 40 }, (_, at) => at).filter((at) =>
    ranges.some(({ from, to }) => from <= at && at < to),
  );
}

describe('joinRanges', () => {
  it('keeps every instant and leaves gaps between the spans', () => {
    fc.assert(
      fc.property(fc.array(anyRange), (ranges) => {
        const joined = joinRanges(ranges);
        expect(instantsOf(joined)).toEqual(instantsOf(ranges));
        for (const [index, { from, to }] of joined.entries()) {
          expect(from).toBeLessThan(to);
          expect(
            joined[index + 1]?.from ?? Number.POSITIVE_INFINITY,
          ).toBeGreaterThan(to);
        }
      }),
    );
  });
});

describe('missingRanges', () => {
  it('is what is wanted and not covered', () => {
    fc.assert(
      fc.property(anyRange, fc.array(anyRange), (wanted, covered) => {
        const known = new Set(instantsOf(covered));
        expect(instantsOf(missingRanges(wanted, covered))).toEqual(
          instantsOf([wanted]).filter((at) => !known.has(at)),
        );
      }),
    );
  });

  it.each([
    [[], [{ from: 0, to: 10 }]],
    [[{ from: 0, to: 10 }], []],
    [
      [{ from: 3, to: 5 }],
      [
        { from: 0, to: 3 },
        { from: 5, to: 10 },
      ],
    ],
    [
      [
        { from: -5, to: 2 },
        { from: 8, to: 20 },
      ],
      [{ from: 2, to: 8 }],
    ],
  ])('of 0 to 10 beside %j is %j', (covered, missing) => {
    expect(missingRanges({ from: 0, to: 10 }, covered)).toEqual(missing);
  });
});

describe('joinCoverage', () => {
  it('joins spans of one workflow and source, not of different ones', () => {
    const base = {
      repository: 'acme/shop',
      workflow: null,
      how: 'list',
    } as const;
    expect(
      joinCoverage([
        { ...base, from: 0, to: 5 },
        { ...base, from: 5, to: 9 },
        { ...base, how: 'webhook', from: 3, to: 7 },
        { ...base, workflow: 'ci.yml', from: 0, to: 9 },
      ]),
    ).toEqual([
      { ...base, from: 0, to: 9 },
      { ...base, how: 'webhook', from: 3, to: 7 },
      { ...base, workflow: 'ci.yml', from: 0, to: 9 },
    ]);
  });
});
