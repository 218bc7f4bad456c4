import { describe, expect, it } from 'vitest';
import type { Attempt } from '../attempts/attempt.ts';
import { type Given, given } from '../testing/attempts.ts';
import { calendarDay, isoWeek, previousWindow } from '../time/window.ts';
import { altText } from '../wording/alt-text.ts';
import { summarize, type SummarizeOptions } from './summarize.ts';

// Ways in which digests lie, each worked by hand on one day: Wednesday 18 November 2026, in UTC.

const window = calendarDay('UTC', '2026-11-18T12:00:00Z');
const now = '2026-11-19T00:00:00Z';

function day(runs: readonly Attempt[], more: Partial<SummarizeOptions> = {}) {
  return summarize(runs, { window, now, ...more });
}

const at = (time: string, date = '18'): string => `2026-11-${date}T${time}:00Z`;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('1: created_at stays when a run is re-run', () => {
  it('times the second attempt from its own start', () => {
    const digest = day([
      given({ at: at('10:00'), runId: 1, outcome: 'failure', minutes: 5 }),
      given({
        at: at('15:00'),
        runId: 1,
        attempt: 2,
        createdAt: at('10:00'),
        minutes: 7,
      }),
    ]);
    expect(digest.total.durations.total.averageMs).toBe(7 * MINUTE);
    expect(digest.total.attempts.total).toBe(2);
    expect(digest.total.runs.total).toBe(1);
  });

  it('gives no length to a re-run whose own start is not known', () => {
    const digest = day([
      given({
        at: at('15:00'),
        attempt: 2,
        createdAt: at('10:00'),
        startedAt: null,
      }),
    ]);
    expect(digest.total.runs.success).toBe(1);
    expect(digest.total.durations.total.n).toBe(0);
    expect(digest.quality.endGuessed).toBe(1);
  });
});

describe('2: updated_at is not the end', () => {
  it('ends with the last job, where jobs are given', () => {
    const digest = day([
      given({
        at: at('10:00'),
        minutes: 600,
        jobs: [
          [1, 4],
          [4, 9],
        ],
      }),
    ]);
    expect(digest.total.durations.total.averageMs).toBe(9 * MINUTE);
    expect(digest.quality).toMatchObject({
      endFromJobs: 1,
      endFromUpdatedAt: 0,
    });
  });

  it('states that it had to use it', () => {
    const digest = day([given({ at: at('10:00'), minutes: 9 })]);
    expect(digest.total.durations.total.averageMs).toBe(9 * MINUTE);
    expect(digest.quality.endFromUpdatedAt).toBe(1);
    expect(altText(digest)).toContain('timed by last update');
  });

  it('does not take the moment of the re-run for the end of the attempt before', () => {
    const digest = day([
      given({
        at: at('10:00'),
        runId: 1,
        outcome: 'failure',
        updatedAt: at('15:00'),
      }),
      given({ at: at('15:00'), runId: 1, attempt: 2, createdAt: at('10:00') }),
    ]);
    expect(digest.total.failedDurations.n).toBe(0);
    expect(digest.total.attempts.failure).toBe(1);
  });

  it('does not believe in runs of more than 35 days, which GitHub would have ended', () => {
    const digest = day([
      given({ at: '2026-08-18T10:00:00Z', updatedAt: at('10:00') }),
    ]);
    expect(digest.total.runs.total).toBe(0);
  });
});

describe('3: re-running failed jobs lists the untouched jobs with their old times', () => {
  it('uses only jobs that began with the attempt', () => {
    const digest = day([
      given({
        at: at('15:00'),
        attempt: 2,
        createdAt: at('10:00'),
        // The first two ran at 10:00, five hours before.
        jobs: [
          [-300, -290],
          [-290, -280],
          [2, 8],
        ],
      }),
    ]);
    const { total, execution } = digest.total.durations;
    expect(total.averageMs).toBe(8 * MINUTE);
    expect(execution.averageMs).toBe(6 * MINUTE);
    expect(digest.total.runnerTime.ms).toBe(6 * MINUTE);
  });
});

