import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestCore, type TestCore } from '../testing/core.ts';
import { plainLines } from '../testing/plain.ts';

const HOUR = 3_600_000;
const start = Math.floor(Date.now() / 1000) * 1000 - 10 * HOUR;
const at = (hour: number) => new Date(start + hour * HOUR).toISOString();

let opened: TestCore;
beforeEach(async () => {
  opened = await openTestCore({
    github: {
      seed: [
        {
          workflow: 'client-deploy.yml',
          conclusion: 'success',
          createdAt: start,
        },
        {
          workflow: 'client-deploy.yml',
          conclusion: 'failure',
          createdAt: start + HOUR,
          durationSeconds: 120,
        },
        {
          workflow: 'client-deploy.yml',
          conclusion: 'timed_out',
          createdAt: start + 2 * HOUR,
          durationSeconds: 600,
        },
        {
          workflow: 'diagnose.yml',
          conclusion: 'success',
          createdAt: start + 3 * HOUR,
          durationSeconds: 30,
        },
      ],
    },
  });
});
afterEach(() => opened.close());

describe('/status', () => {
  it('shows the last two runs of each workflow: outcome, when, how long, link', async () => {
    const { report, outcome } = await opened.call('status');
    expect(outcome).toBe('answered');
    // The jobs of a seeded run end a little before it does.
    expect(
      plainLines(report).map((line) =>
        line.replace(/took \d+s/, 'took …').replace(/ at \w{7}$/, ' at …'),
      ),
    ).toEqual([
      '# Client Deploy',
      `failed Timed out <${at(2)}>, took …, #3, main at …`,
      `failed Failed <${at(1)}>, took …, #2, main at …`,
      '# Diagnose on Demand',
      `passed Succeeded <${at(3)}>, took …, #1, main at …`,
    ]);
    expect(report).toMatchObject({
      title: 'Status of acme/shop',
      tone: 'failure',
      data: {
        repository: 'acme/shop',
        count: 2,
        workflows: [
          {
            name: 'Client Deploy',
            error: null,
            runs: [
              {
                conclusion: 'timed_out',
                durationMs: expect.closeTo(500_000, -5),
                url: opened.github.runs()[1]?.htmlUrl,
              },
              { conclusion: 'failure' },
            ],
          },
          { name: 'Diagnose on Demand', runs: [{ conclusion: 'success' }] },
        ],
      },
    });
  });

  it.each([1, 3])('shows %i of each where that is asked for', async (count) => {
    const { report } = await opened.call('status', { count });
    const shown = plainLines(report).filter((line) => /, #\d/.test(line));
    expect(shown).toHaveLength(count + 1);
  });

  it.each([0, 4])('refuses %i', async (count) => {
    expect(await opened.refusal('status', { count })).toEqual({
      reason: 'invalid_input',
      said: `count must be a whole number from 1 to 3, not ${count}.`,
    });
  });

  it('shows who requested a run, and that it has not ended', async () => {
    await opened.call('deploy-client');
    const { report } = await opened.call('status', { count: 1 });
    expect(plainLines(report)[1]).toMatch(
      /^waiting Queued, started <.*>, \d+s so far, #\d+, main at [0-9a-f]{7}.*, requested by ann$/,
    );
    expect(report.tone).toBe('progress');
  });

  it('takes the end of a run from its jobs, not from a later change of the run', async () => {
    const [diagnosis] = opened.github.runs();
    if (diagnosis === undefined) throw new Error('no run');
    // What an annotation or an expired log does: `updated_at` moves to now.
    opened.github.override(diagnosis.id, { conclusion: 'success' });
    const { report } = await opened.call('status', { count: 1 });
    const [, seconds] =
      / took (\d+)s, /.exec(plainLines(report).at(-1) ?? '') ?? [];
    expect(Number(seconds)).toBeGreaterThan(0);
    expect(Number(seconds)).toBeLessThanOrEqual(30);
  });

  it('never calls an unknown conclusion a success', async () => {
    const [diagnosis] = opened.github.runs();
    if (diagnosis === undefined) throw new Error('no run');
    opened.github.override(diagnosis.id, { conclusion: 'sparkling' });
    const { report } = await opened.call('status', { count: 1 });
    expect(plainLines(report).at(-1)).toMatch(/^unknown Unknown conclusion/);
  });

  it('shows one workflow where GitHub fails on the other', async () => {
    opened.github.fail(/diagnose\.yml\/runs/, { kind: 'status', status: 404 });
    const { report, outcome } = await opened.call('status', { count: 1 });
    expect(outcome).toBe('answered');
    expect(plainLines(report)).toEqual([
      '# Client Deploy',
      expect.stringMatching(/^failed Timed out/),
      '# Diagnose on Demand',
      expect.stringMatching(/^warning GitHub: /),
    ]);
  });

  it('is an error where GitHub answers nothing', async () => {
    opened.github.fail('GET ', { kind: 'status', status: 403 }, 100);
    const { outcome, report } = await opened.call('status');
    expect(outcome).toBe('error');
    expect(report.tone).toBe('failure');
  });
});

it('says so where nothing has run yet', async () => {
  const fresh = await openTestCore();
  try {
    const { report } = await fresh.call('status');
    expect(plainLines(report)).toEqual([
      '# Client Deploy',
      '- No runs yet.',
      '# Diagnose on Demand',
      '- No runs yet.',
    ]);
    expect(report.tone).toBe('neutral');
  } finally {
    await fresh.close();
  }
});
