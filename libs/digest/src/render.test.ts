import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { altText } from './alt-text.ts';
import { DIGEST_JSON_VERSION, toJson } from './json.ts';
import { summarize } from './summarize.ts';
import { toSvg } from './svg.ts';
import { given, historyOf } from './testing.ts';
import { isoWeek, previousWindow } from './window.ts';

const window = isoWeek('America/Los_Angeles', '2026-11-18T12:00:00Z');
const previous = previousWindow(window);
const now = window.end;
const WORKFLOWS = ['Client Deploy', 'Diagnose on Demand', 'Nightly E2E'];

const week = summarize(
  historyOf({
    from: previous.start,
    to: window.end,
    runs: 300,
    workflows: WORKFLOWS,
  }),
  { window, previous, now },
);

/** Anything at all, in every place that takes text from outside. */
const hostile = fc
  .array(
    fc.record({
      workflow: fc.oneof(
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.constantFrom(
          '@everyone',
          '<@123456789012345678>',
          '**bold** `code`',
          '[x](https://evil.example)',
          '\u001b[2J\u0007',
          'a\nb\r\nc',
          '\u202egnp.exe',
          '日本語のワークフロー',
          '🚀🚀🚀',
          '<script>&"\'',
          '\ud800',
          ']]>',
          '   ',
        ),
      ),
      url: fc.oneof(
        fc.webUrl(),
        fc.string(),
        fc.constant('javascript:alert(1)'),
      ),
      requester: fc.string({ unit: 'binary' }),
      branch: fc.string({ unit: 'binary' }),
      outcome: fc.oneof(
        fc.constantFrom('success', 'failure', 'cancelled', 'running'),
        fc.string(),
      ),
      hour: fc.integer({ min: 0, max: 160 }),
    }),
    { maxLength: 40 },
  )
  .map((runs) =>
    summarize(
      runs.map(({ hour, ...run }, index) =>
        given({
          ...run,
          runId: index + 1,
          at: new Date(
            Date.parse(window.start) + hour * 3_600_000,
          ).toISOString(),
        }),
      ),
      { window, previous, now, partial: runs[0]?.workflow ?? false },
    ),
  );

describe(altText, () => {
  it('reads like this', () => {
    expect(altText(week)).toMatchInlineSnapshot(
      `"Weekly CI digest, 16–22 Nov 2026 (America/Los_Angeles). 119 runs (−0.8%), 96.5% success (111 of 115, +1.7 pp), 4 failed, 4 cancelled. Average 3m 35s (−5.4%), p50 2m 58s (−8.3%), p95 8m 28s (+5.1%). Red to green in 2h 46m on average (n = 6), 7 re-runs, 7 flaky commits."`,
    );
  });

  it('stays within 1024 characters on one line, whatever the input', () => {
    fc.assert(
      fc.property(hostile, (digest) => {
        expect(altText(digest).length).toBeLessThanOrEqual(1024);
        expect(altText(digest)).not.toContain('\n');
      }),
      { seed: 23, numRuns: 200 },
    );
  });
});

describe(toJson, () => {
  it('has a version and comes back from JSON as it was', () => {
    const json = toJson(week);
    expect(json.version).toBe(DIGEST_JSON_VERSION);
    expect(JSON.parse(JSON.stringify(json))).toStrictEqual(json);
    expect(Object.keys(json)).toMatchInlineSnapshot(`
      [
        "version",
        "window",
        "asOf",
        "complete",
        "previous",
        "partial",
        "defaultBranch",
        "total",
        "change",
        "workflows",
        "buckets",
        "openRed",
        "silent",
        "slowest",
        "byRequester",
        "byBranch",
        "quality",
        "allGreen",
      ]
    `);
  });
});

describe(toSvg, () => {
  it('shows the same without its colours: shapes differ', () => {
    const svg = toSvg(week);
    expect(svg).toContain('fill="url(#fail)"');
    expect(svg).toContain('fill="none" stroke=');
    expect(svg).toContain('below line: failed');
  });

  it('keeps every text on the picture, in every theme', () => {
    fc.assert(
      fc.property(
        hostile,
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

  it('says that nothing ran', () => {
    const svg = toSvg(summarize([], { window, now }));
    expect(svg).toContain('No run ended in this window');
    expect(svg).toContain('No workflow ran');
  });

  it('shows eight workflows and says how many more there are', () => {
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