describe('4: run_started_at is before the queue and the approval', () => {
  it('splits queue, approval and execution, which add up to the total', () => {
    // Waits 3 for a runner, builds 3 to 8, waits 30 for an approval and 2 for a runner, deploys 40 to 45.
    const digest = day([
      given({
        at: at('10:00'),
        jobs: [
          [3, 8],
          [40, 45],
        ],
        approvalWaitMs: 30 * MINUTE,
      }),
    ]);
    const { total, queue, approval, execution } = digest.total.durations;
    expect(total.averageMs).toBe(45 * MINUTE);
    expect(queue.averageMs).toBe(5 * MINUTE);
    expect(approval.averageMs).toBe(30 * MINUTE);
    expect(execution.averageMs).toBe(10 * MINUTE);
  });

  it('counts jobs side by side once in execution and each in job time', () => {
    const digest = day([
      given({
        at: at('10:00'),
        jobs: [
          [1, 11],
          [1, 6],
          [4, 9],
        ],
      }),
    ]);
    expect(digest.total.durations.execution.averageMs).toBe(10 * MINUTE);
    expect(digest.total.runnerTime.ms).toBe(20 * MINUTE);
  });

  it('does not invent a split without jobs', () => {
    const { durations } = day([given({ at: at('10:00') })]).total;
    expect([
      durations.queue.n,
      durations.approval.n,
      durations.execution.n,
    ]).toStrictEqual([0, 0, 0]);
  });
});

describe('5: the latest attempt alone hides flakiness, all attempts punish for it', () => {
  it('gives both, and the flaky commit', () => {
    const digest = day([
      given({ at: at('10:00'), runId: 1, sha: 'a', outcome: 'failure' }),
      given({
        at: at('11:00'),
        runId: 1,
        sha: 'a',
        attempt: 2,
        createdAt: at('10:00'),
      }),
      given({ at: at('12:00'), runId: 2, sha: 'b' }),
    ]);
    expect(digest.total.successRate).toStrictEqual({
      n: 3,
      success: 2,
      percent: 66.7,
    });
    expect(digest.total.runSuccessRate).toStrictEqual({
      n: 2,
      success: 2,
      percent: 100,
    });
    expect(digest.total).toMatchObject({ reruns: 1, flaky: 1 });
  });

  it('finds a flaky commit over two runs too, but not over two workflows or if it only broke', () => {
    const digest = day([
      given({ at: at('10:00'), sha: 'a', outcome: 'failure' }),
      given({ at: at('11:00'), sha: 'a' }),
      given({ at: at('10:00'), sha: 'b', outcome: 'failure' }),
      given({ at: at('11:00'), sha: 'b', workflow: 'Other' }),
      given({ at: at('12:00'), sha: 'c' }),
      given({ at: at('13:00'), sha: 'c', outcome: 'failure' }),
    ]);
    expect(digest.total.flaky).toBe(1);
  });

  it('counts earlier attempts that it does not know', () => {
    const digest = day([given({ at: at('10:00'), attempt: 3 })]);
    expect(digest.quality.missingAttempts).toBe(2);
    expect(altText(digest)).toContain('2 earlier attempts not known');
  });
});

describe('6: what has no result is not a failure', () => {
  it('keeps it out of the rate and shows it apart', () => {
    const outcomes = [
      ...Array<string>(5).fill('success'),
      'failure',
      'timed_out',
      'startup_failure',
      'cancelled',
      'cancelled',
      'skipped',
      'neutral',
      'stale',
      'action_required',
      'something_new',
      'running',
    ];
    const digest = day(
      outcomes.map((outcome) => given({ at: at('10:00'), outcome })),
    );
    expect(digest.total.runs).toStrictEqual({
      total: 15,
      success: 5,
      failure: 3,
      cancelled: 2,
      skipped: 1,
      other: 4,
      running: 1,
    });
    expect(digest.total.successRate).toStrictEqual({
      n: 8,
      success: 5,
      percent: 62.5,
    });
    expect(altText(digest)).toContain(
      '3 failed, 2 cancelled, 1 skipped, 4 other, 1 still running',
    );
  });
});

describe('7: a list that was cut short', () => {
  it('is stated in every rendering, and nothing is compared', () => {
    const runs = [17, 18].flatMap((date) =>
      Array.from({ length: 30 }, () =>
        given({ at: at('10:00', String(date)) }),
      ),
    );
    const previous = previousWindow(window);
    expect(day(runs, { previous }).change.attemptsPercent).toStrictEqual({
      kind: 'none',
      why: 'unclear',
    });
    const cut = day(runs, {
      previous,
      partial: '1,000 runs are listed at most',
    });
    const partial = { kind: 'none', why: 'partial' };
    expect(cut.change.attemptsPercent).toStrictEqual(partial);
    expect(cut.workflows[0]?.change.p50Percent).toStrictEqual(partial);
    expect(cut.allGreen).toBe(false);
    expect(altText(cut)).toContain('Partial: 1,000 runs');
  });

  it('counts a run once that two pages hold, in its finished state', () => {
    const digest = day([
      given({ at: at('10:00'), runId: 1, outcome: 'running' }),
      given({ at: at('10:00'), runId: 1 }),
      given({ at: at('10:00'), runId: 1, outcome: 'running', minutes: 60 }),
    ]);
    expect(digest.total.attempts).toMatchObject({ total: 1, success: 1 });
  });
});

