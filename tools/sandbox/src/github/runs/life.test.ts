import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { LocalGitHub } from '../local-github.ts';
import { startLocalGitHub } from '../start-local-github.ts';
import { RUN_CONCLUSIONS } from './conclusion.ts';
import { createClient, createClock } from '../testing.ts';
import { CLIENT_DEPLOY, type LocalWorkflow } from '../workflow/workflow.ts';

const R = '/repos/acme/shop';
const GROUPED: LocalWorkflow = {
  ...CLIENT_DEPLOY,
  concurrency: { group: 'deploy-${{ github.ref_name }}' },
};

const clock = createClock();
let github: LocalGitHub;
let client: ReturnType<typeof createClient>;

async function start(workflows: readonly LocalWorkflow[] = [CLIENT_DEPLOY]) {
  github = await startLocalGitHub({
    workflows,
    clock: clock.now,
    timers: clock.timers,
  });
  client = createClient(github);
}

beforeEach(() => start());
afterEach(() => github.close());

function verb(id: number, name: string, body?: unknown) {
  return client.post(`${R}/actions/runs/${id}/${name}`, body);
}

describe('a run', () => {
  test('does not move by itself at a manual pace', () => {
    const { id } = github.startRun();
    clock.pass(3_600_000);
    expect(github.run(id)?.status).toBe('queued');
  });

  test('goes from queued through its jobs to its conclusion', () => {
    const { id } = github.startRun();
    const seen: string[] = [];
    do {
      const run = github.run(id);
      const step = run?.jobs
        .flatMap(({ steps }) => steps)
        .find(({ status }) => status === 'in_progress');
      seen.push(
        `${run?.status} ${step?.name ?? run?.jobs.map(({ status }) => status).join('+')}`,
      );
    } while (github.advance(id));
    expect(seen).toEqual([
      'queued queued',
      'in_progress Set up job',
      'in_progress Check out',
      'in_progress Install',
      'in_progress Build the client',
      'in_progress Upload artifact',
      'in_progress Complete job',
      'in_progress completed+queued',
      'in_progress Set up job',
      'in_progress Download artifact',
      'in_progress Sign in to the cloud',
      'in_progress Upload to storage',
      'in_progress Invalidate the cache',
      'in_progress Complete job',
      'in_progress completed+completed',
      'completed completed+completed',
    ]);
    expect(github.run(id)?.conclusion).toBe('success');
  });

  test('moves at its pace, which can change on the way', () => {
    const { id } = github.startRun();
    github.setPace(100);
    clock.pass(150);
    expect(github.run(id)?.status).toBe('in_progress');
    github.setPace('manual');
    clock.pass(60_000);
    expect(github.run(id)?.status).toBe('in_progress');
    github.setPace(1);
    clock.pass(100);
    expect(github.run(id)?.conclusion).toBe('success');
  });

  test.each([...RUN_CONCLUSIONS, 'brand_new'])(
    'can be planned to end %s',
    (conclusion) => {
      github.planNext({ conclusion });
      const run = github.advanceToEnd(github.startRun().id);
      expect(run).toMatchObject({ status: 'completed', conclusion });
      expect(run.jobs.every(({ status }) => status === 'completed')).toBe(true);
    },
  );

  test.each([...RUN_CONCLUSIONS, 'brand_new'])(
    'can be ended %s at any moment',
    (conclusion) => {
      for (let moves = 0; moves < 16; moves += 1) {
        const { id } = github.startRun();
        for (let move = 0; move < moves; move += 1) github.advance(id);
        expect(github.finish(id, conclusion)).toMatchObject(
          moves < 15
            ? { status: 'completed', conclusion }
            : { status: 'completed', conclusion: 'success' },
        );
      }
    },
  );

  test('that fails skips what comes after the failing step', () => {
    github.planNext({ conclusion: 'failure', failAtStep: 'Install' });
    const { jobs } = github.advanceToEnd(github.startRun().id);
    expect(jobs).toMatchObject([
      { conclusion: 'failure' },
      { conclusion: 'skipped', steps: [] },
    ]);
    expect(jobs[0]?.steps.map(({ conclusion }) => conclusion)).toEqual([
      'success',
      'success',
      'failure',
      'skipped',
      'skipped',
      'success',
    ]);
  });

  test('fails where it is when the step it was to fail at has passed', () => {
    const { id } = github.startRun();
    for (let move = 0; move < 4; move += 1) github.advance(id);
    const { jobs } = github.finish(id, 'failure', { failStep: 'Check out' });
    expect(jobs[0]?.conclusion).toBe('failure');
    expect(
      jobs[0]?.steps.find(({ conclusion }) => conclusion === 'failure')?.name,
    ).toBe('Build the client');
  });

  test('hangs until it is released', () => {
    github.planNext({ hang: 'Install' });
    const { id } = github.startRun();
    expect(github.advanceToEnd(id).status).toBe('in_progress');
    expect(github.advance(id)).toBe(false);
    github.release(id);
    expect(github.advanceToEnd(id).conclusion).toBe('success');
  });

  test('without jobs ends before any exists', () => {
    github.planNext({ conclusion: 'startup_failure' });
    const { id } = github.startRun();
    expect(github.run(id)?.jobs).toEqual([]);
    expect(github.advanceToEnd(id)).toMatchObject({
      jobs: [],
      conclusion: 'startup_failure',
    });
  });

  test('is gone once it is deleted', async () => {
    const { id } = github.startRun();
    github.deleteRun(id);
    expect(await client.get(`${R}/actions/runs/${id}`)).toMatchObject({
      status: 404,
    });
    expect(github.run(id)).toBeUndefined();
  });
});

