import assert from 'node:assert/strict';
import type { Run } from '../run/run.ts';
import {
  fresh,
  no,
  ok,
  type ContractCase,
  type ContractWorld,
} from './contract-case.ts';

/** How an adapter reads runs and acts on them. */
export const runsContract: readonly ContractCase[] = [
  {
    name: 'reports "not modified" for a known ETag until the run changes',
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
    name: 'reads jobs, steps and the end of a log',
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
        ok(await github.getJobLog(failed.id, { maxCharacters: 10 })),
        log.slice(-10),
      );
      assert.equal(no(await github.getJobLog(1)).reason, 'not_found');
    },
  },
  {
    name: 'cancels, and reports when it is too late',
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
    name: 'lists and reviews pending approvals',
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