describe('8: a run belongs to the window in which it ended', () => {
  it('finds the run that began before, and the re-run of an old run', () => {
    const digest = day([
      given({ at: at('23:50', '17'), minutes: 20 }),
      given({ at: at('10:00'), attempt: 2, createdAt: '2026-11-02T10:00:00Z' }),
      given({ at: at('23:50'), minutes: 20 }),
    ]);
    expect(digest.total.runs.total).toBe(2);
  });

  it('counts a run that still runs as running, not as nothing', () => {
    const digest = day([given({ at: at('23:50'), outcome: 'running' })]);
    expect(digest.total.runs).toMatchObject({ total: 0, running: 1 });
    expect(digest.total.successRate.percent).toBeNull();
  });
});

describe('9: windows are half-open days of a zone', () => {
  it('puts midnight into the day that begins', () => {
    const digest = day([
      given({ at: at('23:50', '17'), minutes: 10 }),
      given({ at: at('23:50', '18'), minutes: 10 }),
    ]);
    expect(digest.total.runs.total).toBe(1);
    expect(digest.buckets[0]).toMatchObject({ success: 1 });
  });

  it('never is a week ahead on a Sunday evening', () => {
    const week = isoWeek('America/Los_Angeles', '2026-11-23T04:00:00Z');
    const digest = summarize([given({ at: '2026-11-22T20:00:00Z' })], {
      window: week,
      now: '2026-11-23T04:00:00Z',
    });
    expect(digest.total.runs.total).toBe(1);
    expect(digest.complete).toBe(false);
    expect(altText(digest)).toContain('16–22 Nov 2026 (America/Los_Angeles)');
  });
});

describe('10: small numbers', () => {
  const many = (n: number, date: string, outcome = 'success', minutes = 10) =>
    Array.from({ length: n }, () =>
      given({ at: at('10:00', date), outcome, minutes }),
    );

  it('gives no p95 below 20 samples, but the maximum and n', () => {
    const few = day(many(19, '18')).total.durations.total;
    expect(few).toMatchObject({ n: 19, p95Ms: null, maxMs: 10 * MINUTE });
    expect(day(many(20, '18')).total.durations.total.p95Ms).toBe(10 * MINUTE);
    expect(altText(day(many(19, '18')))).toContain(
      'max 10m (n = 19, too few for p95)',
    );
  });

  it('compares nothing with fewer than five on a side', () => {
    const previous = previousWindow(window);
    const change = (before: number, after: number) =>
      day([...many(before, '17', 'success', 60), ...many(after, '18')], {
        previous,
      }).change;
    const tooFew = { kind: 'none', why: 'too_few' };
    for (const [before, after] of [
      [4, 10],
      [10, 4],
    ] as const)
      expect(change(before, after)).toMatchObject({
        attemptsPercent: tooFew,
        successRatePoints: tooFew,
        p50Percent: tooFew,
      });
    expect(change(5, 5)).toMatchObject({
      attemptsPercent: { kind: 'none', why: 'unclear' },
      p50Percent: { kind: 'changed', before: 5, after: 5 },
      p95Percent: tooFew,
    });
  });

  it('compares rates in points, and only shows what chance does not explain', () => {
    const rates = (n: number) =>
      day(
        [
          ...many(9 * n, '17'),
          ...many(n, '17', 'failure'),
          ...many(6 * n, '18'),
          ...many(4 * n, '18', 'failure'),
        ],
        { previous: previousWindow(window) },
      ).change.successRatePoints;
    expect(rates(1)).toStrictEqual({ kind: 'none', why: 'unclear' });
    expect(rates(10)).toMatchObject({ kind: 'changed', value: -30 });
  });

  it('does not compare how much ran with a window that is not over', () => {
    const digest = day([...many(10, '17'), ...many(10, '18', 'success', 5)], {
      previous: previousWindow(window),
      now: at('18:00'),
    });
    expect(digest.change).toMatchObject({
      attemptsPercent: { kind: 'none', why: 'open' },
      p50Percent: { kind: 'changed', value: -50 },
    });
  });

  it('never rounds to 100% what is not', () => {
    const digest = day([...many(3999, '18'), ...many(1, '18', 'failure')]);
    expect(altText(digest)).toContain('99.9% success (3,999 of 4,000)');
  });
});

