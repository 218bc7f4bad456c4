import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Attempt } from '../attempts/attempt.ts';
import { type Given, given } from '../testing/attempts.ts';
import {
  calendarDay,
  previousWindow,
  scheduledWindow,
  SETTLE_MS,
  type Window,
} from '../time/window.ts';
import { caveats, timeLimitPhrase } from '../wording/phrases.ts';
import type { Coverage } from './coverage.ts';
import { summarize, type SummarizeOptions } from './summarize.ts';

// What a digest over the list of the last attempts gets wrong, on Wednesday 18 November 2026, in UTC.

const window = calendarDay('UTC', '2026-11-18T12:00:00Z');
const previous = previousWindow(window);
const at = (time: string, date = '18'): string => `2026-11-${date}T${time}:00Z`;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function day(
  attempts: readonly Attempt[],
  more: Partial<SummarizeOptions> = {},
) {
  return summarize(attempts, { window, now: window.end, ...more });
}

describe('every attempt counts, by its end', () => {
  const failed = given({ at: at('23:30', '17'), runId: 1, outcome: 'failure' });
  const rerun = given({
    at: at('09:00'),
    runId: 1,
    attempt: 2,
    createdAt: failed.createdAt,
  });

  it('shows the failure of last night and the success of this morning', () => {
    const both = [failed, rerun];
    const night = day(both, { window: previous, now: previous.end });
    expect(night.total.attempts).toMatchObject({ failure: 1, success: 0 });
    expect(night.allGreen).toBe(false);
    const morning = day(both);
    expect(morning.total.attempts).toMatchObject({ failure: 0, success: 1 });
    // A list of last attempts hides the failure for ever.
    const naive = day([rerun], { window: previous, now: previous.end });
    expect(naive.total.attempts.failure).toBe(0);
  });

  it('counts the re-run of a run that was created a week ago', () => {
    const old = given({
      at: at('10:00'),
      attempt: 2,
      createdAt: at('10:00', '11'),
    });
    expect(day([old]).total.attempts.success).toBe(1);
  });
});

describe('a closed window', () => {
  const crossing = given({ at: at('23:50'), minutes: 30, runId: 9 });
  const running = { ...crossing, status: 'in_progress', conclusion: null };

  it('counts what crossed its end as running, then and later', () => {
    const then = day([running]);
    const later = day([crossing], { now: at('12:00', '25') });
    expect(later).toStrictEqual(then);
    expect(then.total.attempts).toMatchObject({ total: 0, running: 1 });
  });

  it('stays as it was reported; what arrives late is listed once, as a correction', () => {
    const known = given({
      at: at('10:00'),
      runId: 1,
      recordedAt: at('10:10'),
    });
    const late = given({
      at: at('11:00'),
      runId: 2,
      outcome: 'failure',
      recordedAt: at('07:00', '20'),
    });
    const reported = day([known]);
    expect(day([known, late], { now: at('08:00', '21') })).toStrictEqual(
      reported,
    );
    const days = ['19', '20', '21'].map((date) => {
      const one = calendarDay('UTC', at('12:00', date));
      return summarize([known, late], { window: one, now: one.end });
    });
    expect(days.map(({ corrections }) => corrections.length)).toStrictEqual([
      0, 1, 0,
    ]);
    expect(days.map(({ total }) => total.attempts.total)).toStrictEqual([
      0, 0, 0,
    ]);
  });

  it('waits for what arrives just after its end', () => {
    const justAfter = new Date(Date.parse(window.end) + SETTLE_MS - 1000);
    const attempt = given({ at: at('23:40'), recordedAt: justAfter });
    expect(day([attempt]).total.attempts.success).toBe(1);
  });

  it('holds an attempt in exactly one scheduled window or correction, whenever it is recorded', () => {
    const due = [0, 24, 48, 120, 144].map(
      (hours) => Date.parse(window.start) + hours * HOUR,
    );
    const windows = due
      .slice(1)
      .map((to, index) =>
        scheduledWindow({ from: due[index] ?? to, to, zone: 'UTC' }),
      );
    const minutes = fc.integer({ min: 1, max: 143 * 60 });
    fc.assert(
      fc.property(minutes, fc.integer({ min: 0, max: 3000 }), (end, delay) => {
        const ended = Date.parse(window.start) + end * MINUTE;
        const recorded = ended + delay * MINUTE;
        fc.pre(recorded < (due.at(-1) ?? 0));
        const attempt = given({
          at: new Date(ended - MINUTE).toISOString(),
          minutes: 1,
          recordedAt: recorded,
        });
        const seen = windows.map((one) => {
          const digest = summarize([attempt], { window: one, now: one.end });
          return digest.total.attempts.total + digest.corrections.length;
        });
        expect(seen.reduce((sum, n) => sum + n, 0)).toBe(1);
      }),
      { seed: 41, numRuns: 300 },
    );
  });
});