describe('a concurrency group', () => {
  beforeEach(async () => {
    await github.close();
    await start([
      GROUPED,
      {
        ...GROUPED,
        file: 'other.yml',
        concurrency: { group: 'x', cancelInProgress: true },
      },
    ]);
  });

  test('lets one run, holds one pending, and cancels the pending one for a newer', () => {
    const [first, second, third] = [1, 2, 3].map(() => github.startRun().id);
    const states = () =>
      [first, second, third].map(
        (id = 0) => github.run(id)?.conclusion ?? github.run(id)?.status,
      );
    expect(states()).toEqual(['queued', 'cancelled', 'pending']);
    expect(github.run(second ?? 0)?.jobs).toEqual([]);
    expect(github.advance(third ?? 0)).toBe(false);
    github.finish(first ?? 0);
    expect(states()).toEqual(['success', 'cancelled', 'queued']);
  });

  test('cancels what runs where the workflow says so', () => {
    const first = github.startRun({ workflow: 'other.yml' }).id;
    github.advance(first);
    const second = github.startRun({ workflow: 'other.yml' }).id;
    expect(github.run(first)?.conclusion).toBe('cancelled');
    expect(github.run(second)?.status).toBe('queued');
  });

  test('is cleared, pending run and all, by a workflow that cancels', async () => {
    await github.close();
    const concurrency = { group: 'deploy-main', cancelInProgress: true };
    await start([GROUPED, { ...GROUPED, file: 'other.yml', concurrency }]);
    const [first, second] = [1, 2].map(() => github.startRun().id);
    expect(github.startRun({ workflow: 'other.yml' }).status).toBe('queued');
    expect(github.run(first ?? 0)?.conclusion).toBe('cancelled');
    expect(github.run(second ?? 0)).toMatchObject({
      conclusion: 'cancelled',
      jobs: [],
    });
  });

  test('knows its own branch only', () => {
    github.startRun();
    expect(github.startRun({ branch: 'release' }).status).toBe('queued');
  });
});

