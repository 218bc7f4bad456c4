import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostileDigests, week } from '../testing/digests.ts';
import { altText } from './alt-text.ts';

describe(altText, () => {
  it('reads like this', () => {
    expect(altText(week)).toMatchInlineSnapshot(
      `"Weekly CI digest, 16–22 Nov 2026 (America/Los_Angeles). 119 runs, 126 attempts, 91% success (111 of 122), 11 failed, 4 cancelled. p50 2m 58s, p95 8m 28s. Red to green in 17m 6s (median of 6), 7 re-runs, 7 flaky commits cost 34m 38s."`,
    );
  });

  it('stays within 1024 characters on one line, whatever the input', () => {
    fc.assert(
      fc.property(hostileDigests, (digest) => {
        expect(altText(digest).length).toBeLessThanOrEqual(1024);
        expect(altText(digest)).not.toContain('\n');
      }),
      { seed: 23, numRuns: 200 },
    );
  });
});