describe('11: recovery', () => {
  const red = (hour: string, more: Partial<Given> = {}, date = '18') =>
    given({ at: at(hour, date), outcome: 'failure', minutes: 0, ...more });
  const green = (hour: string, more: Partial<Given> = {}, date = '18') =>
    given({ at: at(hour, date), minutes: 0, ...more });

  it('is from the first red to the next green on the default branch, for episodes closed in the window', () => {
    const digest = day([
      green('22:00', {}, '17'),
      red('23:00', {}, '17'),
      red('00:30'),
      green('02:00'),
      red('10:00', { branch: 'feature' }),
      green('18:00', { branch: 'feature' }),
      red('12:00', { event: 'pull_request' }),
      red('20:00'),
      given({ at: at('20:30'), outcome: 'cancelled' }),
    ]);
    expect(digest.total.recovery).toMatchObject({ n: 1, averageMs: 3 * HOUR });
    expect(digest.openRed).toStrictEqual([
      {
        workflow: 'Client Deploy',
        target: null,
        since: '2026-11-18T20:00:00.000Z',
        ageMs: 4 * HOUR,
        atLeast: false,
        failures: 1,
        url: expect.stringContaining('https://'),
      },
    ]);
  });

  it('is nothing, not zero, without an episode', () => {
    expect(day([green('10:00')]).total.recovery).toMatchObject({
      n: 0,
      averageMs: null,
    });
  });

  it('says "at least" if no success is known before', () => {
    const digest = day([red('10:00'), red('11:00')]);
    expect(digest.openRed[0]).toMatchObject({ atLeast: true, failures: 2 });
    expect(digest.total.longestFailureStreak).toBe(2);
    expect(altText(digest)).toMatch(/failing for at least 14h, 2 failures/);
  });

  it('keeps a workflow that is red and did not run in the window', () => {
    const digest = day([green('10:00', {}, '15'), red('10:00', {}, '16')]);
    expect(digest.workflows[0]).toMatchObject({
      workflow: 'Client Deploy',
      openRed: { failures: 1 },
    });
    expect(digest.allGreen).toBe(false);
  });

  it('counts streaks per workflow', () => {
    const digest = day([
      red('10:00'),
      red('11:00', { workflow: 'Other' }),
      red('12:00'),
      green('13:00'),
      red('14:00'),
    ]);
    expect(digest.total.longestFailureStreak).toBe(2);
    expect(
      digest.workflows.map((row) => [row.workflow, row.longestFailureStreak]),
    ).toStrictEqual([
      ['Client Deploy', 2],
      ['Other', 1],
    ]);
  });
});

describe('12: a digest that may stay unsent', () => {
  it('knows whether a daily one may stay unsent', () => {
    expect(day([given({ at: at('10:00') })]).allGreen).toBe(true);
    expect(day([given({ at: at('10:00'), outcome: 'failure' })]).allGreen).toBe(
      false,
    );
    // It failed first and passed on the second attempt: green in the end, not all green.
    const rerun = day([
      given({ at: at('10:00'), runId: 1, outcome: 'failure' }),
      given({ at: at('11:00'), runId: 1, attempt: 2 }),
    ]);
    expect(rerun.total.runs.failure).toBe(0);
    expect(rerun.allGreen).toBe(false);
  });

  it('has words for no run at all', () => {
    const digest = day([], { workflows: [{ name: 'Client Deploy' }] });
    expect(digest.total.successRate.percent).toBeNull();
    expect(digest.workflows[0]).toMatchObject({
      workflow: 'Client Deploy',
      latest: null,
    });
    expect(altText(digest)).toContain('No run ended in this window.');
  });
});

