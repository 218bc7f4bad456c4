import assert from 'node:assert/strict';
import type { AttemptKey } from '../../history/attempt.ts';
import type { AttemptWithJobs, History } from '../../history/history.ts';
import { finished, job, NOON, SHOP, sighting, stateAt } from '../history.ts';
import type { ContractCase } from './contract.ts';

const DAY = 86_400_000;

function keyOf({ repository, runId, attempt }: AttemptKey): AttemptKey {
  return { repository, runId, attempt };
}

function ids(attempts: readonly AttemptWithJobs[]): string[] {
  return attempts.map(({ runId, attempt }) => `${runId}.${attempt}`);
}

/** What every `History` does. */
export const historyContract: readonly ContractCase<History>[] = [
  {
    name: 'gives back everything it was given of an attempt',
    async check(history) {
      const whole = finished(NOON, {
        runNumber: 45,
        workflowId: 7,
        workflowPath: '.github/workflows/deploy.yml',
        workflowName: 'Deploy \u{1F680}',
        title: 'Deploy',
        event: 'workflow_dispatch',
        branch: 'main',
        sha: 'abc1234',
        committedAt: NOON - DAY,
        actor: 'octocat',
        url: 'https://github.com/acme/shop/actions/runs/1',
        requester: 'ann',
        deploy: { target: 'client/production', kind: 'rollback' },
        approvalWaitMs: 5_000,
      });
      await history.record([whole], NOON + 1);
      const { state, end: _, ...facts } = whole;
      assert.deepEqual(await history.find(whole), {
        ...facts,
        state,
        ends: { updated_at: NOON },
        jobsSeen: false,
        deletedAt: null,
        recordedAt: NOON + 1,
        jobs: null,
      });
      assert.equal(await history.find(sighting({ attempt: 2 })), null);
    },
  },
  {
    name: 'merges looks at one attempt, from one call or several',
    async check(history) {
      await history.record(
        [
          sighting({ state: stateAt(NOON), title: 'Deploy' }),
          sighting({ state: stateAt(NOON + 10, 'completed', 'failure') }),
          sighting({ state: stateAt(NOON + 20), branch: 'main' }),
        ],
        NOON,
      );
      await history.record([sighting({ runNumber: 45 })], null);
      const { state, title, branch, runNumber } =
        (await history.find(sighting())) ?? {};
      assert.deepEqual(
        { state, title, branch, runNumber },
        {
          state: stateAt(NOON + 10, 'completed', 'failure'),
          title: 'Deploy',
          branch: 'main',
          runNumber: 45,
        },
      );
    },
  },
  {
    name: 'knows a repository in any case',
    async check(history) {
      await history.record([finished(NOON, { repository: 'Acme/Shop' })], null);
      assert.notEqual(await history.find(sighting()), null);
      assert.notEqual(
        await history.find(sighting({ repository: 'ACME/shop' })),
        null,
      );
      await history.addCoverage({
        repository: 'Acme/Shop',
        workflow: null,
        how: 'list',
        from: 1,
        to: 2,
      });
      assert.equal((await history.coverage('acme/SHOP')).length, 1);
    },
  },
  {
    name: 'loses nothing that is recorded at the same time',
    async check(history) {
      const fields = [
        'title',
        'branch',
        'event',
        'actor',
        'sha',
        'url',
        'requester',
        'workflowName',
      ] as const;
      await Promise.all(
        fields.map((field) =>
          history.record([sighting({ [field]: field })], null),
        ),
      );
      const found = await history.find(sighting());
      assert.deepEqual(
        fields.map((field) => found?.[field]),
        fields,
      );
      await Promise.all(
        [1, 2, 3, 4].map((id) =>
          history.record(
            [{ ...keyOf(sighting()), jobs: [job({ id })], jobsWhole: false }],
            null,
          ),
        ),
      );
      assert.deepEqual(
        (await history.find(sighting()))?.jobs?.map(({ id }) => id),
        [1, 2, 3, 4],
      );
    },
  },
  {
    name: 'takes many attempts at once, whatever their order',
    async check(history) {
      const many = Array.from({ length: 700 }, (_, index) =>
        finished(NOON + index, { runId: ((index * 37) % 700) + 1 }),
      );
      await history.record(many, null);
      await history.record(many.toReversed(), null);
      const found = await history.list({
        repository: SHOP,
        ended: { from: NOON, to: NOON + DAY },
      });
      assert.equal(found.length, 700);
    },
  },
  {
    name: 'lists attempts by their end, running ones last',
    async check(history) {
      await history.record(
        [
          finished(NOON, { runId: 1 }),
          finished(NOON + DAY, { runId: 1, attempt: 2 }),
          finished(NOON - 1, { runId: 2 }),
          sighting({ runId: 3, state: stateAt(NOON) }),
          finished(NOON, { runId: 4, repository: 'acme/api' }),
        ],
        null,
      );
      const day = { from: NOON, to: NOON + DAY };
      assert.deepEqual(
        ids(await history.list({ repository: SHOP, ended: day })),
        ['1.1'],
      );
      assert.deepEqual(
        ids(
          await history.list({
            repository: SHOP,
            ended: { from: 0, to: NOON + DAY + 1 },
            running: true,
          }),
        ),
        ['2.1', '1.1', '1.2', '3.1'],
      );
      assert.deepEqual(
        ids(await history.list({ repository: SHOP, running: true })),
        ['3.1'],
      );
      assert.deepEqual(await history.list({ repository: SHOP }), []);
    },
  },
  {
    name: 'finds what was recorded late, as it happened, and not what a back-fill brought',
    async check(history) {
      await history.record([finished(NOON, { runId: 1 })], NOON + DAY);
      await history.record([finished(NOON, { runId: 2 })], null);
      await history.record(
        [finished(NOON, { runId: 1 }), finished(NOON, { runId: 2 })],
        NOON + 2 * DAY,
      );
      const recorded = { from: NOON + DAY, to: NOON + 2 * DAY + 1 };
      assert.deepEqual(
        ids(await history.list({ repository: SHOP, recorded })),
        ['1.1'],
      );
    },
  },
  {
    name: 'attaches jobs only where they were asked for',
    async check(history) {
      for (const [runId, at] of [
        [1, NOON],
        [2, NOON + DAY],
      ] as const) {
        const key = finished(at, { runId });
        await history.record([key], null);
        await history.record(
          [
            {
              ...keyOf(key),
              jobs: [job({ completedAt: at })],
              jobsWhole: true,
            },
          ],
          null,
        );
      }
      await history.record([finished(NOON + DAY, { runId: 3 })], null);
      const all = { repository: SHOP, ended: { from: 0, to: NOON + 2 * DAY } };
      const jobsOf = (found: readonly AttemptWithJobs[]) =>
        found.map(({ runId, jobs }) => [runId, jobs?.length ?? null]);
      assert.deepEqual(jobsOf(await history.list(all)), [
        [1, null],
        [2, null],
        [3, null],
      ]);
      assert.deepEqual(
        jobsOf(await history.list({ ...all, jobsFrom: NOON + 1 })),
        [
          [1, null],
          [2, 1],
          [3, null],
        ],
      );
      assert.deepEqual(jobsOf(await history.list({ ...all, jobsFrom: 0 })), [
        [1, 1],
        [2, 1],
        [3, null],
      ]);
    },
  },
  {
    name: 'takes the end from the jobs once all of them are known and finished',
    async check(history) {
      const key = finished(NOON);
      await history.record([key], null);
      await history.record(
        [
          {
            ...keyOf(key),
            jobs: [job({ completedAt: NOON - 500 })],
            jobsWhole: false,
          },
        ],
        null,
      );
      assert.deepEqual((await history.find(key))?.ends, { updated_at: NOON });
      const jobs = [
        job({ completedAt: NOON - 500 }),
        job({ id: 2, completedAt: NOON - 300 }),
      ];
      await history.record(
        [
          {
            ...keyOf(key),
            jobs: [
              ...jobs,
              job({
                id: 3,
                status: 'in_progress',
                conclusion: null,
                completedAt: null,
              }),
            ],
            jobsWhole: true,
          },
        ],
        null,
      );
      assert.equal((await history.find(key))?.jobsSeen, false);
      await history.record(
        [
          {
            ...keyOf(key),
            jobs: [...jobs, job({ id: 3, completedAt: NOON - 400 })],
            jobsWhole: true,
          },
        ],
        null,
      );
      const found = await history.find(key);
      assert.deepEqual(found?.ends, { jobs: NOON - 300, updated_at: NOON });
      assert.equal(found?.jobsSeen, true);
      assert.deepEqual(
        ids(
          await history.list({
            repository: SHOP,
            ended: { from: NOON - 300, to: NOON - 299 },
          }),
        ),
        ['1.1'],
      );
    },
  },
  {
    name: 'samples successes of one workflow and target that have their jobs, newest first',
    async check(history) {
      const path = '.github/workflows/deploy.yml';
      const target = 'client/production';
      const deploy = { target, kind: 'deploy' as const };
      const add = async (
        runId: number,
        own: Parameters<typeof finished>[1] = {},
        conclusion?: string,
        whole = true,
      ) => {
        const key = finished(
          NOON + runId,
          { runId, workflowPath: path, deploy, ...own },
          conclusion,
        );
        await history.record([key], null);
        await history.record(
          [
            {
              ...keyOf(key),
              jobs: [job({ completedAt: NOON + runId })],
              jobsWhole: whole,
            },
          ],
          null,
        );
      };
      await add(1);
      await add(2, {}, 'failure');
      await add(3, { deploy: { target: 'client/staging', kind: 'deploy' } });
      await add(4, { deploy: null });
      await add(5, { workflowPath: '.github/workflows/ci.yml' });
      await add(6, {}, 'success', false);
      await add(7);
      await add(8);
      const query = {
        repository: SHOP,
        workflowPath: path,
        target,
        since: NOON,
        before: NOON + DAY,
        limit: 10,
      };
      assert.deepEqual(ids(await history.samples(query)), [
        '8.1',
        '7.1',
        '1.1',
      ]);
      assert.deepEqual(ids(await history.samples({ ...query, limit: 2 })), [
        '8.1',
        '7.1',
      ]);
      assert.deepEqual(
        ids(
          await history.samples({
            ...query,
            since: NOON + 2,
            before: NOON + 8,
          }),
        ),
        ['7.1'],
      );
      assert.deepEqual(ids(await history.samples({ ...query, target: null })), [
        '4.1',
      ]);
      assert.equal((await history.samples(query))[0]?.jobs?.length, 1);
    },
  },
  {
    name: 'says which attempts are finished',
    async check(history) {
      await history.record(
        [finished(NOON), sighting({ attempt: 2, state: stateAt(NOON) })],
        null,
      );
      const keys = [1, 2, 3].map((attempt) => ({
        repository: SHOP,
        runId: 1,
        attempt,
      }));
      assert.deepEqual(await history.finished(keys), [keys[0]]);
      assert.deepEqual(await history.finished([]), []);
    },
  },
  {
    name: 'marks the attempts of a deleted run and keeps them',
    async check(history) {
      await history.record(
        [
          finished(NOON),
          finished(NOON + 1, { attempt: 2 }),
          finished(NOON, { runId: 2 }),
        ],
        null,
      );
      await history.markDeleted('Acme/Shop', 1, NOON + 5);
      await history.markDeleted(SHOP, 1, NOON + 9);
      const found = await history.list({
        repository: SHOP,
        ended: { from: 0, to: NOON + DAY },
      });
      assert.deepEqual(
        found.map(({ deletedAt }) => deletedAt),
        [NOON + 5, null, NOON + 5],
      );
    },
  },
  {
    name: 'joins what is covered',
    async check(history) {
      const base = { repository: SHOP, workflow: null, how: 'list' } as const;
      for (const [from, to] of [
        [0, 10],
        [20, 30],
        [8, 20],
        [50, 60],
        [60, 60],
      ] as const)
        await history.addCoverage({ ...base, from, to });
      await history.addCoverage({
        ...base,
        workflow: 'ci.yml',
        from: 0,
        to: 5,
      });
      await history.addCoverage({ ...base, how: 'webhook', from: 0, to: 5 });
      await history.addCoverage({
        ...base,
        repository: 'acme/api',
        from: 0,
        to: 5,
      });
      assert.deepEqual(await history.coverage(SHOP), [
        { ...base, from: 0, to: 30 },
        { ...base, from: 50, to: 60 },
        { ...base, how: 'webhook', from: 0, to: 5 },
        { ...base, workflow: 'ci.yml', from: 0, to: 5 },
      ]);
    },
  },
  {
    name: 'forgets what is old, jobs and coverage with it',
    async check(history) {
      const key = finished(NOON - DAY);
      await history.record(
        [
          key,
          finished(NOON, { runId: 2 }),
          sighting({ runId: 3, state: stateAt(NOON - DAY) }),
        ],
        null,
      );
      await history.record(
        [{ ...keyOf(key), jobs: [job()], jobsWhole: false }],
        null,
      );
      const base = { repository: SHOP, workflow: null, how: 'list' } as const;
      await history.addCoverage({ ...base, from: 0, to: NOON + 5 });
      await history.addCoverage({
        ...base,
        how: 'webhook',
        from: 0,
        to: NOON - 5,
      });
      await history.prune(NOON);
      const all = {
        repository: SHOP,
        ended: { from: 0, to: NOON + DAY },
        running: true,
      };
      assert.deepEqual(ids(await history.list(all)), ['2.1']);
      assert.deepEqual(await history.coverage(SHOP), [
        { ...base, from: NOON, to: NOON + 5 },
      ]);
      await history.record([key], null);
      assert.equal((await history.find(key))?.jobs, null);
    },
  },
  {
    name: 'keeps text that a database could refuse',
    async check(history) {
      const title = 'a\0b\u{1F680} "quoted" \\ ünïcode';
      await history.record([sighting({ title })], null);
      await history.record(
        [
          {
            ...keyOf(sighting()),
            jobs: [job({ name: 'x\0y', failedSteps: ['s\0t'] })],
            jobsWhole: false,
          },
        ],
        null,
      );
      const found = await history.find(sighting());
      assert.equal(found?.title, title.replace('\0', ''));
      assert.equal(found?.jobs?.[0]?.name, 'xy');
    },
  },
];
