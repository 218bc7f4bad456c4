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
    fix: 'Mend the build: the log of the step says why it failed',
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
    ...STEPS.map((wanted) => checkStep(wanted, steps, final)),
  ];
}

function checkStep(
  { id, label, pattern, fix }: (typeof STEPS)[number],
  steps: readonly Step[] | undefined,
  final: boolean,
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
          : 'the workflow has no step of that kind',
    };
  const icon = stepMark(step, final);
  return {
    id,
    label,
    icon,
    detail: icon === 'passed' ? step.name : `${step.name} (${wordOf(step)})`,
    ...(step.startedAt !== null && step.completedAt !== null
      ? {
          durationMs: Math.max(
            0,
            step.completedAt.getTime() - step.startedAt.getTime(),
          ),
        }
      : {}),
    ...(icon === 'failed' ? { fix } : {}),
  };
}

/** A deploy needs all of its steps: in a run that has ended, one that was left out is a fault. */
function stepMark(step: Step, final: boolean): Check['icon'] {
  const icon = iconOf(step);
  if (icon === 'passed') return 'passed';
  if (icon === 'failed') return 'failed';
  return final ? 'failed' : 'running';
}

function wordOf(step: Step): string {
  return step.conclusion ?? step.status.replaceAll('_', ' ');
}
