import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOctokitGitHub } from '@yardmaster/github-dispatcher/octokit';
import type { GitHub } from '@yardmaster/github-dispatcher';
import { createLocalGitHub, type SeedRun } from '@yardmaster/sandbox/github';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqliteDatabase } from '../../journal/sql/sqlite.ts';
import { backfill } from './backfill.ts';
import type { BackfillOptions } from './options.ts';
import type { History } from '../history.ts';
import { createKyselyHistory } from '../sql/history.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.UTC(2026, 0, 8);
const WEEK = { from: NOW - 7 * DAY, to: NOW };

let folder: string;
let history: History;
let close: () => Promise<void>;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'yardmaster-backfill-'));
  const database = openSqliteDatabase({ path: join(folder, 'journal.db') });
  history = createKyselyHistory(database.db);
  close = database.close;
});

afterEach(async () => {
  await close();
  rmSync(folder, { recursive: true });
});

function past(daysAgo: number, own: Partial<SeedRun> = {}): SeedRun {
  return {
    workflow: 'client-deploy.yml',
    conclusion: 'success',
    createdAt: NOW - daysAgo * DAY,
    ...own,
  };
}

async function gitHubWith(seed: readonly SeedRun[]) {
  const local = createLocalGitHub({ seed });
  const github = createOctokitGitHub({
    repository: local.repository,
    auth: { token: local.token },
    baseUrl: local.url,
    fetch: local.fetch,
  });
  const fill = (
    own: Partial<BackfillOptions> = {},
    source: Partial<GitHub> = {},
  ) =>
    backfill({
      history,
      source: { ...github, ...source },
      repository: local.repository,
      workflow: null,
      range: WEEK,
      calls: 100,
      reserve: 0,
      now: NOW,
      ...own,
    });
  const ended = async () =>
    (await history.list({ repository: local.repository, ended: WEEK })).map(
      ({ runId, attempt, state }) => [runId, attempt, state?.conclusion],
    );
  return { local, github, fill, ended };
}

