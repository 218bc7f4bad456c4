import { describe, expect, it } from 'vitest';
import { estimateOf, estimatePhrase, executionMs, latenessOf } from './eta.ts';
import { given } from './testing/attempts.ts';

const MINUTE = 60_000;
const START = Date.parse('2026-11-18T10:00:00Z');
const twenty = Array.from(
  { length: 20 },
  (_, index) => (3 + index / 10) * MINUTE,
);

describe(estimateOf, () => {
  it('needs five successes, and twenty for a p95', () => {
    expect(estimateOf(twenty.slice(0, 4))).toBeNull();
    expect(estimateOf(twenty.slice(0, 5))).toMatchObject({ n: 5, p95Ms: null });
    expect(estimateOf(twenty)).toStrictEqual({
      n: 20,
      usualMs: 3.95 * MINUTE,
      p95Ms: 4.805 * MINUTE,
    });
  });

  it('counts the newest fifty', () => {
    const samples = [...Array<number>(50).fill(MINUTE), ...twenty];
    expect(estimateOf(samples)).toMatchObject({ n: 50, p95Ms: MINUTE });
  });

  it('reads like this', () => {
    const estimate = { n: 20, usualMs: 4 * MINUTE, p95Ms: null };
    expect(estimatePhrase(estimate)).toBe('usually 4m (20 runs)');
  });
});

describe(executionMs, () => {
  it('leaves out queue and approval', () => {
    const attempt = given({
      at: '2026-11-18T10:00:00Z',
      jobs: [
        [3, 8],
        [40, 45],
      ],
      approvalWaitMs: 30 * MINUTE,
    });
    expect(executionMs(attempt)).toBe(10 * MINUTE);
  });

  it('is that of successes only', () => {
    const at = '2026-11-18T10:00:00Z';
    expect(executionMs(given({ at, outcome: 'failure' }))).toBeNull();
    expect(executionMs(given({ at, outcome: 'running' }))).toBeNull();
  });
});

describe(latenessOf, () => {
  const estimate = { n: 20, usualMs: 4 * MINUTE, p95Ms: 5 * MINUTE };
  const job = (name: string, from: number, to: number | null) => ({
    name,
    startedAt: START + from * MINUTE,
    completedAt: to === null ? null : START + to * MINUTE,
    conclusion: to === null ? null : 'success',
  });
  const now = (minutes: number): number => START + minutes * MINUTE;
  const jobSamples = new Map([
    ['build', twenty],
    ['deploy', [MINUTE]],
  ]);

  it('is null up to the p95, and the excess from then on', () => {
    const jobs = [job('build', 0, null)];
    expect(latenessOf({ jobs, now: now(5), estimate })).toBeNull();
    expect(latenessOf({ jobs, now: now(7), estimate })).toStrictEqual({
      lateMs: 2 * MINUTE,
      job: 'build',
    });
  });

  it('does not count waiting for a runner or an approval', () => {
    const jobs = [job('build', 30, 33), job('deploy', 60, null)];
    expect(latenessOf({ jobs, now: now(61), estimate })).toBeNull();
  });

  it('counts jobs side by side once', () => {
    const jobs = [job('build', 0, 4), job('test', 0, 4), job('lint', 1, 4)];
    expect(latenessOf({ jobs, now: now(9), estimate })).toBeNull();
  });

  it('names the running job that exceeds its own usual time', () => {
    const jobs = [job('build', 0, null), job('deploy', 3, null)];
    const late = latenessOf({ jobs, now: now(6), estimate, jobSamples });
    expect(late?.job).toBe('deploy');
  });

  it('names no job if every running one is within its usual time', () => {
    const jobs = [job('build', 0, 5.5), job('deploy', 5.5, null)];
    const late = latenessOf({ jobs, now: now(6), estimate, jobSamples });
    expect(late).toStrictEqual({ lateMs: MINUTE, job: null });
  });

  it('warns of nothing below twenty samples', () => {
    const few = { ...estimate, n: 19, p95Ms: null };
    expect(
      latenessOf({
        jobs: [job('build', 0, null)],
        now: now(60),
        estimate: few,
      }),
    ).toBeNull();
  });
});
