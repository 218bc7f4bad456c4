import type { SeedRun } from '../github/index.ts';

const HOUR_MS = 60 * 60_000;

type Past = [
  hoursAgo: number,
  workflow: string,
  conclusion: string,
  seconds: number,
];

const PAST: readonly Past[] = [
  [2, 'client-deploy.yml', 'success', 94],
  [5, 'diagnose.yml', 'success', 41],
  [9, 'client-deploy.yml', 'failure', 63],
  [13, 'client-deploy.yml', 'success', 88],
  [20, 'client-deploy.yml', 'cancelled', 22],
  [27, 'client-deploy.yml', 'success', 101],
  [33, 'diagnose.yml', 'failure', 39],
  [52, 'client-deploy.yml', 'timed_out', 600],
  [71, 'client-deploy.yml', 'success', 85],
  [98, 'diagnose.yml', 'success', 44],
  [122, 'client-deploy.yml', 'success', 92],
  [150, 'client-deploy.yml', 'success', 90],
];

/** A week of runs before now, so that status and digest have something to say. */
export const historySeed = (now: number): SeedRun[] =>
  PAST.map(([hoursAgo, workflow, conclusion, durationSeconds]) => ({
    workflow,
    conclusion,
    createdAt: now - hoursAgo * HOUR_MS,
    durationSeconds,
    actor: 'octo-operator',
  }));
