import assert from 'node:assert/strict';
import type { Failure, Fetched, GitHub, Result } from '../github.ts';
import type { Run } from '../run.ts';

/** A GitHub to try an adapter on, and a hand on what its runs do. */
export type ContractWorld = {
  readonly github: GitHub;
  /** File name of a workflow that can be dispatched, takes `correlation_id` and echoes it. */
  readonly workflow: string;
  /** Event type of `repository_dispatch` that starts a workflow. */
  readonly eventType: string;
  /** Ends a run; a failed one fails in a step, and its log says `reason`. */
  finish(
    runId: number,
    conclusion: 'success' | 'failure',
    reason?: string,
  ): void;
  /** Makes a run wait for the approval of an environment. */
  wait(runId: number): void;
};

export type ContractCase = {
  readonly name: string;
  run(world: ContractWorld): Promise<void>;
};

const ID = '11111111-2222-4333-8444-555555555555';

/** What every adapter of the port does, as cases for any test runner: `for (const { name, run } of gitHubContract) test(name, …)`. */
export const gitHubContract: readonly ContractCase[] = [
  {
    name: 'tells the repository and its default branch',
    async run({ github }) {
      const repository = ok(await github.getRepository());
      assert.equal(repository.fullName, github.repository);
      assert.equal(repository.defaultBranch, 'main');
    },
  },
  {
    name: 'lists workflows and finds one by file name and by id',
    async run({ github, workflow }) {
      const all = ok(await github.listWorkflows());
      const mine = all.find(
        ({ path }) => path === `.github/workflows/${workflow}`,
      );
      assert.ok(mine);
      assert.equal(mine.state, 'active');
      assert.deepEqual(ok(await github.getWorkflow(workflow)), mine);
      assert.deepEqual(ok(await github.getWorkflow(mine.id)), mine);
      assert.equal(
        no(await github.getWorkflow('nowhere.yml')).reason,
        'not_found',
      );
    },
  },
  {
    name: 'dispatches and names the run, which can be read at once',
    async run({ github, workflow }) {
      const accepted = ok(
        await github.dispatchWorkflow({
          workflow,
          ref: 'main',
          inputs: { correlation_id: ID },
        }),
      );
      assert.ok(accepted.run && accepted.acceptedAt);
      const run = fresh(await github.getRun(accepted.run.id)).value;
      assert.equal(run.url, accepted.run.url);
      assert.equal(run.attempt, 1);
      assert.equal(run.event, 'workflow_dispatch');
      assert.equal(run.headBranch, 'main');
      assert.equal(run.conclusion, null);
      assert.ok(run.displayTitle.includes(ID));
      assert.ok(
        Math.abs(run.createdAt.getTime() - accepted.acceptedAt.getTime()) <=
          2_000,
      );
    },
  },
  {
    name: 'refuses an unknown ref and an unknown workflow, for certain and without a run',
    async run({ github, workflow }) {
      const ref = no(
        await github.dispatchWorkflow({ workflow, ref: 'nowhere', inputs: {} }),
      );
      assert.deepEqual(
        [ref.reason, ref.status, ref.definite],
        ['invalid', 422, true],
      );
      assert.match(ref.message, /No ref found/);
      const file = no(
        await github.dispatchWorkflow({
          workflow: 'no.yml',
          ref: 'main',
          inputs: {},
        }),
      );
      assert.deepEqual([file.reason, file.definite], ['not_found', true]);
      assert.equal(fresh(await github.listRunsPage()).value.totalCount, 0);
    },
  },
  {
    name: 'starts a workflow by repository_dispatch',
    async run({ github, eventType }) {
      const accepted = ok(
        await github.dispatchRepositoryEvent({
          eventType,
          clientPayload: { correlation_id: ID },
        }),
      );
      assert.equal(accepted.run, undefined);
      assert.ok(accepted.acceptedAt);
      const [run] = fresh(await github.listRunsPage()).value.runs;
      assert.equal(run?.event, 'repository_dispatch');
      assert.ok(run.displayTitle.includes(ID));
    },
  },
  {
    name: 'says "not modified" to a known ETag until the run changes',
    async run(world) {
      const { github } = world;
      const run = await start(world);
      const first = fresh(await github.getRun(run.id));
      assert.ok(first.etag !== undefined);
      const { etag } = first;
      assert.deepEqual(ok(await github.getRun(run.id, { etag })), {
        modified: false,
      });
      world.finish(run.id, 'success');
      const after = fresh(await github.getRun(run.id, { etag }));
      assert.deepEqual(
        [after.value.status, after.value.conclusion],
        ['completed', 'success'],
      );
      assert.equal(no(await github.getRun(1)).reason, 'not_found');
    },
  },
  {
    name: 'lists runs newest first, in pages, filtered and conditionally',
    async run(world) {
      const { github, workflow } = world;
      const ids: number[] = [];
      for (let count = 0; count < 3; count += 1)
        ids.unshift((await start(world)).id);
      const all = fresh(await github.listRunsPage({ workflow }));
      assert.deepEqual(
        all.value.runs.map(({ id }) => id),
        ids,
      );
      assert.equal(all.value.totalCount, 3);
      const second = fresh(await github.listRunsPage({ perPage: 2, page: 2 }));
      assert.deepEqual(
        second.value.runs.map(({ id }) => id),
        ids.slice(2),
      );
      assert.equal(
        fresh(await github.listRunsPage({ event: 'push' })).value.totalCount,
        0,
      );
      assert.ok(all.etag !== undefined);
      assert.deepEqual(
        ok(await github.listRunsPage({ workflow, etag: all.etag })),
        { modified: false },
      );
    },
  },
  {
    name: 'tells jobs, steps and the end of a log',
    async run(world) {
      const { github } = world;
      const run = await start(world);
      world.finish(run.id, 'failure', 'no space left on device');
      const jobs = fresh(await github.listJobs(run.id, 1));
      const failed = jobs.value.find(
        ({ conclusion }) => conclusion === 'failure',
      );
      assert.ok(failed);
      assert.ok(failed.completedAt && failed.startedAt);
      assert.ok(
        failed.steps.some(({ conclusion }) => conclusion === 'failure'),
      );
      const log = ok(await github.getJobLog(failed.id));
      assert.ok(log.includes('no space left on device'));
      assert.equal(
        ok(await github.getJobLog(failed.id, { maxBytes: 10 })),
        log.slice(-10),
      );
      assert.equal(no(await github.getJobLog(1)).reason, 'not_found');
    },
  },
  {
    name: 'cancels, and says when it is too late to',
    async run(world) {
      const { github } = world;
      const run = await start(world);
      ok(await github.cancelRun(run.id));
      const done = await start(world);
      world.finish(done.id, 'success');
      const late = no(await github.cancelRun(done.id));
      assert.deepEqual([late.reason, late.definite], ['conflict', true]);
      const forced = await start(world);
      ok(await github.forceCancelRun(forced.id));
      assert.equal(
        fresh(await github.getRun(forced.id)).value.conclusion,
        'cancelled',
      );
    },
  },
  {
    name: 'runs again as the next attempt, and keeps the first',
    async run(world) {
      const { github } = world;
      const run = await start(world);
      assert.equal(no(await github.rerun(run.id)).definite, true);
      world.finish(run.id, 'failure');
      ok(await github.rerunFailedJobs(run.id));
      const again = fresh(await github.getRun(run.id)).value;
      assert.deepEqual([again.attempt, again.conclusion], [2, null]);
      const first = fresh(await github.getRunAttempt(run.id, 1)).value;
      assert.deepEqual([first.attempt, first.conclusion], [1, 'failure']);
      world.finish(run.id, 'success');
      ok(await github.rerun(run.id));
      assert.equal(fresh(await github.getRun(run.id)).value.attempt, 3);
    },
  },
  {
    name: 'lists and reviews what waits for an approval',
    async run(world) {
      const { github } = world;
      const run = await start(world);
      assert.deepEqual(ok(await github.listPendingDeployments(run.id)), []);
      world.wait(run.id);
      assert.equal(fresh(await github.getRun(run.id)).value.status, 'waiting');
      const [pending] = ok(await github.listPendingDeployments(run.id));
      assert.ok(pending);
      assert.equal(pending.environment.name, 'production');
      const review = {
        environmentIds: [pending.environment.id],
        state: 'approved',
        comment: 'go',
      } as const;
      ok(await github.reviewPendingDeployments(run.id, review));
      assert.deepEqual(ok(await github.listPendingDeployments(run.id)), []);
    },
  },
  {
    name: "reads a workflow's file",
    async run({ github, workflow }) {
      const text = ok(
        await github.getFileContent(`.github/workflows/${workflow}`),
      );
      assert.match(text, /workflow_dispatch/);
      assert.equal(
        no(await github.getFileContent('no/such.yml')).reason,
        'not_found',
      );
    },
  },
  {
    name: 'tells the rate limit, and whose credentials these are',
    async run({ github }) {
      const rate = ok(await github.rateLimit());
      if (rate !== null) {
        assert.ok(rate.limit > 0 && rate.remaining <= rate.limit);
        assert.ok(rate.resetAt.getTime() > 0);
      }
      const viewer = ok(await github.viewer());
      assert.equal(viewer.kind, 'user');
      assert.ok(viewer.login.length > 0);
    },
  },
  {
    name: 'an aborted call says so and does nothing',
    async run({ github, workflow }) {
      const signal = AbortSignal.abort();
      const failure = no(
        await github.dispatchWorkflow(
          { workflow, ref: 'main', inputs: {} },
          { signal },
        ),
      );
      assert.deepEqual([failure.reason, failure.definite], ['aborted', true]);
      assert.equal(fresh(await github.listRunsPage()).value.totalCount, 0);
    },
  },
];

async function start({
  github,
  workflow,
}: ContractWorld): Promise<Pick<Run, 'id'>> {
  const accepted = ok(
    await github.dispatchWorkflow({ workflow, ref: 'main', inputs: {} }),
  );
  assert.ok(accepted.run);
  return accepted.run;
}

function ok<T>(result: Result<T>): T {
  if (!result.ok) assert.fail(`${result.reason}: ${result.message}`);
  return result.value;
}

function no(result: Result<unknown>): Failure {
  if (result.ok) assert.fail('expected a failure');
  return result;
}

function fresh<T>(
  result: Result<Fetched<T>>,
): Extract<Fetched<T>, { modified: true }> {
  const value = ok(result);
  if (!value.modified) assert.fail('expected a modified answer');
  return value;
}