describe('green', () => {
  const success = given({ at: at('10:00') });

  it('needs a success, no failure, and nothing missing', () => {
    expect(day([success]).allGreen).toBe(true);
    expect(day([]).allGreen).toBe(false);
    const cancelled = given({ at: at('10:00'), outcome: 'cancelled' });
    expect(day([cancelled]).allGreen).toBe(false);
    expect(day([success], { partial: 'one page is missing' }).allGreen).toBe(
      false,
    );
    expect(day([success], { coverage: [] }).allGreen).toBe(false);
    const second = given({ at: at('11:00'), attempt: 2 });
    expect(day([success, second]).allGreen).toBe(false);
  });

  it('is not a week whose runs are all cancelled at the same minute', () => {
    const cancelled = [1, 2, 3, 4].map((hour) =>
      given({
        at: at(`0${hour}:00`),
        minutes: 30 + hour / 10,
        outcome: 'cancelled',
      }),
    );
    const { timeLimits, allGreen } = day(cancelled);
    expect(allGreen).toBe(false);
    expect(timeLimits.map(timeLimitPhrase)).toStrictEqual([
      "4 cancelled after 30m: the job's time limit?",
    ]);
    const byHand = [3, 12, 30, 55].map((minutes) =>
      given({ at: at('10:00'), minutes, outcome: 'cancelled' }),
    );
    expect(day(byHand).timeLimits).toStrictEqual([]);
  });
});

describe('red and recovered', () => {
  let runs = 0;
  const run = (
    runNumber: number,
    end: string,
    outcome: string,
    more: Partial<Given> = {},
  ) =>
    given({
      at: at(end),
      minutes: 0,
      runId: 1000 + (runs += 1),
      runNumber,
      workflowId: 7,
      outcome,
      ...more,
    });
  const green = run(1, '01:00', 'success');

  it('an older run that passes late does not clear a newer failure', () => {
    const digest = day([
      green,
      run(3, '10:00', 'failure'),
      run(2, '11:00', 'success'),
    ]);
    expect(digest.openRed).toMatchObject([
      { since: '2026-11-18T10:00:00.000Z' },
    ]);
    expect(digest.total.recovery.n).toBe(0);
  });

  it('an older run that fails late does not turn a newer success red', () => {
    const digest = day([
      green,
      run(3, '10:00', 'success'),
      run(2, '11:00', 'failure'),
    ]);
    expect(digest.openRed).toStrictEqual([]);
  });

  it('the re-run of an older run does not clear a newer failure, that of the newest does', () => {
    const again = (runId: number, runNumber: number) =>
      run(runNumber, '12:00', 'success', {
        runId,
        attempt: 2,
        createdAt: at('09:00'),
      });
    const failures = [
      run(2, '09:00', 'failure', { runId: 2 }),
      run(3, '10:00', 'failure', { runId: 3 }),
    ];
    expect(day([green, ...failures, again(2, 2)]).openRed).toHaveLength(1);
    const recovered = day([green, ...failures, again(3, 3)]);
    expect(recovered.openRed).toStrictEqual([]);
    expect(recovered.total.recovery).toMatchObject({ n: 1, p50Ms: 3 * HOUR });
  });

  it('a success in one environment does not clear a failure in another', () => {
    const to = (target: string): Partial<Given> => ({
      deploy: { target, kind: 'deploy' },
      branch: 'release',
    });
    const digest = day([
      run(2, '10:00', 'failure', to('client/production')),
      run(3, '11:00', 'success', to('client/staging')),
    ]);
    expect(digest.openRed).toMatchObject([{ target: 'client/production' }]);
  });

  it('pull requests neither break nor repair the default branch', () => {
    const request = { event: 'pull_request', branch: 'main' };
    expect(
      day([green, run(2, '10:00', 'failure', request)]).openRed,
    ).toStrictEqual([]);
    expect(
      day([
        green,
        run(2, '10:00', 'failure'),
        run(3, '11:00', 'success', request),
      ]).openRed,
    ).toHaveLength(1);
  });

  it('two workflows of one name are two rows, distinguished by their file', () => {
    const digest = day([
      run(5, '10:00', 'failure', { workflowPath: '.github/workflows/ci.yml' }),
      run(6, '11:00', 'success', {
        workflowId: 8,
        workflowPath: '.github/workflows/old-ci.yml',
      }),
    ]);
    expect(digest.workflows.map(({ workflow }) => workflow)).toStrictEqual([
      'Client Deploy (ci.yml)',
      'Client Deploy (old-ci.yml)',
    ]);
    expect(digest.openRed).toHaveLength(1);
  });
});