describe('13: the workflow that stopped', () => {
  const nightly = (dates: readonly number[], more: Partial<Given> = {}) =>
    dates.map((date) =>
      given({
        at: at('02:00', String(date).padStart(2, '0')),
        event: 'schedule',
        workflow: 'Backup',
        ...more,
      }),
    );

  it('is reported after the longest gap and one more period without a run', () => {
    const digest = day(nightly([9, 10, 11, 12, 13, 14, 15]));
    expect(digest.silent).toStrictEqual([
      {
        workflow: 'Backup',
        lastRunAt: '2026-11-15T02:00:00.000Z',
        basis: 'history',
        expectedAt: '2026-11-16T02:00:00.000Z',
        missed: 3,
      },
    ]);
    expect(altText(digest)).toContain(
      'Backup: did not run as usual: expected Mon 16 Nov 02:00, the last run was Sun 15 Nov 02:00.',
    );
  });

  it('is not reported while it runs, on a weekend, or after a single holiday', () => {
    const silentOn = (date: string, runs: readonly Attempt[]) => {
      const one = calendarDay('UTC', date);
      return summarize(runs, { window: one, now: one.end }).silent;
    };
    const weekdays = nightly([2, 3, 4, 5, 6, 9, 10, 11, 12, 13]);
    expect(day(nightly([13, 14, 15, 16, 17, 18])).silent).toStrictEqual([]);
    expect(silentOn('2026-11-15T12:00:00Z', weekdays)).toStrictEqual([]);
    // The Monday after is a holiday.
    expect(silentOn('2026-11-16T12:00:00Z', weekdays)).toStrictEqual([]);
    expect(silentOn('2026-11-18T12:00:00Z', weekdays)).toHaveLength(1);
  });

  it('is not expected after fewer than five periods, or if it never was regular', () => {
    expect(day(nightly([9, 10, 11, 12, 13])).silent).toStrictEqual([]);
    const pushes = [1, 2, 5, 6, 9, 10, 14].map((date) =>
      given({ at: at('10:00', String(date).padStart(2, '0')) }),
    );
    expect(day(pushes).silent).toStrictEqual([]);
  });

  it('is expected by its own schedule in the zone of the schedule', () => {
    const facts = (cron: string) => ({
      workflows: [
        { name: 'Backup', schedules: [{ cron, zone: 'Europe/Berlin' }] },
      ],
    });
    const runs = nightly([15, 16], { at: at('02:03', '17') });
    expect(day(runs, facts('0 3 * * *')).silent).toMatchObject([
      { basis: 'schedule', expectedAt: '2026-11-18T02:00:00.000Z', missed: 1 },
    ]);
    // The 18th is a Wednesday: the schedule of weekends expects nothing.
    expect(day(runs, facts('0 3 * * 6,0')).silent).toStrictEqual([]);
    expect(day([], facts('30 7 1 * *')).silent).toStrictEqual([]);
    expect(day([], facts('0 3 * * *')).silent).toMatchObject([
      { lastRunAt: null, missed: 1 },
    ]);
  });

  it('gives GitHub an hour to start what is due, and frequent schedules six', () => {
    const facts = (cron: string) => ({
      workflows: [{ name: 'Backup', schedules: [{ cron }] }],
      now: at('06:00'),
    });
    const morning = nightly([17], { at: at('05:31', '17') });
    expect(day(morning, facts('30 5 * * *')).silent).toStrictEqual([]);
    expect(day(morning, facts('30 4 * * *')).silent).toHaveLength(1);
    const hourly = given({
      at: at('03:00'),
      event: 'schedule',
      workflow: 'Backup',
    });
    expect(day([hourly], facts('0 * * * *')).silent).toStrictEqual([]);
    expect(
      day([hourly], { ...facts('0 * * * *'), now: at('12:00') }).silent,
    ).toHaveLength(1);
  });

  it('is not reported if attempts are missing', () => {
    const runs = nightly([9, 10, 11, 12, 13, 14, 15]);
    expect(day(runs, { partial: 'rate limited' }).silent).toStrictEqual([]);
  });
});

describe('14: cost', () => {
  it('is the time of jobs, rounded up per job, with how much of it is known', () => {
    const withJobs = given({
      at: at('10:00'),
      jobs: [
        [0, 4.5],
        [0, 7],
      ],
    });
    const without = given({ at: at('10:00'), minutes: 50 });
    expect(day([withJobs, without]).total.runnerTime).toStrictEqual({
      ms: 11.5 * MINUTE,
      minutes: 12,
      known: 1,
      of: 2,
    });
  });
});

describe('15: the actor is the bot', () => {
  it('counts by the requester', () => {
    const digest = day([
      given({ at: at('10:00'), requester: 'ada' }),
      given({ at: at('11:00'), requester: 'ada', outcome: 'failure' }),
      given({
        at: at('12:00'),
        displayTitle:
          'Client Deploy by grace [3f2c8a90-1b2c-4d5e-8f90-123456789abc]',
      }),
      given({ at: at('13:00') }),
    ]);
    expect(digest.byRequester).toStrictEqual({
      top: [
        { name: 'ada', attempts: 2, success: 1, failure: 1 },
        { name: 'grace', attempts: 1, success: 1, failure: 0 },
      ],
      more: 0,
      unnamed: 1,
    });
    expect(digest.byBranch.top).toStrictEqual([
      { name: 'main', attempts: 4, success: 3, failure: 1 },
    ]);
  });
});