describe('backfill', () => {
  it('knows every attempt of the span, not only the last of each run', async () => {
    const { fill, ended, local } = await gitHubWith([
      past(3, { conclusion: 'success', attempts: 3 }),
      past(2, { conclusion: 'failure' }),
      past(20),
    ]);
    expect(await fill()).toEqual({
      complete: true,
      calls: 4,
      reason: null,
      failure: null,
      retryAt: null,
      jobsMissing: 0,
    });
    const [rerun, failed] = local.runs().toReversed().slice(1);
    expect(await ended()).toEqual([
      [rerun?.id, 1, 'failure'],
      [rerun?.id, 2, 'failure'],
      [rerun?.id, 3, 'success'],
      [failed?.id, 1, 'failure'],
    ]);
  });

  it('asks for nothing twice', async () => {
    const { fill } = await gitHubWith([past(3, { attempts: 2 }), past(2)]);
    await fill();
    // The last two minutes are listed again: the search may not have known them.
    expect(await fill()).toMatchObject({ complete: true, calls: 1 });
    const wider = { from: WEEK.from - DAY, to: WEEK.to };
    expect(await fill({ range: wider })).toMatchObject({
      complete: true,
      calls: 3,
    });
  });

  it('reads more than the newest page if more ran since the last look', async () => {
    const { fill, local } = await gitHubWith([past(2)]);
    await fill({ now: NOW - 2 * HOUR, range: { ...WEEK, to: NOW - 2 * HOUR } });
    for (let index = 0; index < 130; index += 1)
      local.startRun({ createdAt: NOW - HOUR + index * 1_000 });
    await fill();
    const running = await history.list({
      repository: local.repository,
      running: true,
    });
    expect(running).toHaveLength(130);
  });

  it('lists one workflow alone if asked to', async () => {
    const { fill, ended, local } = await gitHubWith([
      past(2),
      past(1, { workflow: 'diagnose.yml' }),
    ]);
    await fill({ workflow: 'diagnose.yml' });
    expect(await ended()).toEqual([[local.runs()[0]?.id, 1, 'success']]);
    expect(await history.coverage(local.repository)).toMatchObject([
      { workflow: 'diagnose.yml', how: 'list', from: WEEK.from },
    ]);
  });

  it('covers a listed span up to what the search surely knew', async () => {
    const { fill, local } = await gitHubWith([past(2)]);
    await fill();
    expect(await history.coverage(local.repository)).toEqual([
      {
        repository: local.repository.toLowerCase(),
        workflow: null,
        how: 'list',
        from: WEEK.from,
        to: NOW - 120_000,
      },
    ]);
  });

  it('finds the end of what ran when it was last seen', async () => {
    const { fill, local, ended } = await gitHubWith([past(2)]);
    const run = local.startRun({ createdAt: NOW - HOUR });
    expect(await fill()).toMatchObject({ complete: true });
    expect(await ended()).toHaveLength(1);
    local.finish(run.id, 'failure');
    await fill();
    const [open] = await history.list({
      repository: local.repository,
      running: true,
    });
    expect(open).toBeUndefined();
    expect(
      (
        await history.find({
          repository: local.repository,
          runId: run.id,
          attempt: 1,
        })
      )?.state,
    ).toMatchObject({ conclusion: 'failure' });
  });

  it('stops within its budget, keeps what it read, and goes on the next time', async () => {
    const { fill, ended } = await gitHubWith(
      [1, 2, 3, 4, 5].map((day) => past(day, { attempts: 2 })),
    );
    expect(await fill({ calls: 4 })).toMatchObject({
      complete: false,
      calls: 4,
      reason: 'budget',
    });
    expect(await ended()).toHaveLength(7);
    expect(await fill({ calls: 10 })).toMatchObject({ complete: true });
    expect(await ended()).toHaveLength(10);
  });

  it('leaves the reserved calls of the hour to deploys', async () => {
    const { fill, local } = await gitHubWith([past(2, { attempts: 3 })]);
    local.setRateLimit(503, 600);
    // Of 5,000 calls an hour, 500 are left alone.
    const result = await fill({ reserve: 0.1 });
    expect(result).toMatchObject({
      complete: false,
      calls: 3,
      reason: 'rate_limited',
    });
    expect(result.retryAt).toBeGreaterThan(Date.now());
  });

  it('reads jobs of failures first, then the newest, as far as the budget goes', async () => {
    const { fill, local } = await gitHubWith([
      past(5),
      past(4, { conclusion: 'failure' }),
      past(1),
    ]);
    // Two calls for the list, two for jobs.
    expect(await fill({ jobsFrom: WEEK.from, calls: 4 })).toMatchObject({
      complete: true,
      jobsMissing: 1,
    });
    const known = await history.list({
      repository: local.repository,
      ended: WEEK,
      jobsFrom: WEEK.from,
    });
    expect(known.map(({ jobs }) => jobs !== null)).toEqual([false, true, true]);
    expect(
      known[1]?.jobs?.flatMap(({ failedSteps }) => failedSteps),
    ).toHaveLength(1);
    expect(known[1]?.ends).toHaveProperty('jobs');
    expect(await fill({ jobsFrom: WEEK.from })).toMatchObject({
      jobsMissing: 0,
    });
  });

  it('looks a second time before it takes a run for deleted', async () => {
    const { fill, local } = await gitHubWith([past(2, { attempts: 2 })]);
    const [run] = local.runs();
    const key = {
      repository: local.repository,
      runId: run?.id ?? 0,
      attempt: 2,
    };
    const attempt1 = `GET /repos/${local.repository}/actions/runs/${run?.id}/attempts/1`;
    local.fail(attempt1, { kind: 'status', status: 404 }, 1);
    expect(await fill()).toMatchObject({ complete: true });
    expect((await history.find(key))?.deletedAt).toBeNull();
  });

  it('keeps what it knows of a run that GitHub deleted', async () => {
    const { fill, local } = await gitHubWith([past(2, { attempts: 2 })]);
    const [run] = local.runs();
    local.fail('GET /attempts/1', { kind: 'status', status: 404 }, 2);
    expect(await fill()).toMatchObject({ complete: true });
    expect(
      await history.find({
        repository: local.repository,
        runId: run?.id ?? 0,
        attempt: 2,
      }),
    ).toMatchObject({ deletedAt: NOW, state: { conclusion: 'success' } });
  });

  it('does not take a repository that cannot be read for deleted runs', async () => {
    const { fill, local } = await gitHubWith([past(2, { attempts: 2 })]);
    await fill({ calls: 2 });
    local.fail('*', { kind: 'status', status: 404 }, 10);
    expect(await fill()).toMatchObject({ complete: false, reason: 'failed' });
    const [known] = await history.list({
      repository: local.repository,
      ended: WEEK,
    });
    expect(known?.deletedAt).toBeNull();
  });

  it('fails without claiming anything when GitHub does not answer', async () => {
    const { fill, local } = await gitHubWith([past(2)]);
    const down = async () =>
      ({
        ok: false,
        reason: 'unavailable',
        message: 'down',
        definite: false,
      }) as const;
    expect(await fill({}, { listRunsPage: down })).toMatchObject({
      complete: false,
      reason: 'failed',
    });
    expect(await history.coverage(local.repository)).toEqual([]);
  });
});
