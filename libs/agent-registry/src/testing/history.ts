import fc from 'fast-check';
import type {
  AttemptSighting,
  AttemptState,
  JobRecord,
} from '../history/attempt.ts';

export const NOON = Date.UTC(2026, 0, 1, 12);
export const SHOP = 'acme/shop';

/** A look at attempt 1 of run 1, with what a test is about. */
export function sighting(own: Partial<AttemptSighting> = {}): AttemptSighting {
  return { repository: SHOP, runId: 1, attempt: 1, ...own };
}

export function stateAt(
  updatedAt: number,
  status = 'in_progress',
  conclusion: string | null = null,
): AttemptState {
  return { status, conclusion, updatedAt };
}

/** A look that shows an attempt finished at this time. */
export function finished(
  at: number,
  own: Partial<AttemptSighting> = {},
  conclusion = 'success',
): AttemptSighting {
  return sighting({
    createdAt: at - 60_000,
    startedAt: at - 60_000,
    state: stateAt(at, 'completed', conclusion),
    end: { by: 'updated_at', at },
    ...own,
  });
}

export function job(own: Partial<JobRecord> = {}): JobRecord {
  return {
    id: 1,
    name: 'build',
    status: 'completed',
    conclusion: 'success',
    createdAt: NOON - 50_000,
    startedAt: NOON - 40_000,
    completedAt: NOON - 10_000,
    failedSteps: [],
    ...own,
  };
}

const instant = fc.integer({ min: NOON, max: NOON + 20 });
const state: fc.Arbitrary<AttemptState> = fc.oneof(
  fc.record({
    status: fc.constantFrom('queued', 'waiting', 'in_progress', 'paused'),
    conclusion: fc.constant(null),
    updatedAt: instant,
  }),
  fc.record({
    status: fc.constant('completed'),
    conclusion: fc.constantFrom(null, 'success', 'failure', 'novel'),
    updatedAt: instant,
  }),
);

export const anyJob: fc.Arbitrary<JobRecord> = fc.record({
  id: fc.constantFrom(1, 2),
  name: fc.constantFrom('build', 'test'),
  status: fc.constantFrom('queued', 'in_progress', 'completed'),
  conclusion: fc.constantFrom(null, 'success', 'failure'),
  createdAt: fc.option(instant),
  startedAt: fc.option(instant),
  completedAt: fc.option(instant),
  failedSteps: fc.subarray(['lint', 'test', 'upload']),
});

/** Looks at few attempts, with every field given or missing, and values that contradict each other. */
export const anySighting: fc.Arbitrary<AttemptSighting> = fc.record(
  {
    repository: fc.constant(SHOP),
    runId: fc.constantFrom(1, 2),
    attempt: fc.constantFrom(1, 2),
    runNumber: fc.constantFrom(45, null),
    workflowId: fc.constantFrom(7, null),
    workflowPath: fc.constantFrom('.github/workflows/ci.yml', null),
    title: fc.constantFrom('Fix it', 'Fix it again', null),
    branch: fc.constantFrom('main', null),
    createdAt: instant,
    startedAt: instant,
    requester: fc.constantFrom('octocat', null),
    deploy: fc.constantFrom(
      { target: 'client/production', kind: 'deploy' as const },
      { target: 'client/production', kind: 'rollback' as const },
      null,
    ),
    state,
    end: fc.record({
      by: fc.constantFrom(
        'jobs' as const,
        'webhook' as const,
        'updated_at' as const,
      ),
      at: instant,
    }),
    jobs: fc.array(anyJob, { maxLength: 2 }),
    jobsWhole: fc.boolean(),
    approvalWaitMs: fc.constantFrom(5, 9, null),
    deletedAt: instant,
  },
  { requiredKeys: ['repository', 'runId', 'attempt'] },
);
