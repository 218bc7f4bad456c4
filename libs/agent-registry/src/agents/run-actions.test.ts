import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestCore, READER, type TestCore } from '../testing/core.ts';

let opened: TestCore;
beforeEach(async () => {
  opened = await openTestCore({
    github: {
      workflows: [
        {
          file: 'client-deploy.yml',
          name: 'Client Deploy',
          jobs: [{ name: 'deploy', steps: ['Build', 'Sync'] }],
        },
        {
          file: 'release.yml',
          name: 'Release',
          jobs: [{ name: 'release', steps: ['Publish'] }],
        },
      ],
    },
  });
});
afterEach(() => opened.close());

const posts = () =>
  opened.github.requests.filter(({ method }) => method === 'POST');

describe.each(['cancel', 'rerun'])('%s', (command) => {
  it('is for operators', async () => {
    const { id } = opened.github.startRun();
    expect(await opened.refusal(command, { run_id: id }, READER)).toMatchObject(
      {
        reason: 'not_allowed',
      },
    );
    expect(posts()).toEqual([]);
  });

  it('leaves runs of workflows alone that it does not drive', async () => {
    const run = opened.github.startRun({ workflow: 'release.yml' });
    expect(await opened.call(command, { run_id: run.id })).toMatchObject({
      outcome: 'failed',
      report: {
        summary:
          'Run #1 belongs to a workflow that is not configured here, Release.',
      },
    });
    expect(posts()).toEqual([]);
  });

  it('leaves a run alone that has gone on to another attempt', async () => {
    const run = opened.github.startRun();
    opened.github.finish(run.id, 'failure');
    opened.github.rerun(run.id);
    expect(
      await opened.call(command, { run_id: run.id, attempt: 1 }),
    ).toMatchObject({
      outcome: 'failed',
      report: {
        summary: 'This was about attempt 1; run #1 is at attempt 2 by now.',
      },
    });
    expect(posts()).toEqual([]);
  });

  it('says that there is no such run, and that GitHub fails', async () => {
    expect(await opened.call(command, { run_id: 7 })).toMatchObject({
      outcome: 'failed',
      report: { summary: 'acme/shop has no run #7.' },
    });
    opened.github.fail('GET ', { kind: 'status', status: 403 }, 100);
    expect(await opened.call(command, { run_id: 7 })).toMatchObject({
      outcome: 'error',
    });
  });
});

describe('cancel', () => {
  it('cancels a run under way', async () => {
    const run = opened.github.startRun();
    expect(await opened.call('cancel', { run_id: run.id })).toMatchObject({
      outcome: 'answered',
    });
    expect(posts()).toMatchObject([
      { path: expect.stringMatching(new RegExp(`/runs/${run.id}/cancel$`)) },
    ]);
  });

  it('does so with force where asked', async () => {
    const run = opened.github.startRun();
    await opened.call('cancel', { run_id: run.id, force: true });
    expect(posts()).toMatchObject([
      { path: expect.stringMatching(/\/force-cancel$/) },
    ]);
  });

  it('says of a run that is over how it ended', async () => {
    const run = opened.github.startRun();
    opened.github.finish(run.id);
    expect(await opened.call('cancel', { run_id: run.id })).toMatchObject({
      outcome: 'failed',
      report: { summary: 'Run #1 has ended: succeeded.' },
    });
    expect(posts()).toEqual([]);
  });
});

describe('rerun', () => {
  it('runs all of it again and names the new attempt', async () => {
    const run = opened.github.startRun();
    opened.github.finish(run.id);
    expect(await opened.call('rerun', { run_id: run.id })).toMatchObject({
      outcome: 'started',
      follow: { runId: run.id, attempt: 2 },
      report: { title: 'Client Deploy: Started' },
    });
    expect(opened.github.run(run.id)?.attempt).toBe(2);
  });

  it('runs the failed jobs alone where asked', async () => {
    const run = opened.github.startRun();
    opened.github.finish(run.id, 'failure');
    await opened.call('rerun', { run_id: run.id, failed_only: true });
    expect(posts()).toMatchObject([
      { path: expect.stringMatching(/\/rerun-failed-jobs$/) },
    ]);
  });

  it('finds nothing to do for a run under way, or one without a failure', async () => {
    const run = opened.github.startRun();
    expect(await opened.call('rerun', { run_id: run.id })).toMatchObject({
      outcome: 'failed',
      report: { summary: expect.stringMatching(/still running/) },
    });
    opened.github.finish(run.id);
    expect(
      await opened.call('rerun', { run_id: run.id, failed_only: true }),
    ).toMatchObject({ outcome: 'failed' });
    expect(posts()).toEqual([]);
  });

  it('asks after a lost answer whether it was begun, and never sends it twice', async () => {
    const run = opened.github.startRun();
    opened.github.finish(run.id);
    opened.github.fail(/^POST .*\/rerun$/, { kind: 'drop-after' });
    expect(await opened.call('rerun', { run_id: run.id })).toMatchObject({
      outcome: 'started',
      follow: { attempt: 2 },
    });
    opened.github.finish(run.id);
    opened.github.fail(/^POST .*\/rerun$/, { kind: 'drop' });
    expect(await opened.call('rerun', { run_id: run.id })).toMatchObject({
      outcome: 'ambiguous',
    });
    expect(opened.github.run(run.id)?.attempt).toBe(2);
    expect(posts()).toHaveLength(2);
  });
});
