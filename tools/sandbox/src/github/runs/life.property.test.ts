import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LocalGitHub } from '../local-github.ts';
import { startLocalGitHub } from '../start-local-github.ts';
import type { RunPlan } from './plan.ts';
import { RUN_CONCLUSIONS } from './conclusion.ts';
import { CLIENT_DEPLOY } from '../workflow/workflow.ts';

const GROUPED = 'grouped.yml';
let github: LocalGitHub;

beforeAll(async () => {
  github = await startLocalGitHub({
    environments: [{ name: 'production' }],
    workflows: [
      CLIENT_DEPLOY,
      { ...CLIENT_DEPLOY, file: GROUPED, concurrency: { group: 'one' } },
      {
        file: 'wide.yml',
        name: 'Wide',
        jobs: [
          { name: 'a', steps: ['One'] },
          { name: 'b', steps: [] },
          { name: 'c', steps: ['Two'], needs: ['a', 'b'] },
          { name: 'd', steps: ['Go'], needs: ['c'], environment: 'production' },
        ],
      },
    ],
  });
});

afterAll(() => github.close());

const plan: fc.Arbitrary<RunPlan> = fc.record(
  {
    conclusion: fc.constantFrom(...RUN_CONCLUSIONS, 'brand_new'),
    failAtStep: fc.constantFrom('Install', 'One', 3, 99, 'no such step'),
    hang: fc.constantFrom(true, 'Two', 'Install'),
    waitForApproval: fc.boolean(),
    ignoreCancel: fc.boolean(),
  },
  { requiredKeys: [] },
);

interface Start {
  readonly verb: 'start';
  readonly workflow: string;
  readonly plan: RunPlan;
}

const VERBS = [
  'advance',
  'advanceToEnd',
  'cancel',
  'release',
  'approve',
  'reject',
  'rerun',
  'finish',
] as const;

interface Deed {
  readonly verb: (typeof VERBS)[number];
  readonly place: number;
}

/** An action on the run at that place among all. */
const deed: fc.Arbitrary<Start | Deed> = fc.oneof(
  fc.record({
    verb: fc.constant('start' as const),
    workflow: fc.constantFrom(CLIENT_DEPLOY.file, GROUPED, 'wide.yml'),
    plan,
  }),
  fc.record({ verb: fc.constantFrom(...VERBS), place: fc.nat(5) }),
);

function act(action: Start | Deed): void {
  if (action.verb === 'start') {
    github.startRun({ workflow: action.workflow, plan: action.plan });
    return;
  }
  const run = github.runs()[action.place];
  if (run === undefined) return;
  if (action.verb === 'rerun' && run.status !== 'completed') return;
  github[action.verb](run.id);
}

function expectSound(): void {
  const runs = github.runs();
  const open = runs.filter(
    ({ workflow, status }) => workflow === GROUPED && status !== 'completed',
  );
  const pending = open.filter(({ status }) => status === 'pending');
  expect(pending.length).toBeLessThanOrEqual(1);
  expect(open.length - pending.length).toBeLessThanOrEqual(1);
  // No run waits for nothing.
  if (pending.length === 1) expect(open).toHaveLength(2);
  for (const { status, conclusion, jobs } of runs) {
    const over = status === 'completed';
    expect(conclusion !== null).toBe(over);
    if (over)
      expect(jobs.every((job) => job.status === 'completed')).toBe(true);
    if (conclusion === 'success') {
      expect(jobs.every((job) => job.conclusion === 'success')).toBe(true);
    }
    for (const job of jobs) {
      expect(job.conclusion !== null).toBe(job.status === 'completed');
      const running = job.steps.filter((step) => step.status === 'in_progress');
      expect(running).toHaveLength(job.status === 'in_progress' ? 1 : 0);
    }
  }
}

test('whatever is done to runs, they stay sound, and can all be brought to an end', () => {
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 40 }), (deeds) => {
      for (const { id } of github.runs()) github.deleteRun(id);
      for (const action of deeds) {
        act(action);
        expectSound();
      }
      for (const { id } of github.runs().toReversed()) {
        expect(github.finish(id).status).toBe('completed');
      }
    }),
    { seed: 9, numRuns: 200 },
  );
});
