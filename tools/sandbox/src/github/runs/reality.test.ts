import { describe, expect, test } from 'vitest';
import { createLocalGitHub } from '../local-github.ts';
import { createClient, createClock } from '../testing.ts';
import type { LocalWorkflow } from '../workflow/workflow.ts';

const R = '/repos/acme/shop';

const DEPLOY: LocalWorkflow = {
  file: 'deploy.yml',
  name: 'Deploy',
  inputs: {},
  concurrency: { group: 'deploy-${{ github.ref_name }}' },
  jobs: [
    {
      name: 'build',
      environment: 'production',
      steps: [
        { name: 'Check out', post: true },
        'Test',
        'Upload',
        { name: 'Report', always: true, log: ['report line 1'] },
      ],
    },
    { name: 'lint', steps: ['Lint'] },
  ],
};

function createWorld(options: Parameters<typeof createLocalGitHub>[0] = {}) {
  const clock = createClock();
  const github = createLocalGitHub({
    clock: clock.now,
    timers: clock.timers,
    workflows: [DEPLOY],
    ...options,
  });
  return { clock, github, client: createClient(github) };
}

describe('a failed step', () => {
  test('is followed by the steps that always run, and by the clean-up', async () => {
    const { clock, github } = createWorld();
    const { id } = github.startRun({
      plan: {
        conclusion: 'failure',
        failAtStep: 'Test',
        log: ['##[error]first line\nsecond line'],
      },
    });
    const seen = new Set<string>();
    while (github.advance(id)) {
      clock.pass(1_000);
      const [job] = github.run(id)?.jobs ?? [];
      const running = job?.steps.find(({ status }) => status === 'in_progress');
      if (job?.steps.some((step) => step.conclusion === 'failure'))
        seen.add(running?.name ?? '-');
    }
    expect([...seen]).toEqual(['Report', 'Post Check out', '-']);
    const [job] = github.run(id)?.jobs ?? [];
    expect(job?.conclusion).toBe('failure');
    expect(
      job?.steps.map(({ name, conclusion }) => [name, conclusion]),
    ).toEqual([
      ['Set up job', 'success'],
      ['Check out', 'success'],
      ['Test', 'failure'],
      ['Upload', 'skipped'],
      ['Report', 'success'],
      ['Post Check out', 'success'],
      ['Complete job', 'success'],
    ]);
    const log = await github.fetch(
      `${github.url}${R}/actions/jobs/${job?.id}/logs`,
      { headers: { authorization: `Bearer ${github.token}` } },
    );
    const lines = (await log.text()).split('\n');
    const at = (text: string) => lines.findIndex((line) => line.endsWith(text));
    expect(at('##[error]first line')).toBeLessThan(at('second line'));
    expect(at('second line')).toBeLessThan(at('##[group]Run Report'));
    expect(at('report line 1')).toBeLessThan(at('Post job cleanup.'));
  });

  test('can be one of several', () => {
    const { github } = createWorld();
    const { id } = github.startRun({
      plan: { conclusion: 'failure', failAtJob: 'build', failedJobs: ['lint'] },
    });
    const { jobs } = github.advanceToEnd(id);
    expect(jobs.map(({ name, conclusion }) => [name, conclusion])).toEqual([
      ['build', 'failure'],
      ['lint', 'failure'],
    ]);
  });
});

test.each([
  { conclusion: 'startup_failure' },
  { conclusion: 'failure', withoutJobs: true },
])('a run may end without a job: %j', (plan) => {
  const { github } = createWorld();
  const { id } = github.startRun({ plan });
  expect(github.advanceToEnd(id)).toMatchObject({
    conclusion: plan.conclusion,
    jobs: [],
  });
});

