import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PendingDeployment } from './pending-deployment.ts';
import {
  CONCLUSIONS,
  isFinal,
  RUN_STATUSES,
  type Job,
  type Run,
  type Step,
} from './run.ts';
import {
  currentJobs,
  mergeSnapshot,
  snapshotOf,
  type Snapshot,
} from './snapshot.ts';
import { waitingFor } from './waiting.ts';
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
      waitTimerStartedAt: null,
      reviewers: ['ann'],
    },
  ],
);
const snapshot: fc.Arbitrary<Snapshot> = fc
  .tuple(
    run,
    fc.record({
      jobs: fc.array(job, { maxLength: 3 }),
      jobsComplete: fc.boolean(),
      superseded: fc.boolean(),
      pendingApprovals: approvals,
      concurrency: fc.constantFrom(
        { group: 'a', behind: [] },
        { group: 'a', behind: [{ runId: 1, name: 'run', url: null }] },
      ),
      waitReadAt: date,
    }),
    fc.option(date, { nil: undefined }),
  )
  .map(([of, facts, readAt]) =>
    snapshotOf(of, readAt === undefined ? facts : { ...facts, readAt }),
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

test('superseded only with evidence, and only if it was cancelled', () => {
  expect(snapshotOf(base, { jobs: [], jobsComplete: true }).superseded).toBe(
    false,
  );
  const proven = snapshotOf(base, { superseded: true });
  expect(proven.superseded).toBe(true);
  expect(mergeSnapshot(snapshotOf(base), proven).superseded).toBe(true);
  expect(
    snapshotOf({ ...base, conclusion: 'failure' }, { superseded: true })
      .superseded,
  ).toBe(false);
});

test('within one second, what was read later from the API wins over an earlier reading and over a webhook', () => {
  const at = (status: Run['status'], readAt?: number) =>
    snapshotOf(
      { ...base, status, conclusion: null },
      readAt === undefined ? {} : { readAt: new Date(readAt) },
    );
  const [waiting, queued] = [at('waiting', 1_000), at('queued', 2_000)];
  expect(mergeSnapshot(waiting, queued).phase).toBe('queued');
  expect(mergeSnapshot(queued, at('waiting')).phase).toBe('queued');
});

test('after the conclusion, jobs that were last seen running are shown as unknown', () => {
  const running: Job = {
    ...idle,
    status: 'in_progress',
    conclusion: null,
    steps: [{ ...ran, status: 'in_progress', conclusion: null }],
  };
  const open = snapshotOf(
    { ...base, status: 'in_progress', conclusion: null },
    { jobs: [running] },
  );
  expect(currentJobs(open)).toEqual(open.jobs);
  const [shown] = currentJobs(snapshotOf(base, { jobs: [running] }));
  expect([shown?.status, shown?.steps[0]?.status]).toEqual([
    'unknown',
    'unknown',
  ]);
});

describe('what a run waits for', () => {
  const NOW = Date.UTC(2026, 0, 1);
  const pending = (more: Partial<PendingDeployment>): PendingDeployment => ({
    environment: { id: 1, name: 'production' },
    currentUserCanApprove: false,
    waitTimer: 0,
    waitTimerStartedAt: null,
    reviewers: [],
    ...more,
  });
  const waiting = (...pendingApprovals: readonly PendingDeployment[]) =>
    waitingFor(
      snapshotOf(
        { ...base, status: 'waiting', conclusion: null },
        { pendingApprovals, waitReadAt: new Date(NOW) },
      ),
      NOW,
    );

  test('a timer, until when', () => {
    const started = new Date(NOW - 10 * 60_000);
    expect(
      waiting(pending({ waitTimer: 30, waitTimerStartedAt: started })),
    ).toEqual([
      {
        kind: 'timer',
        environment: 'production',
        until: new Date(NOW + 20 * 60_000),
      },
    ]);
  });

  test('reviewers, and who; a timer that has run out does not count', () => {
    const started = new Date(NOW - 60 * 60_000);
    expect(
      waiting(
        pending({
          reviewers: ['ann'],
          waitTimer: 30,
          waitTimerStartedAt: started,
        }),
      ),
    ).toEqual([
      {
        kind: 'reviewers',
        environment: 'production',
        reviewers: ['ann'],
        currentUserCanApprove: false,
      },
    ]);
  });

  test('neither: a custom rule', () => {
    expect(waiting(pending({}))).toEqual([
      { kind: 'rule', environment: 'production' },
    ]);
  });

  test('nothing is known before it was looked up', () => {
    const { pendingApprovals: _, ...bare } = snapshotOf({
      ...base,
      status: 'waiting',
      conclusion: null,
    });
    expect(waitingFor(bare, NOW)).toEqual([]);
  });
});

test('"completed" without a conclusion is not an end', () => {
  expect(snapshotOf({ ...base, conclusion: null }).phase).toBe('in_progress');
});

test('news of two runs do not mix', () => {
  const other = snapshotOf({ ...base, id: 8 });
  expect(() => mergeSnapshot(snapshotOf(base), other)).toThrow(TypeError);
});
