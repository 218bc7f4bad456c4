import type { Job, Step } from '@yardmaster/github-dispatcher';
import type { Line, Icon, Text } from './report.ts';

/** Steps are shown of jobs that run or failed; of the others one line is enough. */
export function jobLines(jobs: readonly Job[]): readonly Line[] {
  return jobs.flatMap((job) => {
    const icon = iconOf(job);
    const line: Line = { icon, text: timed(job.name, job), ...running(job) };
    if (icon !== 'running' && icon !== 'failed') return [line];
    return [line, ...stepLines(job.steps)];
  });
}

function stepLines(steps: readonly Step[]): readonly Line[] {
  return steps
    .filter((step) => step.status !== 'queued' && step.status !== 'pending')
    .slice(-8)
    .map((step) => ({
      icon: iconOf(step),
      depth: 1,
      text: timed(step.name, step),
      ...running(step),
    }));
}

function running(item: Job | Step): Pick<Line, 'runningSince'> {
  return item.status === 'in_progress' && item.startedAt !== null
    ? { runningSince: item.startedAt.getTime() }
    : {};
}

function timed(name: string, item: Job | Step): Text {
  if (item.startedAt === null || item.completedAt === null) return name;
  const duration = item.completedAt.getTime() - item.startedAt.getTime();
  return duration < 0 ? name : [name, ' ', { duration }];
}

/** How a job or step stands. */
export function iconOf(item: Pick<Job, 'status' | 'conclusion'>): Icon {
  if (item.status !== 'completed')
    return item.status === 'in_progress' ? 'running' : 'waiting';
  switch (item.conclusion) {
    case 'success':
      return 'passed';
    case 'failure':
    case 'timed_out':
    case 'startup_failure':
      return 'failed';
    case 'cancelled':
    case 'stale':
      return 'cancelled';
    case 'skipped':
    case 'neutral':
      return 'skipped';
    case 'action_required':
      return 'waiting';
    case 'unknown':
    case null:
      return 'unknown';
  }
}