describe('a change', () => {
  const runs = (
    n: number,
    date: string,
    workflow: string,
    minutes: number,
  ): Attempt[] =>
    Array.from({ length: n }, (_, index) =>
      given({
        at: at('10:00', date),
        workflow,
        minutes: minutes * (1 + (index % 5) / 20),
      }),
    );

  it('does not follow the mix: more runs of a slow workflow make nothing slower', () => {
    const digest = day(
      [
        ...runs(40, '17', 'Quick', 1),
        ...runs(10, '17', 'Slow', 60),
        ...runs(10, '18', 'Quick', 1),
        ...runs(40, '18', 'Slow', 60),
      ],
      { previous },
    );
    expect(digest.change.p50Percent).toStrictEqual({
      kind: 'none',
      why: 'unclear',
    });
    // The medians of the totals would claim it to be many times as slow.
    expect(digest.total.durations.total.p50Ms).toBeGreaterThan(50 * MINUTE);
  });

  it('leaves out workflows that ran on one side only', () => {
    const digest = day(
      [
        ...runs(20, '17', 'Old', 5),
        ...runs(20, '18', 'Old', 10),
        ...runs(500, '18', 'New', 1),
      ],
      { previous },
    );
    expect(digest.change.p50Percent).toMatchObject({
      kind: 'changed',
      before: 20,
      after: 20,
    });
    expect(digest.change.attemptsPercent).toStrictEqual({
      kind: 'none',
      why: 'unclear',
    });
  });

  it('comes with an interval that holds its value and excludes no change', () => {
    const samples = fc.array(fc.integer({ min: 1, max: 90 }), {
      minLength: 0,
      maxLength: 40,
    });
    fc.assert(
      fc.property(samples, samples, (before, after) => {
        const list = (minutes: number[], date: string) =>
          minutes.map((length) =>
            given({ at: at('10:00', date), minutes: length }),
          );
        const { change } = day([...list(before, '17'), ...list(after, '18')], {
          previous,
        });
        for (const one of Object.values(change)) {
          if (one.kind === 'none') continue;
          expect(one.low).toBeLessThanOrEqual(one.value);
          expect(one.high).toBeGreaterThanOrEqual(one.value);
          expect(one.low > 0 === one.high > 0).toBe(true);
          expect(Math.min(one.before, one.after)).toBeGreaterThanOrEqual(5);
        }
      }),
      { seed: 42, numRuns: 300 },
    );
  });

  it('is claimed by chance at most once in twenty times', () => {
    let claimed = 0;
    const coin = (seed: number, index: number): number =>
      Math.abs(Math.sin(seed * 12.9898 + index * 78.233) * 43_758.5453) % 1;
    const trials = 400;
    for (let seed = 1; seed <= trials; seed += 1) {
      const side = (date: string, offset: number) =>
        Array.from({ length: 30 }, (_, index) =>
          given({
            at: at('10:00', date),
            minutes: 5 + 20 * coin(seed, offset + index),
            outcome:
              coin(seed, 500 + offset + index) < 0.2 ? 'failure' : 'success',
          }),
        );
      const { change } = day([...side('17', 0), ...side('18', 100)], {
        previous,
      });
      if (change.successRatePoints.kind === 'changed') claimed += 1;
    }
    expect(claimed / trials).toBeLessThan(0.06);
  });
});

