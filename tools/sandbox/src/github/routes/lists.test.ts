import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LocalGitHub } from '../local-github.ts';
import { startLocalGitHub } from '../start-local-github.ts';
import { createClient } from '../testing.ts';

const R = '/repos/acme/shop';
const RUNS = `${R}/actions/runs`;

const HOUR = 3_600_000;
const seed = Array.from({ length: 1050 }, (_, index) => ({
  workflow: index % 2 === 0 ? 'client-deploy.yml' : 'diagnose.yml',
  conclusion: index % 5 === 0 ? 'failure' : 'success',
  createdAt: Date.UTC(2026, 0, 1) + index * HOUR,
  durationSeconds: 60,
  branch: index === 3 ? 'release' : 'main',
}));

let github: LocalGitHub;
let client: ReturnType<typeof createClient>;

beforeAll(async () => {
  const jobs = [{ name: 'one', steps: ['One'] }];
  github = await startLocalGitHub({
    seed,
    clock: () => Date.UTC(2026, 5, 1),
    workflows: ['client-deploy.yml', 'diagnose.yml'].map((file) => ({
      file,
      name: file,
      jobs,
    })),
  });
  client = createClient(github);
});

afterAll(() => github.close());

async function ids(query: string) {
  const { json } = await client.get(`${RUNS}?${query}`);
  return Object.values(json['workflow_runs'] ?? {}).map((run) =>
    Number(run['id']),
  );
}

test('lists come in pages, newest first, with links to the others', async () => {
  const first = await client.get(`${RUNS}?per_page=500`);
  expect(first.json['total_count']).toBe(1050);
  expect(await ids('per_page=500')).toHaveLength(100);
  const link = first.headers.get('link') ?? '';
  expect(link).toBe(
    `<${github.url}${RUNS}?per_page=500&page=2>; rel="next", <${github.url}${RUNS}?per_page=500&page=11>; rel="last"`,
  );
  const all: number[] = [];
  for (let page = 1; page <= 11; page += 1)
    all.push(...(await ids(`per_page=100&page=${page}`)));
  expect(new Set(all).size).toBe(1050);
  expect(all).toEqual(all.toSorted((a, b) => b - a));
  expect(
    (await client.get(`${RUNS}?per_page=100&page=11`)).headers.get('link'),
  ).toMatch(/rel="prev".*rel="first"/);
});

test('lists give no more than 1,000 of a search', async () => {
  expect(
    await ids('event=workflow_dispatch&per_page=100&page=10'),
  ).toHaveLength(100);
  expect(await ids('event=workflow_dispatch&per_page=100&page=11')).toEqual([]);
  expect(await ids('per_page=100&page=11')).toHaveLength(50);
});

test.each([
  ['branch=release', 1],
  ['status=failure', 210],
  ['status=completed', 1050],
  ['status=in_progress', 0],
  ['actor=nemo', 0],
  ['created=2026-01-01', 24],
  ['created=2026-01-01..2026-01-02', 48],
  ['created=%3E%3D2026-01-02T12:00:00Z', 1014],
  ['created=%3E2026-01-02T12:00:00Z', 1013],
  ['created=%3C2026-01-02', 24],
  ['created=*..2026-01-01T01:00:00Z', 2],
])('lists filtered by %s hold %i', async (query, count) => {
  expect((await client.get(`${RUNS}?${query}`)).json['total_count']).toBe(
    count,
  );
});

test('lists of a workflow hold its runs only', async () => {
  const { json } = await client.get(`${R}/actions/workflows/diagnose.yml/runs`);
  expect(json['total_count']).toBe(525);
});

test('filtered lists go stale on request', async () => {
  github.freezeSearch(true);
  const { id } = github.startRun();
  expect(await ids('event=push')).toEqual([]);
  expect(await ids('per_page=1')).toEqual([id]);
  github.freezeSearch(false);
  expect(await ids('event=push')).toEqual([id]);
});
