import { describe, expect, test } from 'vitest';
import { createLocalScene, DEPLOY } from '../testing/local-scene.ts';

describe('resolveCommit', () => {
  test('of a branch, a tag and a commit id', async () => {
    const { local, github } = createLocalScene({ branches: ['v1'] });
    const sha = local.push('main');
    for (const ref of ['main', sha, sha.slice(0, 8)])
      expect(await github.resolveCommit(ref)).toEqual({
        ok: true,
        value: { sha },
      });
    expect(await github.resolveCommit('v1')).toMatchObject({ ok: true });
  });

  test('of what does not exist: not found', async () => {
    const { github } = createLocalScene();
    for (const ref of ['nowhere', 'a'.repeat(40)])
      expect(await github.resolveCommit(ref)).toMatchObject({
        ok: false,
        reason: 'not_found',
      });
  });
});

describe('compareCommits', () => {
  test('ahead, with the commits, oldest first; behind; identical', async () => {
    const { local, github } = createLocalScene();
    const base = local.push();
    const shas = [local.push(), local.push()];
    const head = shas.at(-1) ?? '';
    expect(await github.compareCommits(base, head)).toMatchObject({
      ok: true,
      value: {
        status: 'ahead',
        aheadBy: 2,
        behindBy: 0,
        totalCommits: 2,
        mergeBase: base,
        url: expect.stringContaining('/compare/'),
        commits: shas.map((sha) => ({
          sha,
          subject: expect.stringMatching(/\S/),
          author: expect.stringMatching(/\S/),
        })),
      },
    });
    expect(await github.compareCommits(head, base)).toMatchObject({
      value: { status: 'behind', behindBy: 2, commits: [] },
    });
    expect(await github.compareCommits(head, head)).toMatchObject({
      value: { status: 'identical' },
    });
  });

  test('with an unknown commit: not found', async () => {
    const { github } = createLocalScene();
    expect(await github.compareCommits('main', 'nowhere')).toMatchObject({
      ok: false,
      reason: 'not_found',
    });
  });
});

describe('getChecks', () => {
  test('none, then pending, then failure; names of both kinds', async () => {
    const { local, github } = createLocalScene();
    const sha = local.push();
    expect(await github.getChecks(sha)).toMatchObject({
      value: { state: 'none', total: 0 },
    });
    local.commits.setCheck(sha, { name: 'build', conclusion: null });
    local.commits.setStatus(sha, { context: 'ci/lint', state: 'success' });
    expect(await github.getChecks(sha)).toMatchObject({
      value: { state: 'pending', pending: ['build'], failing: [], total: 2 },
    });
    local.commits.setCheck(sha, {
      name: 'build',
      conclusion: 'success',
    });
    expect(await github.getChecks(sha)).toMatchObject({
      value: { state: 'success', total: 2 },
    });
    local.commits.setStatus(sha, { context: 'ci/lint', state: 'error' });
    expect(await github.getChecks(sha)).toMatchObject({
      value: { state: 'failure', failing: ['ci/lint'] },
    });
  });
});

test('deployments of an environment, newest first, each with its newest status', async () => {
  const { clock, local, github } = createLocalScene({
    workflows: [
      {
        ...DEPLOY,
        jobs: [{ name: 'deploy', steps: ['Go'], environment: 'staging' }],
      },
    ],
  });
  const first = local.startRun();
  local.finish(first.id, 'success');
  await clock.advance(60_000);
  local.push();
  const second = local.startRun();
  local.finish(second.id, 'failure');
  expect(await github.listDeployments('staging', { limit: 5 })).toMatchObject({
    ok: true,
    value: [
      { sha: second.sha, state: 'failure', ref: 'main' },
      { sha: first.sha, state: 'success', creator: expect.any(String) },
    ],
  });
  expect(await github.listDeployments('production')).toEqual({
    ok: true,
    value: [],
  });
});