describe('what is not known', () => {
  const attempt = given({ at: at('10:00'), workflowId: 7 });
  const known = (
    from: string,
    to: string,
    how: Coverage['how'] = 'webhook',
  ): Coverage => ({ workflowId: 7, from: at(from), to: at(to), how });

  it('is stated as gaps, and nothing is compared then', () => {
    const digest = day([attempt], {
      previous,
      coverage: [
        {
          workflowId: 7,
          from: previous.start,
          to: at('08:00'),
          how: 'webhook',
        },
        known('09:00', '12:00'),
        { workflowId: 7, from: at('12:00'), to: window.end, how: 'webhook' },
      ],
    });
    expect(digest.quality.gaps).toStrictEqual([
      {
        workflow: 'Client Deploy',
        from: '2026-11-18T08:00:00.000Z',
        to: '2026-11-18T09:00:00.000Z',
      },
    ]);
    expect(caveats(digest)).toContain(
      'no data from Wed 18 Nov 08:00 to Wed 18 Nov 09:00',
    );
    expect(digest.change.p50Percent).toStrictEqual({
      kind: 'none',
      why: 'partial',
    });
  });

  it('is nothing if the window is covered, whatever is missing before it', () => {
    const digest = day([attempt], {
      previous,
      coverage: [
        {
          workflowId: null,
          from: window.start,
          to: window.end,
          how: 'webhook',
        },
      ],
    });
    expect(digest.quality).toMatchObject({ gaps: [], rerunsUnseen: false });
    expect(digest.allGreen).toBe(true);
    // The window before is not covered.
    expect(digest.change.p50Percent).toMatchObject({ why: 'partial' });
  });

  it('includes the re-runs of old runs that a list does not show, and the rate limit', () => {
    const digest = day([attempt], {
      coverage: [
        { workflowId: null, from: window.start, to: window.end, how: 'list' },
      ],
      rateLimitedUntil: at('14:30'),
    });
    expect(digest.quality.rerunsUnseen).toBe(true);
    expect(caveats(digest)).toEqual(
      expect.arrayContaining([
        "GitHub's rate limit is used up until Wed 18 Nov 14:30",
        're-runs of older runs are not seen without webhooks',
      ]),
    );
    expect(digest.allGreen).toBe(false);
  });

  it('counts how the ends are known', () => {
    const ended = (endKnownBy: Attempt['endKnownBy']) =>
      given({ at: at('10:00'), endedAt: at('10:07'), endKnownBy });
    const digest = day([
      ended('webhook'),
      ended('jobs'),
      ended('updated_at'),
      ended('guess'),
    ]);
    expect(digest.quality).toMatchObject({
      endFromWebhook: 1,
      endFromJobs: 1,
      endFromUpdatedAt: 1,
      endGuessed: 1,
    });
    // A guess gives no length.
    expect(digest.total.durations.total).toMatchObject({
      n: 3,
      p50Ms: 7 * MINUTE,
    });
  });
});

