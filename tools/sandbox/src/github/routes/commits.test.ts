import { describe, expect, test } from 'vitest';
import { createLocalGitHub } from '../local-github.ts';
import { createClient, createClock, type Json } from '../testing.ts';

const R = '/repos/acme/shop';

function createWorld() {
  const clock = createClock();
  const github = createLocalGitHub({
    clock: clock.now,
    timers: clock.timers,
    branches: ['v1.0.0'],
    workflows: [
      {
        file: 'deploy.yml',
        name: 'Deploy',
        inputs: {},
        jobs: [{ name: 'deploy', environment: 'production', steps: ['Go'] }],
      },
    ],
  });
  return { clock, github, client: createClient(github) };
}

const messages = (json: Json | undefined) =>
  Object.values(json ?? {}).map(({ commit }) => commit?.['message']);

describe('a commit', () => {
  test('is found by branch, tag, SHA and the beginning of one', async () => {
    const { github, client } = createWorld();
    const head = github.commits.get('main');
    for (const ref of [
      'main',
      'v1.0.0',
      head?.sha ?? '',
      head?.sha.slice(0, 7) ?? '',
      'heads%2Fmain',
    ]) {
      const { status, json } = await client.get(`${R}/commits/${ref}`);
      expect([ref, status, json['sha']]).toEqual([ref, 200, head?.sha]);
    }
    const unknown = await client.get(`${R}/commits/nope`);
    expect([unknown.status, unknown.json['message']]).toEqual([
      422,
      'No commit found for SHA: nope',
    ]);
  });

  test('is a plain SHA for those who ask for it', async () => {
    const { github, client } = createWorld();
    const accept = 'application/vnd.github.sha';
    const { text } = await client.get(`${R}/commits/main`, { accept });
    expect(text).toBe(github.commits.get('main')?.sha);
  });

  test('comes after a history that people of three names wrote', async () => {
    const { client } = createWorld();
    const { json } = await client.get(`${R}/commits`);
    const all = Object.values(json);
    expect(all).toHaveLength(15);
    expect(new Set(all.map(({ author }) => author?.['login'])).size).toBe(3);
    expect(messages(json)[0]).toBe('feat(account): change the password (#21)');
    expect(messages(json).at(-1)).toBe('Initial commit');
  });

  test('is what a run ships: the head of its ref at dispatch', async () => {
    const { github, client } = createWorld();
    const { sha } = github.commits.push('main', { message: 'Ship it' });
    await client.post(`${R}/actions/workflows/deploy.yml/dispatches`, {
      ref: 'main',
    });
    github.commits.push('main');
    const [run] = github.runs();
    expect(run?.sha).toBe(sha);
    const { json } = await client.get(`${R}/actions/runs/${run?.id}`);
    expect(json['head_commit']?.['message']).toBe('Ship it');
  });
});

describe('a comparison', () => {
  const compare = async (
    { client }: ReturnType<typeof createWorld>,
    base: string,
    head: string,
  ) => {
    const { status, json } = await client.get(`${R}/compare/${base}...${head}`);
    const { ahead_by: ahead, behind_by: behind, status: word } = json;
    return { status, word, ahead, behind, messages: messages(json['commits']) };
  };

  test('counts what each side has alone, oldest first', async () => {
    const world = createWorld();
    const { commits } = world.github;
    const base = commits.get('main')?.sha ?? '';
    expect(await compare(world, 'main', base)).toMatchObject({
      word: 'identical',
      messages: [],
    });
    commits.push('main', { message: 'one' });
    commits.push('main', { message: 'two' });
    expect(await compare(world, base, 'main')).toMatchObject({
      word: 'ahead',
      ahead: 2,
      behind: 0,
      messages: ['one', 'two'],
    });
    expect(await compare(world, 'main', base)).toMatchObject({
      word: 'behind',
      ahead: 0,
      behind: 2,
    });
  });

  test('shows that a force-push left commits behind', async () => {
    const world = createWorld();
    const { commits } = world.github;
    const old = commits.push('main', { message: 'lost' }).sha;
    const [, before] = commits.history('main');
    commits.move('main', before?.sha ?? '');
    commits.push('main', { message: 'instead' });
    expect(await compare(world, old, 'main')).toMatchObject({
      word: 'diverged',
      ahead: 1,
      behind: 1,
      messages: ['instead'],
    });
  });

  test('follows both parents of a merge', async () => {
    const world = createWorld();
    const { commits } = world.github;
    const base = commits.get('main')?.sha ?? '';
    const side = commits.push('feature', { message: 'side' }).sha;
    const main = commits.push('main', { message: 'main' }).sha;
    commits.push('main', { message: 'merge', parents: [main, side] });
    expect((await compare(world, base, 'main')).messages).toEqual([
      'side',
      'main',
      'merge',
    ]);
  });

  test('shows at most 250 commits and counts them all', async () => {
    const world = createWorld();
    const { commits } = world.github;
    const base = commits.get('main')?.sha ?? '';
    for (let count = 0; count < 260; count += 1) commits.push();
    const found = await compare(world, base, 'main');
    expect([found.ahead, found.messages.length]).toEqual([260, 250]);
  });

  test('needs two known commits', async () => {
    const world = createWorld();
    expect((await compare(world, 'main', 'nope')).status).toBe(404);
  });
});

describe('checks', () => {
  test('are none until a test sets them, and can turn red', async () => {
    const { github, client } = createWorld();
    const checks = `${R}/commits/main/check-runs`;
    const status = `${R}/commits/main/status`;
    expect((await client.get(checks)).json['total_count']).toBe(0);
    expect((await client.get(status)).json).toMatchObject({
      state: 'pending',
      total_count: 0,
    });
    github.commits.setCheck('main', { name: 'test', conclusion: null });
    github.commits.setCheck('main', { name: 'test', conclusion: 'failure' });
    expect((await client.get(checks)).json).toMatchObject({
      check_runs: [
        { name: 'test', status: 'completed', conclusion: 'failure' },
      ],
    });
    github.commits.setStatus('main', { context: 'ci/a', state: 'success' });
    expect((await client.get(status)).json['state']).toBe('success');
    github.commits.setStatus('main', { context: 'ci/b', state: 'error' });
    expect((await client.get(status)).json['state']).toBe('failure');
  });
});

test('deployments come from jobs with an environment; a newer success makes an older one inactive', async () => {
  const { clock, github, client } = createWorld();
  const first = github.startRun();
  github.finish(first.id);
  clock.pass(60_000);
  const second = github.startRun();
  github.advance(second.id);
  const list = async () =>
    Object.values(
      (await client.get(`${R}/deployments?environment=production`)).json,
    );
  const states = async (index: number) => {
    const url = String((await list())[index]?.['statuses_url']);
    const { json } = await client.get(url.replace(github.url, ''));
    return Object.values(json).map(({ state }) => state);
  };
  expect((await list()).map(({ sha }) => sha)).toEqual([second.sha, first.sha]);
  expect(await states(0)).toEqual(['in_progress', 'queued']);
  expect(await states(1)).toEqual(['success', 'in_progress', 'queued']);
  github.finish(second.id);
  expect((await states(1))[0]).toBe('inactive');
  github.finish(github.startRun().id, 'failure');
  expect((await states(0))[0]).toBe('failure');
  expect((await states(1))[0]).toBe('success');
});
