import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PRODUCTION, sha } from '../../testing/deploys/records.ts';
import { createCommitGraph } from '../../testing/deploys/commit-graph.ts';
import { countPullRequests, makePlan, type PlanRequest } from './make-plan.ts';
import { planFingerprint } from './plan.ts';

const request: PlanRequest = {
  target: PRODUCTION,
  kind: 'deploy',
  workflow: 'deploy',
  ref: 'main',
  mode: 'input',
  inputs: { region: 'eu' },
  base: null,
};
const base = (letter: string) =>
  ({ sha: sha(letter), source: 'journal', certain: true }) as const;

/** a ← b ← c (main), and a ← x (other). */
function history() {
  const graph = createCommitGraph();
  graph.commit('a', [], 'First', 'ann');
  graph.commit('b', ['a'], 'Add a button (#12)', 'ann');
  graph.commit('c', ['b'], 'Merge pull request #14 from x/y', 'ben');
  graph.commit('x', ['a'], 'Something else', 'cat');
  graph.move('main', 'c');
  graph.move('other', 'x');
  return graph;
}

async function planOf(changes: Partial<PlanRequest>, graph = history()) {
  const made = await makePlan(graph, { ...request, ...changes });
  if (made.kind === 'failed') throw new Error(made.message);
  return made.plan;
}

describe('makePlan', () => {
  it('lists what would be added to what is live, newest first', async () => {
    const plan = await planOf({ base: base('a') });
    expect(plan).toMatchObject({
      sha: sha('c'),
      relation: 'ahead',
      ahead: 2,
      behind: 0,
      authors: 2,
      pullRequests: 2,
      partial: false,
      commits: [{ sha: sha('c') }, { sha: sha('b') }],
      lost: [],
    });
    expect(plan.compareUrl).toContain('compare');
  });

  it('says that no earlier deploy is known, that nothing changes, that it goes back', async () => {
    expect(await planOf({})).toMatchObject({
      relation: 'first',
      ahead: 0,
      compareUrl: null,
    });
    expect(await planOf({ base: base('c') })).toMatchObject({
      relation: 'identical',
    });
    expect(await planOf({ base: base('c'), sha: sha('a') })).toMatchObject({
      relation: 'behind',
      behind: 2,
      lost: [{ sha: sha('c') }, { sha: sha('b') }],
    });
    expect(await planOf({ base: base('f') })).toMatchObject({
      relation: 'unknown_base',
    });
  });

  it('lists what would be lost where the histories have parted', async () => {
    const plan = await planOf({ base: base('x') });
    expect(plan).toMatchObject({
      relation: 'diverged',
      ahead: 2,
      behind: 1,
      lost: [{ subject: 'Something else' }],
    });
  });

  it('passes on why GitHub could not say it', async () => {
    expect(
      await makePlan(history(), { ...request, ref: 'nowhere' }),
    ).toMatchObject({ kind: 'failed', reason: 'unknown_ref' });
    const graph = history();
    graph.fail();
    expect(await makePlan(graph, request)).toMatchObject({
      kind: 'failed',
      reason: 'unavailable',
    });
  });

  it('shows ten commits and short subjects, and says when GitHub listed fewer than there are', async () => {
    const graph = createCommitGraph({ listed: 20 });
    graph.commit('0', [], 'First', 'ann');
    for (let n = 1; n <= 30; n += 1)
      graph.commit(`${n}`, [`${n - 1}`], `${'👩‍🚀'.repeat(80)}\nbody`, `a${n}`);
    graph.move('main', '30');
    const plan = await planOf(
      { base: { sha: graph.shaOf('0'), source: 'github', certain: true } },
      graph,
    );
    expect(plan).toMatchObject({ ahead: 30, authors: 20, partial: true });
    expect(plan.commits).toHaveLength(10);
    for (const { subject } of plan.commits) {
      expect([...subject].length).toBeLessThanOrEqual(72);
      expect(subject).not.toContain('\n');
      expect(subject.isWellFormed()).toBe(true);
    }
  });
});

describe('countPullRequests', () => {
  it.each([
    [['Fix it (#12)', 'Merge pull request #12 from a/b', 'Fix (#13)'], 2],
    [['Revert "Fix (#12)"', 'see #14', 'Merge branch main'], 0],
    [[], 0],
  ])('counts %j', (subjects, expected) => {
    expect(
      countPullRequests(
        subjects.map((subject) => ({ subject, sha: '', author: '' })),
      ),
    ).toBe(expected);
  });
});

describe('planFingerprint', () => {
  const plan = { ...request, sha: sha('c') };

  it('depends on everything that decides what ships, and on nothing else', async () => {
    const first = planFingerprint(plan, 'config-1');
    const changes = [
      { target: { service: 'api', environment: 'production' } },
      { kind: 'redeploy' },
      { workflow: 'other' },
      { ref: 'v1' },
      { sha: sha('b') },
      { sha: null },
      { mode: 'ref' },
      { inputs: { region: 'us' } },
      { inputs: {} },
    ] as const;
    const others = changes.map((change) =>
      planFingerprint({ ...plan, ...change }, 'config-1'),
    );
    expect(
      new Set([first, ...others, planFingerprint(plan, 'config-2')]).size,
    ).toBe(changes.length + 2);
    const made = await planOf({ base: base('a') });
    expect(planFingerprint(made, 'config-1')).toBe(first);
  });

  it('does not depend on the order of the inputs', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.string(),
          fc.oneof(fc.string(), fc.integer(), fc.boolean()),
        ),
        (inputs) => {
          const turned = Object.fromEntries(
            Object.entries(inputs).toReversed(),
          );
          expect(planFingerprint({ ...plan, inputs: turned }, 'c')).toBe(
            planFingerprint({ ...plan, inputs }, 'c'),
          );
        },
      ),
    );
  });
});
