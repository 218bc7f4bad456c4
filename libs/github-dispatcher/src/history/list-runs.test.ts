import { expect, test } from 'vitest';
import { listRuns } from './list-runs.ts';
import { createFakeGitHub, createManualClock } from '../testing/index.ts';

const FROM = new Date('2026-01-01T00:00:00Z');
const TO = new Date('2026-01-02T00:00:00Z');
const at = (second: number) =>
  new Date(FROM.getTime() + second * 1000).toISOString().replace('.000', '');

function setUp() {
  const clock = createManualClock();
  return {
    clock,
    fake: createFakeGitHub({
      clock,
      workflows: [{ file: 'deploy.yml' }, { file: 'other.yml' }],
    }),
  };
}

test(
  'a window with more runs than GitHub shows at once comes whole, once each, newest first',
  { timeout: 30_000 },
  async () => {
    const { fake } = setUp();
    // Next to where the window is halved.
    fake.startRun({ createdAt: at(43_201) });
    fake.startRun({ createdAt: '2025-12-31T23:59:59Z' });
    for (let count = 0; count < 2_345; count += 1)
      fake.startRun({ createdAt: at(Math.floor(count * 30)) });
    fake.startRun({ createdAt: '2026-01-02T00:00:01Z' });
    fake.startRun({ workflow: 'other.yml', createdAt: at(5) });
    const result = await listRuns(fake.github, {
      workflow: 'deploy.yml',
      from: FROM,
      to: TO,
    });
    if (result.kind !== 'listed') throw new Error(result.kind);
    expect(result.partial).toBe(false);
    expect(result.runs).toHaveLength(2_346);
    expect(new Set(result.runs.map(({ id }) => id)).size).toBe(2_346);
    expect(result.runs.map(({ id }) => id)).toEqual(
      result.runs.map(({ id }) => id).toSorted((a, b) => b - a),
    );
  },
);

test('the bounds of the window belong to it', async () => {
  const { fake } = setUp();
  for (const createdAt of [at(-1), at(0), at(86_400), at(86_401)])
    fake.startRun({ createdAt });
  const result = await listRuns(fake.github, { from: FROM, to: TO });
  expect(
    result.kind === 'listed' && result.runs.map(({ createdAt }) => createdAt),
  ).toEqual([TO, FROM]);
});

test(
  'more runs in one second than GitHub shows: partial, and said so',
  { timeout: 30_000 },
  async () => {
    const { fake } = setUp();
    for (let count = 0; count < 1_200; count += 1)
      fake.startRun({ createdAt: at(60) });
    const result = await listRuns(fake.github, { from: FROM, to: TO });
    expect(result).toMatchObject({ kind: 'listed', partial: true });
  },
);

test('a page that cannot be read makes it partial; no page at all fails', async () => {
  const { clock, fake } = setUp();
  for (let count = 0; count < 250; count += 1)
    fake.startRun({ createdAt: at(count) });
  const request = { workflow: 'deploy.yml', from: FROM, to: TO };
  const whole = listRuns(fake.github, request);
  await clock.advance(0);
  expect(await whole).toMatchObject({ kind: 'listed', partial: false });

  let asked = 0;
  const flaky = {
    ...fake.github,
    listRunsPage: async (
      query: Parameters<typeof fake.github.listRunsPage>[0],
    ) => {
      asked += 1;
      if (asked === 2) fake.fail('/runs', { kind: 'answer', status: 404 });
      return fake.github.listRunsPage(query);
    },
  };
  expect(await listRuns(flaky, request)).toMatchObject({
    kind: 'listed',
    partial: true,
  });
  fake.fail('/runs', { kind: 'answer', status: 404 });
  expect(await listRuns(fake.github, request)).toMatchObject({
    kind: 'failed',
    failure: { reason: 'not_found' },
  });
});

test('a small window costs two calls: its page, and the newest that the search may not know yet', async () => {
  const { fake } = setUp();
  fake.startRun({ createdAt: at(10) });
  const fresh = fake.startRun({ createdAt: at(20) });
  const stale = {
    ...fake.github,
    async listRunsPage(
      query: Parameters<typeof fake.github.listRunsPage>[0] = {},
    ) {
      const result = await fake.github.listRunsPage(query);
      if (query.created === undefined || !result.ok || !result.value.modified)
        return result;
      const runs = result.value.value.runs.filter(({ id }) => id !== fresh.id);
      return {
        ok: true as const,
        value: {
          modified: true as const,
          value: { totalCount: runs.length, runs },
        },
      };
    },
  };
  const result = await listRuns(stale, {
    workflow: 'deploy.yml',
    from: FROM,
    to: TO,
  });
  expect(result.kind === 'listed' && result.runs.map(({ id }) => id)).toContain(
    fresh.id,
  );
  expect(fake.calls).toHaveLength(2);
});
