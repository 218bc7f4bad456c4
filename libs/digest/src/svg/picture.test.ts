import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { summarize } from '../figures/summarize.ts';
import { createTypeface } from '../fonts/typeface.ts';
import { given, historyOf } from '../testing/attempts.ts';
import {
  hostileDigests,
  now,
  previous,
  week,
  window,
} from '../testing/digests.ts';
import { rollingWindow, scheduledWindow } from '../time/window.ts';
import { noChangePhrase } from '../wording/phrases.ts';
import { textWidth } from './fit.ts';
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

  it('cuts no note of a tile, whatever the change or its reason', () => {
    const typeface = createTypeface();
    for (const why of [
      'no_previous',
      'partial',
      'open',
      'too_few',
      'unclear',
    ] as const) {
      const width = textWidth(noChangePhrase(why), { typeface, size: 18 });
      expect(width).toBeLessThan(130);
    }
    const notes = [
      '100% slower',
      '1,234% slower',
      '−99.9 pp',
      '12,345 of 12,345',
    ];
    for (const note of notes)
      expect(textWidth(note, { typeface, size: 18, bold: true })).toBeLessThan(
        150,
      );
  });

  it('marks the parts of days at the borders of a rolling window', () => {
    const rolling = rollingWindow('weekly', '2026-11-18T14:37:00Z');
    const runs = historyOf({
      from: rolling.start,
      to: rolling.end,
      runs: 100,
      workflows: ['CI'],
    });
    const svg = toSvg(summarize(runs, { window: rolling, now: rolling.end }));
    expect(svg).toContain('>part<');
    expect(toSvg(week)).not.toContain('>part<');
  });

  it.each([2, 5, 11, 20, 45, 92, 200, 900])(
    'prints no two labels of %i days over each other',
    (days) => {
      const span = scheduledWindow({
        from: Date.parse(now) - days * 86_400_000,
        to: now,
        zone: 'UTC',
      });
      const runs = historyOf({
        from: span.start,
        to: span.end,
        runs: 50,
        workflows: ['CI'],
      });
      const svg = toSvg(summarize(runs, { window: span, now }));
      const labels = [
        ...svg.matchAll(
          /<text x="([\d.]+)" y="([\d.]+)" font-size="20" text-anchor="middle"[^>]*>([^<]+)</g,
        ),
      ].map(([, x, y, label = '']) => ({
        y,
        from: Number(x) - textWidth(label, { typeface: createTypeface() }) / 2,
        to: Number(x) + textWidth(label, { typeface: createTypeface() }) / 2,
      }));
      expect(labels.length).toBeGreaterThan(2);
      for (const [index, label] of labels.entries()) {
        const next = labels[index + 1];
        if (next && next.y === label.y && next.from > label.from)
          expect(next.from).toBeGreaterThan(label.to);
      }
    },
  );

  it('draws no character that its fonts lack, and names the workflow by its file then', () => {
    const named = (workflow: string) =>
      summarize(
        [
          given({
            at: '2026-11-18T10:00:00Z',
            workflow,
            workflowId: 7,
            workflowPath: '.github/workflows/deploy.yml',
          }),
        ],
        { window, now },
      );
    expect(toSvg(named('日本語のワークフロー'))).toContain('>deploy.yml<');
    expect(toSvg(named('🚀 Deploy 🇩🇪 👩‍👩‍👧'))).toContain('>Deploy<');
    const japanese = {
      advanceOf: (code: number) => (code > 0x3000 ? 1000 : null),
    };
    expect(
      toSvg(named('日本語のワークフロー'), { fonts: [japanese] }),
    ).toContain('>日本語のワークフロー<');
    fc.assert(
      fc.property(hostileDigests, (digest) => {
        const { advanceOf } = createTypeface();
        const texts = [...toSvg(digest).matchAll(/<text[^>]*>([^<]*)</g)];
        for (const [, text = ''] of texts)
          for (const point of text)
            if (!'\u200c\u200d\ufe0e\ufe0f'.includes(point))
              expect(
                advanceOf(point.codePointAt(0) ?? 0, false),
              ).not.toBeNull();
      }),
      { seed: 25, numRuns: 100 },
    );
  });
});
