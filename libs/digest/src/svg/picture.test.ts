import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { summarize } from '../figures/summarize.ts';
import { historyOf } from '../testing/attempts.ts';
import {
  hostileDigests,
  now,
  previous,
  week,
  window,
} from '../testing/digests.ts';
import { toSvg } from './picture.ts';

describe(toSvg, () => {
  it('shows the same without its colors: shapes differ', () => {
    const svg = toSvg(week);
    expect(svg).toContain('fill="url(#fail)"');
    expect(svg).toContain('fill="none" stroke=');
    expect(svg).toContain('below the line: failed');
  });

  it('keeps every text on the picture, in every theme', () => {
    fc.assert(
      fc.property(
        hostileDigests,
        fc.constantFrom('dark' as const, 'light' as const),
        (digest, theme) => {
          const svg = toSvg(digest, {
            theme,
            title: digest.workflows[0]?.workflow ?? '',
          });
          const height = Number(/height="(\d+)"/.exec(svg)?.[1]);
          for (const [, x, y] of svg.matchAll(
            /<text x="([-\d.]+)" y="([-\d.]+)"/g,
          )) {
            expect(Number(x)).toBeGreaterThan(0);
            expect(Number(x)).toBeLessThan(1040);
            expect(Number(y)).toBeLessThan(height);
          }
          expect(svg).not.toMatch(/NaN|undefined|Infinity|<script|\0/);
        },
      ),
      { seed: 24, numRuns: 100 },
    );
  });

  it('states that nothing ran', () => {
    const svg = toSvg(summarize([], { window, now }));
    expect(svg).toContain('No run ended in this window');
    expect(svg).toContain('No workflow ran');
  });

  it('shows eight workflows and the number of the others', () => {
    const names = Array.from({ length: 30 }, (_, i) => `Workflow ${i}`);
    const runs = historyOf({
      from: previous.start,
      to: window.end,
      runs: 900,
      workflows: names,
    });
    expect(toSvg(summarize(runs, { window, now }))).toContain(
      'and 22 more workflows: ',
    );
  });
});