test('a plan can hold a run pending behind another, or until it is released', () => {
  const ahead = github.startRun().id;
  const behind = github.startRun({ plan: { pendingBehind: ahead } }).id;
  const alone = github.startRun({ plan: { pendingBehind: true } }).id;
  expect([behind, alone].map((id) => github.run(id)?.status)).toEqual([
    'pending',
    'pending',
  ]);
  github.finish(ahead);
  expect([behind, alone].map((id) => github.run(id)?.status)).toEqual([
    'queued',
    'pending',
  ]);
  expect(github.release(alone).status).toBe('queued');
});

describe('a cancel', () => {
  test('of a run that waits ends it at once; of one that runs, at its next move', async () => {
    const queued = github.startRun().id;
    const running = github.startRun().id;
    github.advance(running);
    expect(await verb(queued, 'cancel')).toMatchObject({ status: 202 });
    expect(await verb(running, 'cancel')).toMatchObject({ status: 202 });
    expect(github.run(queued)?.conclusion).toBe('cancelled');
    expect(github.run(running)?.status).toBe('in_progress');
    github.advance(running);
    expect(github.run(running)?.conclusion).toBe('cancelled');
    expect(await verb(running, 'cancel')).toMatchObject({ status: 409 });
  });

  test('that is ignored leaves force-cancel', async () => {
    github.planNext({ ignoreCancel: true, hang: true });
    const { id } = github.startRun();
    github.advance(id);
    await verb(id, 'cancel');
    expect(github.advanceToEnd(id).status).toBe('in_progress');
    expect(await verb(id, 'force-cancel')).toMatchObject({ status: 202 });
    expect(github.run(id)?.conclusion).toBe('cancelled');
  });
});

describe('a re-run', () => {
  test('is a new attempt of the same run on the same commit', async () => {
    const { id, sha } = github.startRun();
    expect(await verb(id, 'rerun')).toMatchObject({ status: 403 });
    github.finish(id, 'failure');
    github.push();
    expect(await verb(id, 'rerun')).toMatchObject({ status: 201 });
    expect(github.run(id)).toMatchObject({
      id,
      sha,
      attempt: 2,
      status: 'queued',
      conclusion: null,
    });
    const before = await client.get(`${R}/actions/runs/${id}/attempts/1`);
    expect(before.json).toMatchObject({
      run_attempt: 1,
      conclusion: 'failure',
    });
    const now = await client.get(`${R}/actions/runs/${id}`);
    expect(now.json['previous_attempt_url']).toBe(
      `${github.url}${R}/actions/runs/${id}/attempts/1`,
    );
  });

  test('of failed jobs keeps what succeeded', async () => {
    github.planNext({ conclusion: 'failure' });
    const { id } = github.startRun();
    github.advanceToEnd(id);
    await verb(id, 'rerun-failed-jobs');
    expect(github.run(id)?.jobs).toMatchObject([
      { name: 'build', conclusion: 'success' },
      { name: 'deploy', status: 'queued' },
    ]);
    expect(github.advanceToEnd(id).conclusion).toBe('success');
    expect(await verb(id, 'rerun-failed-jobs')).toMatchObject({ status: 403 });
    const all = await client.get(`${R}/actions/runs/${id}/jobs?filter=all`);
    expect(all.json['total_count']).toBe(4);
  });

  test('is refused for a run older than a month', async () => {
    const { id } = github.startRun();
    github.finish(id);
    clock.pass(31 * 24 * 3_600_000);
    expect(await verb(id, 'rerun')).toMatchObject({ status: 403 });
  });
});

