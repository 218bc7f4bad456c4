import {
  isFinal,
  type Job,
  type Run,
  type Step,
} from '@yardmaster/github-dispatcher';
import { iconOf } from '../../report/job-lines.ts';
import type { Text } from '../../report/report.ts';
import { runDuration, runWord } from '../../report/run-words.ts';
import type { Check } from './check.ts';

/** The steps that make a deploy, recognised by their names. */
const STEPS = [
  {
    id: 'step.build',
    label: 'Build',
    pattern: /\bbuild\b/i,
    fix: 'Fix the build: the log of the step says why it failed',
  },
  {
    id: 'step.sync',
    label: 'Sync',
    pattern: /\bsync\b|\bs3\b|\bupload to\b/i,
    fix: 'Check the role that the workflow assumes, and that it may write to the bucket',
  },
  {
    id: 'step.invalidation',
    label: 'Invalidation',
    pattern: /invalidat|\bcloudfront\b|\bpurge\b/i,
    fix: 'Check that the role may invalidate this distribution; until it is done, visitors may get the old version',
  },
] as const;

/** The run and its steps, each with how long it took. `jobs` is absent where GitHub did not give them. */
export function checkRun(
  run: Run,
  jobs: readonly Job[] | undefined,
  now: number,
): readonly Check[] {
  const final = isFinal(run);
  const passed = run.conclusion === 'success';
  const fix: Text = [
    'Look at ',
    { link: run.url, text: 'the run' },
    ', then deploy again with ',
    { command: 'deploy-client' },
  ];
  const steps = jobs?.flatMap((job) => job.steps);
  return [
    {
      id: 'run',
      label: 'Run',
      icon: !final ? 'running' : passed ? 'passed' : 'failed',
      detail: runWord(run).toLowerCase(),
      durationMs: runDuration(run, jobs ?? [], now),
      ...(final && !passed ? { fix } : {}),
    },
    ...STEPS.map((wanted) => checkStep(wanted, steps, run)),
  ];
}

function checkStep(
  { id, label, pattern, fix }: (typeof STEPS)[number],
  steps: readonly Step[] | undefined,
  run: Run,
): Check {
  // GitHub names what an action does afterwards "Post …".
  const step = steps?.find(
    ({ name }) => pattern.test(name) && !name.startsWith('Post '),
  );
  if (step === undefined)
    return {
      id,
      label,
      icon: 'unknown',
      detail:
        steps === undefined
          ? 'GitHub did not give the steps'
          : steps.length === 0 && isFinal(run)
            ? 'did not run'
            : 'the workflow has no step of that kind',
    };
  const icon = stepIcon(step, run);
  return {
    id,
    label,
    icon,
    detail:
      icon === 'passed' ? step.name : `${step.name} (${wordOf(step, run)})`,
    ...(step.startedAt !== null && step.completedAt !== null
      ? { durationMs: step.completedAt.getTime() - step.startedAt.getTime() }
      : {}),
    ...(icon === 'failed' ? { fix } : {}),
  };
}

/** What a run that failed or was cancelled left out is no fault of its own; in a successful one it was left out on purpose. */
function stepIcon(step: Step, run: Run): Check['icon'] {
  const icon = iconOf(step);
  if (icon === 'passed' || icon === 'failed') return icon;
  if (!isFinal(run)) return 'running';
  return step.conclusion === 'cancelled' ? 'failed' : 'skipped';
}

function wordOf(step: Step, run: Run): string {
  if (step.conclusion === 'skipped' && run.conclusion !== 'success')
    return 'did not run';
  if (step.conclusion === null && isFinal(run)) return 'did not run';
  return (step.conclusion ?? step.status).replaceAll('_', ' ');
}
