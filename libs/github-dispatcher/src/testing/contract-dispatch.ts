import assert from 'node:assert/strict';
import { fresh, no, ok, type ContractCase } from './contract-case.ts';

const ID = '11111111-2222-4333-8444-555555555555';

/** How an adapter starts workflows, and that its refusals are definite. */
export const dispatchContract: readonly ContractCase[] = [
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
    name: 'refuses an unknown ref and an unknown workflow, definitely and without a run',
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
    name: 'an aborted call is reported as aborted and has no effect',
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
