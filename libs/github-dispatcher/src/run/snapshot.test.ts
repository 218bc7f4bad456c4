import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PendingDeployment } from './pending-deployment.ts';
import {
  CONCLUSIONS,
  isFinal,
  RUN_STATUSES,
  type Job,
  type Run,
  type Step,
} from './run.ts';
import { mergeSnapshot, snapshotOf, type Snapshot } from './snapshot.ts';
import { snapshotFromJson, snapshotToJson } from './snapshot-json.ts';

const T0 = Date.UTC(2026, 0, 1);
const date = fc
  .integer({ min: 0, max: 4 })
  .map((seconds) => new Date(T0 + seconds * 1000));
const state = fc.oneof(
  fc.record({
    status: fc.constantFrom(...RUN_STATUSES, 'unknown' as const),
    conclusion: fc.constant(null),
  }),
  fc.record({
    status: fc.constant('completed' as const),
    conclusion: fc.constantFrom(...CONCLUSIONS, 'unknown' as const),
  }),
);
const times = fc.record({
  startedAt: fc.option(date),
  completedAt: fc.option(date),
});
const run: fc.Arbitrary<Run> = fc
  .tuple(state, date, fc.integer({ min: 1, max: 2 }))
  .map(([words, updatedAt, attempt]) => ({
    id: 7,
    attempt,
    workflowId: 1,
    workflowName: 'Deploy',
    displayTitle: 'Deploy [x]',
    event: 'workflow_dispatch',
    headBranch: 'main',
    headSha: 'a',
    url: 'https://github.com/acme/shop/actions/runs/7',
    createdAt: new Date(T0),
    startedAt: new Date(T0),
    ...words,
    updatedAt,
  }));
const step: fc.Arbitrary<Step> = fc
  .tuple(fc.integer({ min: 1, max: 3 }), state, times)
  .map(([number, words, when]) => ({
    number,
    name: `step ${number}`,
    ...words,
    ...when,
  }));
const job: fc.Arbitrary<Job> = fc
  .tuple(
    fc.integer({ min: 1, max: 3 }),
    state,
    times,
    fc.array(step, { maxLength: 4 }),
  )
  .map(([id, words, when, steps]) => ({
    id,
    name: `job ${id}`,
    url: '',
    ...words,
    ...when,
    steps,
  }));
const approvals = fc.constantFrom<readonly PendingDeployment[]>(
  [],
  [
    {
      environment: { id: 1, name: 'production' },
      currentUserCanApprove: true,
      waitTimer: 0,
      reviewers: ['ann'],
    },
  ],
);
const snapshot: fc.Arbitrary<Snapshot> = fc
  .tuple(run, fc.array(job, { maxLength: 3 }), fc.boolean(), approvals, date)
  .map(([of, jobs, jobsComplete, pendingApprovals, approvalsReadAt]) =>
    snapshotOf(of, { jobs, jobsComplete, pendingApprovals, approvalsReadAt }),
  );

const seed = { seed: 20260101, numRuns: 500 };

test('merging is idempotent, commutative and associative', () => {
  fc.assert(
    fc.property(snapshot, snapshot, snapshot, (a, b, c) => {
      expect(mergeSnapshot(a, a)).toEqual(a);
      expect(mergeSnapshot(a, b)).toEqual(mergeSnapshot(b, a));
      expect(mergeSnapshot(mergeSnapshot(a, b), c)).toEqual(
        mergeSnapshot(a, mergeSnapshot(b, c)),
      );
    }),
    seed,
  );
});

test('within an attempt a conclusion stays, whatever arrives late', () => {
  fc.assert(
    fc.property(snapshot, snapshot, (a, b) => {
      fc.pre(a.run.attempt === b.run.attempt && isFinal(a.run));
      expect(isFinal(mergeSnapshot(a, b).run)).toBe(true);
      expect(mergeSnapshot(a, b).phase).toBe('completed');
    }),
    seed,
  );
});

test('a higher attempt replaces a lower one', () => {
  fc.assert(
    fc.property(snapshot, snapshot, (a, b) => {
      fc.pre(a.run.attempt > b.run.attempt);
      expect(mergeSnapshot(b, a)).toEqual(a);
    }),
    seed,
  );
});

test('a stored snapshot reads back as it was', () => {
  fc.assert(
    fc.property(snapshot, (item) => {
      expect(
        snapshotFromJson(JSON.parse(JSON.stringify(snapshotToJson(item)))),
      ).toEqual(item);
    }),
    seed,
  );
});

test.each([
  null,
  1,
  'x',
  [],
  {},
  { run: {}, jobs: [] },
  { run: { id: 1, attempt: 1 }, jobs: [] },
])('what is no snapshot reads as nothing: %j', (value) => {
  expect(snapshotFromJson(value)).toBeUndefined();
});

const base: Run = {
  id: 7,
  attempt: 1,
  workflowId: 1,
  displayTitle: '',
  event: 'workflow_dispatch',
  status: 'completed',
  conclusion: 'cancelled',
  headBranch: 'main',
  headSha: 'a',
  url: '',
  createdAt: new Date(T0),
  startedAt: new Date(T0),
  updatedAt: new Date(T0),
};
const idle: Job = {
  id: 1,
  name: 'deploy',
  status: 'completed',
  conclusion: 'cancelled',
  startedAt: null,
  completedAt: null,
  url: '',
  steps: [],
};
const ran: Step = {
  number: 1,
  name: 'Set up job',
  status: 'completed',
  conclusion: 'success',
  startedAt: null,
  completedAt: null,
};

test('superseded: cancelled, and the whole list of jobs shows that nothing ran', () => {
  expect(snapshotOf(base, { jobs: [], jobsComplete: true }).superseded).toBe(
    true,
  );
  expect(
    snapshotOf(base, { jobs: [idle], jobsComplete: true }).superseded,
  ).toBe(true);
  expect(
    snapshotOf(base, { jobs: [{ ...idle, steps: [ran] }], jobsComplete: true })
      .superseded,
  ).toBe(false);
  expect(snapshotOf(base, { jobs: [] }).superseded).toBe(false);
  expect(
    snapshotOf({ ...base, conclusion: 'failure' }, { jobsComplete: true })
      .superseded,
  ).toBe(false);
});

test('"completed" without a conclusion is not an end', () => {
  expect(snapshotOf({ ...base, conclusion: null }).phase).toBe('in_progress');
});

test('news of two runs do not mix', () => {
  const other = snapshotOf({ ...base, id: 8 });
  expect(() => mergeSnapshot(snapshotOf(base), other)).toThrow(TypeError);
});
