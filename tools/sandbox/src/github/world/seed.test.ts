import { expect, test } from 'vitest';
import { createHistory } from './history.ts';
import { startLocalGitHub } from '../start-local-github.ts';
import { createClient } from '../testing.ts';

const NOW = Date.UTC(2026, 2, 4, 12);
const RUNS = '/repos/acme/shop/actions/runs';

test('a past run has lived: attempts, jobs, steps and times', async () => {
  const github = await startLocalGitHub({
    clock: () => NOW,
    seed: [
      {
        workflow: 'client-deploy.yml',
        conclusion: 'failure',
        createdAt: Date.UTC(2026, 2, 1, 8),
        durationSeconds: 120,
        attempts: 2,
        failAtStep: 'Install',
        actor: 'octocat',
        title: 'Client Deploy [c-9] by Admin',
      },
    ],
  });
  try {
    const { get } = createClient(github);
    const [run] = github.runs();
    const path = `${RUNS}/${run?.id}`;
    expect((await get(path)).json).toMatchObject({
      run_attempt: 2,
      status: 'completed',
      conclusion: 'failure',
      display_title: 'Client Deploy [c-9] by Admin',
      actor: { login: 'octocat' },
      created_at: '2026-03-01T08:00:00Z',
      run_started_at: '2026-03-01T08:03:00Z',
      updated_at: '2026-03-01T08:05:00Z',
    });
    const { json } = await get(`${path}/attempts/1/jobs`);
    const [build, deploy] = Object.values(json['jobs'] ?? {});
    expect(build).toMatchObject({ conclusion: 'failure', run_attempt: 1 });
    expect(deploy).toMatchObject({ conclusion: 'skipped' });
    const times = Object.values(build?.['steps'] ?? {}).map((step) =>
      Date.parse(String(step['completed_at'])),
    );
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(Math.min(...times)).toBeGreaterThanOrEqual(Date.UTC(2026, 2, 1, 8));
    expect(Math.max(...times)).toBeLessThanOrEqual(Date.UTC(2026, 2, 1, 8, 2));
    expect(github.deliveries()).toEqual([]);
    expect(github.startRun().number).toBe(2);
  } finally {
    await github.close();
  }
});

test('a seed that names no workflow of the repository is refused', async () => {
  await expect(
    startLocalGitHub({
      seed: [{ workflow: 'none.yml', conclusion: 'success', createdAt: NOW }],
    }),
  ).rejects.toThrow('none.yml');
});

test('a history fills its window, in its mix, the same each time', () => {
  const options = {
    workflow: 'client-deploy.yml',
    endingAt: NOW,
    days: 30,
    perDay: 10,
    mix: { success: 3, failure: 1 },
    failSteps: ['Install'],
    actors: ['octocat', 'hubot'],
  };
  const history = createHistory(options);
  expect(history).toHaveLength(300);
  expect(createHistory(options)).toEqual(history);
  expect(createHistory({ ...options, seed: 2 })).not.toEqual(history);
  const times = history.map(({ createdAt }) => createdAt);
  expect(Math.min(...times)).toBeGreaterThanOrEqual(NOW - 30 * 86_400_000);
  expect(Math.max(...times)).toBeLessThan(NOW);
  const failed = history.filter(({ conclusion }) => conclusion === 'failure');
  expect(failed.length).toBeGreaterThan(45);
  expect(failed.length).toBeLessThan(105);
  expect(failed.every(({ failAtStep }) => failAtStep === 'Install')).toBe(true);
  expect(new Set(history.map(({ actor }) => actor))).toEqual(
    new Set(['octocat', 'hubot']),
  );
});
