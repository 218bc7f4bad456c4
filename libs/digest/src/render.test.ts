import { stripVTControlCharacters } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { altText } from './alt-text.ts';
import { DIGEST_JSON_VERSION, toJson } from './json.ts';
import { toMarkdown } from './markdown.ts';
import { summarize } from './summarize.ts';
import { toSvg } from './svg.ts';
import { given, historyOf } from './testing.ts';
import { toText } from './text.ts';
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

describe(toMarkdown, () => {
  it('reads like this', () => {
    const digest = summarize(
      [
        given({
          at: '2026-11-17T10:00:00Z',
          runId: 1,
          minutes: 4,
          requester: 'ada',
        }),
        given({
          at: '2026-11-18T10:00:00Z',
          runId: 2,
          minutes: 6,
          requester: 'ada',
        }),
        given({
          at: '2026-11-19T10:00:00Z',
          runId: 3,
          outcome: 'failure',
          requester: 'grace',
        }),
      ],
      { window, now },
    );
    expect(toMarkdown(digest, { title: 'acme/app' })).toMatchInlineSnapshot(`
      "**Weekly CI digest** · acme/app
      16–22 Nov 2026 (America/Los\\_Angeles)
      **3 runs** · **66.7% success (2 of 3)**
      1 failed
      Successful attempts: average 5m · p50 5m · max 6m (n = 2, too few for p95)
      🔴 **Client Deploy** red since <t:1795083000:R>, 1 failure · [last](<https://github.com/acme/app/actions/runs/3>)
      **Client Deploy** 3 runs · 66.7% (2 ok, 1 failed) · avg 5m · [latest: ❌ failure](<https://github.com/acme/app/actions/runs/3>) <t:1795083000:R>
      Slowest: [Client Deploy](<https://github.com/acme/app/actions/runs/3>) 10m · [Client Deploy](<https://github.com/acme/app/actions/runs/2>) 6m · [Client Deploy](<https://github.com/acme/app/actions/runs/1>) 4m
      Asked for by: ada 2 · grace 1
      -# 3 attempts timed by last update, not by jobs"
    `);
  });

  it('stays within 2000 units and mentions nobody, whatever the input', () => {
    fc.assert(
      fc.property(hostile, fc.string({ unit: 'binary' }), (digest, title) => {
        const message = toMarkdown(digest, { title });
        expect(message.length).toBeLessThanOrEqual(2000);
        expect(message).not.toMatch(/@everyone|@here|(?<!\\)<@|javascript:/);
        // oxlint-disable-next-line no-control-regex
        expect(message).not.toMatch(/[\0-\u0009\u000b-\u001f\u202e]/);
        expect(() => encodeURIComponent(message)).not.toThrow();
      }),
      { seed: 21, numRuns: 300 },
    );
  });

  it('says how many workflows it left out', () => {
    const names = Array.from(
      { length: 30 },
      (_, i) => `Build and test everything, part ${i}`,
    );
    const digest = summarize(
      historyOf({
        from: previous.start,
        to: window.end,
        runs: 900,
        workflows: names,
      }),
      { window, previous, now },
    );
    const message = toMarkdown(digest);
    const rows = message
      .split('\n')
      .filter((line) => line.startsWith('**Build'));
    expect(rows.length).toBeGreaterThan(3);
    expect(message).toContain(`…and ${30 - rows.length} more workflows`);
    expect(message.length).toBeLessThanOrEqual(2000);
  });

  it('keeps to a smaller limit', () => {
    expect(toMarkdown(week, { limit: 200 }).length).toBeLessThanOrEqual(200);
  });
});

describe(toText, () => {
  it('reads like this', () => {
    const digest = summarize(
      historyOf({
        from: previous.start,
        to: window.end,
        runs: 80,
        workflows: WORKFLOWS,
      }),
      { window, previous, now },
    );
    expect(toText(digest, { width: 80 })).toMatchInlineSnapshot(`
      "Weekly CI digest
      16–22 Nov 2026 America/Los_Angeles, against the week before

      33 runs (−2.9%), 87.5% success (28 of 32, −9.5 pp), 4 failed, 1 cancelled
      average 3m 10s (−28%), p50 2m 49s (−28%), p95 5m 50s (−34%)
      queue 12s, execution 2m 58s
      red to green in 20h 04m on average (n = 5), 1 re-run, 1 flaky commit

      runs per day      █▇██▆▄▄
      failures          ▄ ▄   █
      p50               ▄▆▅▄▃█▃
                        Mon to Sun

      workflow            runs      ok      p50      p95 last 29 runs
      Nightly E2E           12   90.9%   4m 13s     n<20 ▆▇▅▂▅▆▃▇▄▄▆▄▃▂▄▅█▄x▃▄▃▅▃-▅▂▄▄
      Client Deploy         11   90.9%   1m 50s     n<20 ▅▃▄▃▃▃▃▇▃▆▃▆▅▃▄▄▃x▄
      Diagnose on Demand    10   80.0%   3m 08s     n<20 ▃▄▇▇▅-▅x▃▄▅▄x▃▇▅▃x
      "
    `);
  });

  it('keeps to its width and moves no cursor, whatever the input', () => {
    fc.assert(
      fc.property(
        hostile,
        fc.integer({ min: 40, max: 200 }),
        (digest, width) => {
          const plain = toText(digest, { width });
          // oxlint-disable-next-line no-control-regex
          expect(plain).not.toMatch(/[\0-\u0009\u000b-\u001f\u007f-\u009f]/);
          for (const line of plain.split('\n')) {
            const visible = [...line.replace(/\p{Mn}/gu, '')];
            expect(visible.length).toBeLessThanOrEqual(width);
          }
          expect(
            stripVTControlCharacters(toText(digest, { width, color: true })),
          ).toBe(plain);
        },
      ),
      { seed: 22, numRuns: 200 },
    );
  });

  it('says in letters what it says in colour', () => {
    const colored = toText(week, { color: true });
    expect(colored).toContain('\u001b[31mx\u001b[39m');
    expect(toText(week)).toContain('x');
  });
});

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
