import * as fc from 'fast-check';
import { summarize } from '../figures/summarize.ts';
import { isoWeek, previousWindow } from '../time/window.ts';
import { given, historyOf } from './attempts.ts';

export const window = isoWeek('America/Los_Angeles', '2026-11-18T12:00:00Z');
export const previous = previousWindow(window);
export const now = window.end;

/** An ordinary week. */
export const week = summarize(
  historyOf({
    from: previous.start,
    to: window.end,
    runs: 300,
    workflows: ['Client Deploy', 'Diagnose on Demand', 'Nightly E2E'],
  }),
  { window, previous, now },
);

/** Any text in every place that takes text from outside. */
export const hostileDigests = fc
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
      { window, previous, now, partial: runs[0]?.workflow },
    ),
  );
