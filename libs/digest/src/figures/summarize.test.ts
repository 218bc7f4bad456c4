import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Attempt, Job } from '../attempts/attempt.ts';
import { createRandom, historyOf } from '../testing/attempts.ts';
import { calendarDay, previousWindow } from '../time/window.ts';
import type { Figures } from './figures.ts';
import { summarize } from './summarize.ts';

const window = calendarDay('Europe/Berlin', '2026-11-18T12:00:00Z');
const previous = previousWindow(window);
const now = window.end;
const FROM = Date.parse(previous.start) - 86_400_000;
const TO = Date.parse(window.end) + 3_600_000;
const MINUTE = 60_000;

const iso = (millis: number): string => new Date(millis).toISOString();

/** A run of one to three attempts, some with jobs, some of those from the attempt before. */
const runOf = (runId: number): fc.Arbitrary<Attempt[]> =>
  fc
    .record({
      created: fc.integer({ min: FROM / MINUTE, max: TO / MINUTE }),
      workflow: fc.constantFrom('Build', 'Deploy', 'Nightly'),
      branch: fc.constantFrom('main', 'main', 'feature'),
      event: fc.constantFrom('push', 'pull_request', 'workflow_dispatch'),
      sha: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
      attempts: fc.array(
        fc.record({
          pause: fc.integer({ min: 1, max: 300 }),
          wait: fc.integer({ min: 0, max: 30 }),
          work: fc.integer({ min: 1, max: 90 }),
          late: fc.integer({ min: 0, max: 5 }),
          withJobs: fc.boolean(),
          running: fc.boolean(),
          conclusion: fc.constantFrom(
            'success',
            'success',
            'success',
            'failure',
            'failure',
            'timed_out',
            'startup_failure',
            'cancelled',
            'skipped',
            'neutral',
            'unheard_of',
          ),
        }),
        { minLength: 1, maxLength: 3 },
      ),
    })
    .map(({ created, attempts, ...common }) => {
      let start = created * MINUTE;
      return attempts.map((given, index): Attempt => {
        if (index > 0) start += given.pause * MINUTE;
        const begun = start;
        const first = begun + given.wait * MINUTE;
        const last = first + given.work * MINUTE;
        start = last + given.late * MINUTE;
        const running = given.running && index === attempts.length - 1;
        const job = (from: number, to: number): Job => ({
          name: 'job',
          startedAt: iso(from),
          completedAt: iso(to),
          conclusion: 'success',
        });
        return {
          ...common,
          runId,
          runNumber: runId,
          attempt: index + 1,
          status: running ? 'in_progress' : 'completed',
          conclusion: running ? null : given.conclusion,
          createdAt: iso(created * MINUTE),
          startedAt: iso(begun),
          updatedAt: iso(start),
          url: `https://github.com/acme/app/actions/runs/${runId}`,
          ...(given.withJobs
            ? {
                jobs: [
                  ...(index > 0 ? [job(created * MINUTE - 1, begun - 1)] : []),
                  job(first, first + (given.work * MINUTE) / 2),
                  job(first + (given.work * MINUTE) / 2, last),
                ],
              }
            : {}),
        };
      });
    });

const histories = fc
  .integer({ min: 0, max: 40 })
  .chain((n) => fc.tuple(...Array.from({ length: n }, (_, i) => runOf(i + 1))))
  .map((runs) => runs.flat());

// The same figures computed again, to be obviously right instead of fast: every figure filters the whole list again,
// from the definitions in the README.

const WORD: Record<string, string> = {
  success: 'success',
  failure: 'failure',
  timed_out: 'failure',
  startup_failure: 'failure',
  cancelled: 'cancelled',
  skipped: 'skipped',
};
const word = (run: Attempt): string =>
  run.status === 'completed'
    ? (WORD[run.conclusion ?? ''] ?? 'other')
    : 'running';
/** As it was known at a moment. */
const wordAt = (run: Attempt, at: number): string =>
  plainEnd(run) >= at ? 'running' : word(run);
const ms = (value: unknown): number => Date.parse(String(value));

function plainEnd(run: Attempt): number {
  const own = (run.jobs ?? []).filter(
    (job) => ms(job.startedAt) >= ms(run.startedAt),
  );
  return own.length > 0
    ? Math.max(...own.map((job) => ms(job.completedAt)))
    : ms(run.updatedAt);
}

