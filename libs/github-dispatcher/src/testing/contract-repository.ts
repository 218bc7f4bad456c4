import assert from 'node:assert/strict';
import { no, ok, type ContractCase } from './contract-case.ts';

/** How an adapter reads the repository and the owner of the credentials. */
export const repositoryContract: readonly ContractCase[] = [
  {
    name: 'reads the repository and its default branch',
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
    name: 'reads the rate limit, and whose credentials these are',
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
];
