import { expect, test } from 'vitest';
import type { RunsQuery } from '../github.ts';
import { createLocalScene, DEPLOY } from '../testing/local-scene.ts';
import { listRuns } from './list-runs.ts';

const FROM = new Date('2026-01-01T00:00:00Z');
const TO = new Date('2026-01-02T00:00:00Z');

function setUp() {
  const scene = createLocalScene({
    workflows: [DEPLOY, { ...DEPLOY, file: 'other.yml' }],
  });
  return {
    ...scene,
    /** A run created that many seconds after the start of the window. */
    runAt: (second: number, more = {}) =>
      scene.local.startRun({
        createdAt: FROM.getTime() + second * 1_000,
        ...more,
      }),
  };
}

test(
  'a window with more runs than GitHub shows at once comes whole, once each, newest first',
  { timeout: 60_000 },
  async () => {
    const { github, runAt } = setUp();
    // Next to where the window is halved.
    runAt(43_201);
    runAt(-1);
    for (let count = 0; count < 2_345; count += 1) runAt(count * 30);
    runAt(86_401);
    runAt(5, { workflow: 'other.yml' });
    const result = await listRuns(github, {
      workflow: 'deploy.yml',
      from: FROM,
      to: TO,
    });
    if (result.kind !== 'listed') throw new Error(result.kind);
    expect(result.partial).toBe(false);
    const ids = result.runs.map(({ id }) => id);
    expect(ids).toHaveLength(2_346);
    expect(new Set(ids).size).toBe(2_346);
    expect(ids).toEqual(ids.toSorted((a, b) => b - a));
  },
);

test('the bounds of the window belong to it', async () => {
  const { github, runAt } = setUp();
  for (const second of [-1, 0, 86_400, 86_401]) runAt(second);
  const result = await listRuns(github, { from: FROM, to: TO });
  expect(
    result.kind === 'listed' && result.runs.map(({ createdAt }) => createdAt),
  ).toEqual([TO, FROM]);
});

test(
  'more runs in one second than GitHub shows: partial',
  { timeout: 60_000 },
  async () => {
    const { github, runAt } = setUp();
    for (let count = 0; count < 1_200; count += 1) runAt(60);
    const result = await listRuns(github, { from: FROM, to: TO });
    expect(result).toMatchObject({ kind: 'listed', partial: true });
  },
);

test('a page that cannot be read makes it partial; no page at all fails', async () => {
  const { github, local, runAt } = setUp();
  for (let count = 0; count < 250; count += 1) runAt(count);
  const request = { workflow: 'deploy.yml', from: FROM, to: TO };
  expect(await listRuns(github, request)).toMatchObject({
    kind: 'listed',
    partial: false,
  });
  local.fail(/\bpage=2\b/, { kind: 'status', status: 404 });
  expect(await listRuns(github, request)).toMatchObject({
    kind: 'listed',
    partial: true,
  });
  local.fail('GET /runs', { kind: 'status', status: 404 });
  expect(await listRuns(github, request)).toMatchObject({
    kind: 'failed',
    failure: { reason: 'not_found' },
  });
});

test('a small window costs two calls: its page, and the newest that the search may not know yet', async () => {
  const { github, local, runAt } = setUp();
  runAt(10);
  local.freezeSearch(true);
  const fresh = runAt(20);
  const query: RunsQuery = { workflow: 'deploy.yml' };
  const result = await listRuns(github, { ...query, from: FROM, to: TO });
  expect(result.kind === 'listed' && result.runs.map(({ id }) => id)).toContain(
    fresh.id,
  );
  expect(local.requests).toHaveLength(2);
});