function plainFigures(
  runs: readonly Attempt[],
  from: number,
  to: number,
  current: boolean,
) {
  const ended = (run: Attempt): boolean =>
    word(run) !== 'running' && plainEnd(run) >= from && plainEnd(run) < to;
  const inside = runs.filter(
    (run) =>
      ended(run) ||
      (current && wordAt(run, to) === 'running' && ms(run.startedAt) < to),
  );
  const lastOnes = inside.filter(
    (run) =>
      !inside.some(
        (other) => other.runId === run.runId && other.attempt > run.attempt,
      ),
  );
  const tally = (list: readonly Attempt[]) => ({
    total: list.filter((run) => wordAt(run, to) !== 'running').length,
    ...Object.fromEntries(
      ['success', 'failure', 'cancelled', 'skipped', 'other', 'running'].map(
        (name) => [name, list.filter((run) => wordAt(run, to) === name).length],
      ),
    ),
  });
  const passed = inside.filter((run) => wordAt(run, to) === 'success');
  const took = passed
    .map((run) => plainEnd(run) - ms(run.startedAt))
    .toSorted((a, b) => a - b);
  const byWorkflow = Map.groupBy(
    runs.filter((run) => word(run) !== 'running' && plainEnd(run) < to),
    (run) => run.workflow,
  );
  let recovered = 0;
  let recoveries = 0;
  let flaky = 0;
  let streak = 0;
  for (const list of byWorkflow.values()) {
    const ordered = list.toSorted(
      (a, b) =>
        plainEnd(a) - plainEnd(b) || a.runId - b.runId || a.attempt - b.attempt,
    );
    for (const sha of new Set(ordered.map((run) => run.sha))) {
      const same = ordered.filter((run) => run.sha === sha);
      const firstRed = same.findIndex((run) => word(run) === 'failure');
      if (firstRed === -1) continue;
      if (
        same
          .slice(firstRed)
          .some((run) => word(run) === 'success' && ended(run))
      )
        flaky += 1;
    }
    // An attempt changes the color only if no newer run had ended before it.
    const decisive = ordered
      .filter(
        (run) =>
          run.branch === 'main' &&
          run.event !== 'pull_request' &&
          ['success', 'failure'].includes(word(run)),
      )
      .filter((run, i, all) =>
        all.slice(0, i).every((other) => other.runId <= run.runId),
      );
    // One letter per attempt: f and p in the window, F and P outside of it.
    const letters = decisive
      .map((run) => (word(run) === 'failure' ? 'f' : 'p'))
      .map((letter, i) =>
        ended(decisive[i] as Attempt) ? letter : letter.toUpperCase(),
      )
      .join('');
    for (const { index, 0: match } of letters.matchAll(/f+p/gi)) {
      const green = decisive[index + match.length - 1] as Attempt;
      if (!ended(green)) continue;
      recoveries += 1;
      recovered += plainEnd(green) - plainEnd(decisive[index] as Attempt);
    }
    for (const [match] of letters.matchAll(/f+/g))
      streak = Math.max(streak, match.length);
  }
  const rank = (p: number): number | null => {
    if (took.length === 0) return null;
    const place = p * (took.length - 1);
    const low = took[Math.trunc(place)] as number;
    const high = took[
      Math.min(took.length - 1, Math.trunc(place) + 1)
    ] as number;
    return Math.round(low * (1 - (place % 1)) + high * (place % 1));
  };
  return {
    runs: tally(lastOnes),
    attempts: tally(inside),
    reruns: inside.filter((run) => run.attempt > 1).length,
    flaky,
    longestFailureStreak: streak,
    recovery: {
      n: recoveries,
      average: recoveries ? Math.round(recovered / recoveries) : null,
    },
    total: {
      n: took.length,
      average: took.length
        ? Math.round(took.reduce((sum, t) => sum + t, 0) / took.length)
        : null,
      p50: rank(0.5),
      p95: took.length < 20 ? null : rank(0.95),
      max: took.at(-1) ?? null,
    },
  };
}

function shown(figures: Figures) {
  const { recovery, durations } = figures;
  const { n, averageMs, p50Ms, p95Ms, maxMs } = durations.total;
  return {
    runs: figures.runs,
    attempts: figures.attempts,
    reruns: figures.reruns,
    flaky: figures.flaky,
    longestFailureStreak: figures.longestFailureStreak,
    recovery: { n: recovery.n, average: recovery.averageMs },
    total: { n, average: averageMs, p50: p50Ms, p95: p95Ms, max: maxMs },
  };
}