describe('jobs and flaky candidates', () => {
  const withJob = (
    more: Partial<Given>,
    job: string,
    conclusion: string,
    minutes: number,
  ) => {
    const attempt = given({ at: at('10:00'), ...more });
    const start = Date.parse(String(attempt.startedAt));
    return {
      ...attempt,
      jobs: [
        {
          name: job,
          createdAt: start,
          startedAt: start + MINUTE,
          completedAt: start + (1 + minutes) * MINUTE,
          conclusion,
        },
      ],
    };
  };
  const attempts = [
    withJob({ runId: 1, sha: 'a', outcome: 'failure' }, 'e2e', 'failure', 12),
    withJob(
      { runId: 1, sha: 'a', attempt: 2, at: at('11:00') },
      'e2e',
      'success',
      10,
    ),
    withJob({ runId: 2, sha: 'b' }, 'lint', 'success', 1),
  ];

  it('names the job and what its failures cost', () => {
    const { flakyCandidates, total } = day(attempts);
    expect(flakyCandidates).toMatchObject([
      { job: 'e2e', sha: 'a', failures: 1, lostMs: 13 * MINUTE },
    ]);
    expect(total).toMatchObject({ flaky: 1, flakyMs: 13 * MINUTE });
  });

  it('ranks the most failing and the slowest jobs, with their queue', () => {
    const { failingJobs, slowestJobs } = day(attempts);
    expect(failingJobs).toMatchObject([
      {
        job: 'e2e',
        failure: 1,
        successRate: { n: 2, percent: 50 },
        queue: { n: 2, p50Ms: MINUTE },
      },
    ]);
    expect(slowestJobs.map(({ job }) => job)).toStrictEqual(['e2e', 'lint']);
  });

  it('does not call a deploy flaky that failed in staging and passed in production', () => {
    const deploy = (target: string): Partial<Given> => ({
      sha: 'a',
      deploy: { target, kind: 'deploy' },
    });
    expect(
      day([
        given({ at: at('10:00'), outcome: 'failure', ...deploy('c/staging') }),
        given({ at: at('11:00'), ...deploy('c/production') }),
      ]).flakyCandidates,
    ).toStrictEqual([]);
  });
});

describe('delivery figures', () => {
  const deploy = (
    runNumber: number,
    end: string,
    more: Partial<Given> & { kind?: 'deploy' | 'redeploy' | 'rollback' } = {},
  ) => {
    const { kind = 'deploy', ...rest } = more;
    return given({
      at: at(end),
      minutes: 0,
      runNumber,
      workflowId: 7,
      committedAt: Date.parse(at(end)) - 2 * HOUR,
      deploy: { target: 'client/production', kind },
      ...rest,
    });
  };

  it('are frequency, lead time, change failure rate and time to recover, with their n', () => {
    const [total, target] = day([
      deploy(1, '08:00'),
      deploy(2, '09:00', { outcome: 'failure' }),
      deploy(3, '10:30'),
      // It worked, and was rolled back.
      deploy(4, '12:00', { committedAt: at('06:00') }),
      deploy(5, '12:20', { kind: 'rollback' }),
      deploy(6, '13:00', { outcome: 'cancelled' }),
    ]).deploys;
    expect(total?.target).toBeNull();
    expect(target).toMatchObject({
      target: 'client/production',
      successRate: { n: 4, success: 3, percent: 75 },
      perDay: 3,
      leadTime: { n: 3, p50Ms: 2 * HOUR, maxMs: 6 * HOUR },
      changeFailure: { n: 4, failed: 2, percent: 50 },
      timeToRecover: { n: 1, p50Ms: 1.5 * HOUR },
    });
  });

  it('are absent if nothing deploys', () => {
    expect(day([given({ at: at('10:00') })]).deploys).toStrictEqual([]);
  });
});

describe('twelve weeks', () => {
  it('end with the window, and are blank for what is not covered', () => {
    const week: Window = scheduledWindow({
      from: at('00:00', '12'),
      to: at('00:00', '19'),
      zone: 'UTC',
    });
    const { weeks } = summarize(
      [given({ at: at('10:00', '18') }), given({ at: at('10:00', '10') })],
      {
        window: week,
        now: week.end,
        coverage: [
          {
            workflowId: null,
            from: '2026-10-29T00:00:00Z',
            to: week.end,
            how: 'webhook',
          },
        ],
      },
    );
    expect(weeks).toHaveLength(12);
    expect(weeks.map(({ attempts }) => attempts)).toStrictEqual([
      ...Array<null>(9).fill(null),
      0,
      1,
      1,
    ]);
    expect(weeks.at(-1)?.end).toBe(week.end);
  });
});
