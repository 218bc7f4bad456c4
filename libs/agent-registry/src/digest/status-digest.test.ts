import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestCore, type TestCore } from '../testing/core.ts';
import { plain, plainLines } from '../testing/plain.ts';
import { digestReport } from './status-digest.ts';

const HOUR = 3_600_000;
const now = Date.now();
const past = (
  hours: number,
  conclusion: string,
  workflow = 'client-deploy.yml',
) => ({
  workflow,
  conclusion,
  createdAt: now - hours * HOUR,
  durationSeconds: 100,
});

let opened: TestCore;
beforeEach(async () => {
  opened = await openTestCore({
    github: {
      seed: [
        past(2, 'success'),
        past(3, 'failure'),
        past(4, 'success'),
        past(5, 'cancelled'),
        past(6, 'timed_out', 'diagnose.yml'),
        past(30, 'success'),
        past(31, 'success'),
        past(24 * 8, 'failure'),
      ],
    },
  });
});
afterEach(() => opened.close());

describe('/status-digest', () => {
  it('counts the last 24 hours of both workflows', async () => {
    const { report, outcome } = await opened.call('status-digest');
    expect(outcome).toBe('answered');
    expect(report.title).toBe('Status digest, last 24 hours');
    expect(plain(report.summary)).toBe(
      '5 runs, 50% success (2 of 4), 2 failed, 1 cancelled.',
    );
    expect(report.fields).toContainEqual({
      name: 'Duration',
      value: expect.stringMatching(
        /^p50 1m 40s, max 1m 40s \(n = 2, too few for p95\)$/,
      ) as unknown,
    });
    const lines = plainLines(report);
    expect(lines).toContainEqual(
      expect.stringMatching(
        /^- 4 runs, 66\.7% success \(2 of 3\), 1 failed, 1 cancelled, p50 1m 40s, max 1m 40s/,
      ),
    );
    expect(lines).toContainEqual(
      expect.stringMatching(/^passed Latest: success <.*>, took .*, #\d+$/),
    );
    const latest = opened.github.runs()[0]?.htmlUrl;
    expect(report.links).toContainEqual({
      label: 'Latest Client Deploy',
      url: latest,
    });
    // The diagnosis timed out, and nothing passed since.
    expect(report.tone).toBe('failure');
    expect(lines).toContain('# Needs attention');
  });

  it('counts the last 7 days on request', async () => {
    const { report } = await opened.call('status-digest', { period: 'weekly' });
    expect(report.title).toBe('Status digest, last 7 days');
    expect(plain(report.summary)).toBe(
      '7 runs, 66.7% success (4 of 6), 2 failed, 1 cancelled.',
    );
    expect(report.data).toMatchObject({
      version: 1,
      repository: 'acme/shop',
      partial: null,
      total: { attempts: { total: 7, success: 4, failure: 2 } },
    });
  });

  it('names the requester of a run, not the token that started it', async () => {
    const silent = await openTestCore({
      github: {
        workflows: [
          {
            file: 'client-deploy.yml',
            name: 'Client Deploy',
            runName: 'Client Deploy [${{ inputs.correlation_id }}]',
            inputs: { correlation_id: {}, requester: {} },
            jobs: [{ name: 'deploy', steps: ['Build'] }],
          },
        ],
      },
    });
    try {
      await silent.call('deploy-client');
      const { report } = await silent.call('status-digest');
      expect(plainLines(report)).toContain('- ann: 1 run');
    } finally {
      await silent.close();
    }
  });

  it('has a picture with alternative text', async () => {
    const { report } = await opened.call('status-digest');
    expect(report.picture?.fileName).toBe('status-digest.png');
    expect(report.picture?.alt).toMatch(/5 runs/);
    expect(report.picture?.svg()).toMatch(/^<svg /);
    const png = await report.picture?.png();
    expect(png?.slice(0, 4)).toEqual(Uint8Array.of(0x89, 0x50, 0x4e, 0x47));
  });

  it('refuses other periods', async () => {
    expect(
      await opened.refusal('status-digest', { period: 'monthly' }),
    ).toEqual({
      reason: 'invalid_input',
      said: 'period must be daily or weekly, not "monthly".',
    });
  });

  it('is partial if a workflow could not be listed', async () => {
    opened.github.fail(
      /diagnose\.yml\/runs/,
      { kind: 'status', status: 404 },
      20,
    );
    const { report, outcome } = await opened.call('status-digest');
    expect(outcome).toBe('answered');
    expect(plain(report.summary)).toMatch(
      /^4 runs, .* Some attempts are missing\. Diagnose on Demand: GitHub: /,
    );
    expect(report.data['partial']).toMatch(/Diagnose on Demand/);
  });

  it('is an error, not an empty digest, if GitHub returns nothing', async () => {
    opened.github.fail('GET ', { kind: 'status', status: 403 }, 100);
    const { report, outcome } = await opened.call('status-digest');
    expect(outcome).toBe('error');
    expect(report.title).toBe('No digest');
  });
});

it('covers the day before for the schedule', async () => {
  const report = await digestReport(opened.core, {
    period: 'daily',
    calendar: true,
    now: new Date('2026-03-30T07:00:00Z'),
    timeZone: 'Europe/Vienna',
  });
  expect(report.title).toBe('Status digest, Sun 29 Mar 2026');
  // The day on which the clocks went forward has 23 hours.
  expect(report.data['window']).toEqual({
    kind: 'day',
    start: '2026-03-28T23:00:00.000Z',
    end: '2026-03-29T22:00:00.000Z',
    zone: 'Europe/Vienna',
  });
  expect(plain(report.summary)).toBe('No runs.');
  expect(report.tone).toBe('neutral');
});

it('covers the ISO week before for the schedule', async () => {
  const report = await digestReport(opened.core, {
    period: 'weekly',
    calendar: true,
    now: new Date('2026-01-05T07:00:00Z'),
    timeZone: 'UTC',
  });
  expect(report.title).toBe('Status digest, 29 Dec 2025 – 4 Jan 2026');
});