describe('a job in a protected environment', () => {
  const pending = (id: number) => `${R}/actions/runs/${id}/pending_deployments`;

  test('waits for its timer, with no reviewer', async () => {
    const { clock, github, client } = createWorld({
      environments: [{ name: 'production', waitMinutes: 30 }],
    });
    const { id } = github.startRun();
    expect(github.run(id)?.status).toBe('waiting');
    expect((await client.get(pending(id))).json).toMatchObject([
      {
        environment: { name: 'production' },
        wait_timer: 30,
        wait_timer_started_at: '2026-03-04T12:00:00Z',
        reviewers: [],
      },
    ]);
    clock.pass(30 * 60_000 - 1);
    expect(github.run(id)?.jobs[0]?.status).toBe('waiting');
    clock.pass(1);
    expect(github.run(id)?.jobs[0]?.status).toBe('queued');
    expect(github.advanceToEnd(id).conclusion).toBe('success');
  });

  test("waits for another App's rule, which names no one", async () => {
    const { github, client } = createWorld({
      environments: [{ name: 'production', customRule: true }],
    });
    const { id } = github.startRun();
    expect((await client.get(pending(id))).json).toMatchObject([
      { wait_timer: 0, wait_timer_started_at: null, reviewers: [] },
    ]);
    github.approve(id);
    expect(github.advanceToEnd(id).conclusion).toBe('success');
  });

  test('waits for people', async () => {
    const { github, client } = createWorld({
      environments: [{ name: 'production', reviewers: ['ada'] }],
    });
    const { id } = github.startRun();
    expect((await client.get(pending(id))).json).toMatchObject([
      {
        current_user_can_approve: false,
        reviewers: [{ reviewer: { login: 'ada' } }],
      },
    ]);
  });
});

describe('a concurrency group', () => {
  test('shows who holds it and who waits', async () => {
    const { github, client } = createWorld();
    const first = github.startRun();
    const second = github.startRun();
    const groups = `${R}/actions/concurrency_groups`;
    expect((await client.get(groups)).json).toMatchObject({
      total_count: 1,
      concurrency_groups: [{ group_name: 'deploy-main' }],
    });
    expect((await client.get(`${groups}/deploy-main`)).json).toMatchObject({
      group_members: [
        { run_id: first.id, status: 'in_progress' },
        { run_id: second.id, status: 'pending' },
      ],
    });
    const own = `${R}/actions/runs/${second.id}/concurrency_groups`;
    expect((await client.get(own)).json).toMatchObject({
      concurrency_groups: [{ group_members: [{ position: 1 }] }],
    });
    github.finish(first.id);
    github.finish(second.id);
    expect((await client.get(`${groups}/deploy-main`)).status).toBe(404);
  });
});

describe('a cancelled job', () => {
  async function note(
    { github, client }: ReturnType<typeof createWorld>,
    id: number,
  ) {
    const job = github.run(id)?.jobs[0]?.id;
    const { json } = await client.get(`${R}/check-runs/${job}/annotations`);
    return Object.values(json).map(({ message }) => message);
  }

  test('names the person', async () => {
    const world = createWorld();
    const { id } = world.github.startRun();
    world.github.cancel(id, 'ada');
    expect(await note(world, id)).toEqual(['The run was canceled by @ada.']);
  });

  test('names the group of the newer run', async () => {
    const group = 'deploy';
    const world = createWorld({
      workflows: [
        { ...DEPLOY, concurrency: { group, cancelInProgress: true } },
      ],
    });
    const { id } = world.github.startRun();
    world.github.startRun();
    expect(await note(world, id)).toEqual([
      "Canceling since a higher priority waiting request for 'deploy' exists",
    ]);
  });
});

test('job lists can lag behind the end of the run', async () => {
  const { github, client } = createWorld();
  const { id } = github.startRun();
  github.advance(id);
  github.freezeJobs(id, 2);
  github.finish(id);
  async function status() {
    const { json } = await client.get(`${R}/actions/runs/${id}/jobs`);
    return json['jobs']?.['0']?.['status'];
  }
  expect([await status(), await status(), await status()]).toEqual([
    'in_progress',
    'in_progress',
    'completed',
  ]);
});

test('a skipped job ends before it starts', async () => {
  const { github, client } = createWorld();
  const { id } = github.startRun({ plan: { conclusion: 'skipped' } });
  github.advanceToEnd(id);
  const { json } = await client.get(`${R}/actions/runs/${id}/jobs`);
  expect(json['jobs']?.['0']).toMatchObject({
    started_at: '2026-03-04T12:00:00Z',
    completed_at: '2026-03-04T11:59:59Z',
  });
});