describe('a protected environment', () => {
  const pending = (id: number) => `${R}/actions/runs/${id}/pending_deployments`;

  test('holds the run waiting until it is approved', async () => {
    github.planNext({ waitForApproval: 'staging' });
    const { id } = github.startRun();
    expect(github.advanceToEnd(id)).toMatchObject({
      status: 'waiting',
      jobs: [{}, { status: 'waiting' }],
    });
    const { json } = await client.get(pending(id));
    expect(json).toMatchObject([
      { environment: { name: 'staging' }, current_user_can_approve: true },
    ]);
    const body = {
      state: 'approved',
      comment: 'Go',
      environment_ids: [json[0]?.['environment']?.['id']],
    };
    expect(
      await client.post(pending(id), { ...body, environment_ids: [1] }),
    ).toMatchObject({ status: 422 });
    expect(await client.post(pending(id), body)).toMatchObject({ status: 200 });
    expect((await client.get(pending(id))).json).toEqual([]);
    expect(github.advanceToEnd(id).conclusion).toBe('success');
    const approvals = await client.get(`${R}/actions/runs/${id}/approvals`);
    expect(approvals.json).toMatchObject([
      { state: 'approved', comment: 'Go', user: { login: github.login } },
    ]);
  });

  test('does not hold up a run that a test finishes', () => {
    for (const moves of [0, 7]) {
      const { id } = github.startRun({ plan: { waitForApproval: true } });
      for (let move = 0; move < moves; move += 1) github.advance(id);
      expect(github.finish(id).conclusion).toBe('success');
    }
  });

  test('fails the run when it is rejected', () => {
    github.planNext({ waitForApproval: true });
    const { id } = github.startRun();
    github.advanceToEnd(id);
    github.reject(id);
    expect(github.advanceToEnd(id).conclusion).toBe('failure');
  });

  test('can only be reviewed by its reviewers', async () => {
    await github.close();
    github = await startLocalGitHub({
      environments: [{ name: 'production', reviewers: ['grace'] }],
      workflows: [
        {
          ...CLIENT_DEPLOY,
          jobs: [{ name: 'deploy', steps: ['Go'], environment: 'production' }],
        },
      ],
    });
    client = createClient(github);
    const { id, status } = github.startRun();
    expect(status).toBe('waiting');
    const { json } = await client.get(pending(id));
    expect(json).toMatchObject([
      {
        current_user_can_approve: false,
        reviewers: [{ reviewer: { login: 'grace' } }],
      },
    ]);
    const answer = await client.post(pending(id), {
      state: 'approved',
      comment: '',
      environment_ids: [json[0]?.['environment']?.['id']],
    });
    expect(answer.status).toBe(422);
  });
});

describe('the log of a job', () => {
  test('is behind a redirect to another origin that takes no credentials and lasts a minute', async () => {
    github.planNext({
      conclusion: 'failure',
      failAtStep: 'Install',
      log: ['no such package', 'gave up'],
    });
    const { id } = github.startRun();
    const job = github.run(id)?.jobs[0]?.id;
    const path = `${R}/actions/jobs/${job}/logs`;
    expect(await client.get(path)).toMatchObject({ status: 404 });
    github.advanceToEnd(id);
    const { status, headers } = await client.get(path);
    const location = headers.get('location') ?? '';
    expect(status).toBe(302);
    expect(new URL(location).origin).not.toBe(new URL(github.url).origin);
    const bytes = Buffer.from(await (await fetch(location)).arrayBuffer());
    expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    const lines = bytes
      .toString()
      .trim()
      .split('\n')
      .map((line) => line.replace(/^\S+ /, ''));
    expect(lines).toContain('##[group]Run Install');
    expect(lines.slice(-4, -1)).toEqual([
      'no such package',
      'gave up',
      '##[error]Process completed with exit code 1.',
    ]);
    const authorization = `Bearer ${github.token}`;
    expect((await fetch(location, { headers: { authorization } })).status).toBe(
      400,
    );
    clock.pass(61_000);
    expect((await fetch(location)).status).toBe(403);
  });
});

test('the page of a run shows its jobs, and its words only as text', async () => {
  const { htmlUrl, id } = github.startRun({
    inputs: { correlation_id: '<img src=x>' },
  });
  github.advance(id);
  const page = await (await fetch(htmlUrl)).text();
  expect(page).toContain('Set up job');
  expect(page).not.toContain('<img');
  expect(page).toContain('http-equiv="refresh"');
  github.finish(id);
  expect(await (await fetch(htmlUrl)).text()).not.toContain('refresh');
  expect((await fetch(`${htmlUrl}9`)).status).toBe(404);
});