describe(summarize, () => {
  it('gives the figures of a plain computation, in total and per workflow', () => {
    fc.assert(
      fc.property(histories, (runs) => {
        const options = { window, previous, now, defaultBranch: 'main' };
        const digest = summarize(runs, options);
        const [from, to] = [ms(window.start), ms(window.end)];
        expect(shown(digest.total)).toStrictEqual(
          plainFigures(runs, from, to, true),
        );
        for (const row of digest.workflows) {
          const own = runs.filter((run) => run.workflow === row.workflow);
          expect(shown(row)).toStrictEqual(plainFigures(own, from, to, true));
        }
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it('adds up: buckets and branches to attempts', () => {
    fc.assert(
      fc.property(histories, (runs) => {
        const { total, buckets, byBranch } = summarize(runs, { window, now });
        const sum = (
          pick: (bucket: (typeof buckets)[number]) => number,
        ): number => buckets.reduce((all, bucket) => all + pick(bucket), 0);
        expect(sum((b) => b.success)).toBe(total.attempts.success);
        expect(sum((b) => b.failure)).toBe(total.attempts.failure);
        expect(sum((b) => b.success + b.failure + b.uncounted)).toBe(
          total.attempts.total,
        );
        expect(sum((b) => b.duration.n)).toBe(total.durations.total.n);
        expect(byBranch.top.reduce((all, one) => all + one.attempts, 0)).toBe(
          total.attempts.total + total.attempts.running,
        );
        expect(total.runs.total).toBeLessThanOrEqual(total.attempts.total);
      }),
      { seed: 2, numRuns: 200 },
    );
  });

  it('is the same for the same runs in any order and with copies among them', () => {
    fc.assert(
      fc.property(histories, fc.integer(), (runs, seed) => {
        const random = createRandom(seed);
        const shuffled = [...runs, ...runs.filter(() => random() < 0.3)]
          .map((run) => ({ run, key: random() }))
          .toSorted((x, y) => x.key - y.key)
          .map(({ run }) => run);
        const options = { window, previous, now };
        expect(summarize(shuffled, options)).toStrictEqual(
          summarize(runs, options),
        );
      }),
      { seed: 3, numRuns: 200 },
    );
  });

  it('leaves what it was given alone and is plain data', () => {
    const runs = historyOf({
      from: previous.start,
      to: window.end,
      runs: 60,
      workflows: ['A', 'B'],
    });
    const copy = structuredClone(runs);
    const digest = summarize(runs, { window, previous, now });
    expect(runs).toStrictEqual(copy);
    expect(JSON.parse(JSON.stringify(digest))).toStrictEqual(digest);
  });

  it('takes times as text, milliseconds or dates', () => {
    const runs = historyOf({
      from: previous.start,
      to: window.end,
      runs: 60,
      workflows: ['A', 'B'],
    });
    const numbers = runs.map((run) => ({
      ...run,
      jobs: null,
      createdAt: ms(run.createdAt),
      startedAt: new Date(ms(run.startedAt)),
      updatedAt: ms(run.updatedAt),
    }));
    const texts = runs.map((run) => ({ ...run, jobs: null }));
    expect(summarize(numbers, { window, now: ms(now) })).toStrictEqual(
      summarize(texts, { window, now }),
    );
  });

  it('puts the red first, then the busy, and keeps 50 bars a workflow', () => {
    const from = new Date(ms(window.start) - 6 * 86_400_000).toISOString();
    const runs = historyOf({
      from,
      to: window.end,
      runs: 900,
      workflows: ['A', 'B', 'C'],
    });
    const { workflows, openRed, slowest } = summarize(runs, { window, now });
    const keys = workflows.map(
      (row) => [row.openRed ? 0 : 1, -row.attempts.total] as const,
    );
    expect(keys).toStrictEqual(
      keys.toSorted((x, y) => x[0] - y[0] || x[1] - y[1]),
    );
    expect(workflows.map((row) => row.strip.length)).toStrictEqual([
      50, 50, 50,
    ]);
    expect(openRed.map((red) => red.workflow).toSorted()).toStrictEqual(
      workflows.flatMap((row) => row.openRed?.workflow ?? []).toSorted(),
    );
    const lengths = slowest.map((entry) => entry.durationMs ?? 0);
    expect(lengths).toHaveLength(5);
    expect(lengths).toStrictEqual(lengths.toSorted((x, y) => y - x));
  });
});
