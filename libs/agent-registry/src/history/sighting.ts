import type { Job, Run } from '@yardmaster/github-dispatcher';
import type { AttemptSighting, JobRecord } from './attempt.ts';
import { isFinished } from './attempt.ts';

/** A run as GitHub showed it, as a look at its attempt. `webhook`: its `completed` event is sent when the run ends. */
export function sightingOf(
  repository: string,
  run: Run,
  source: 'webhook' | 'read',
): AttemptSighting {
  const updatedAt = run.updatedAt.getTime();
  return {
    repository,
    runId: run.id,
    attempt: run.attempt,
    workflowId: run.workflowId,
    workflowPath: pathOf(run.path),
    workflowName: run.workflowName ?? null,
    title: run.displayTitle,
    event: run.event,
    branch: run.headBranch,
    sha: run.headSha,
    actor: run.actor ?? null,
    url: run.url,
    createdAt: run.createdAt.getTime(),
    startedAt: run.startedAt.getTime(),
    state: { status: run.status, conclusion: run.conclusion, updatedAt },
    ...(isFinished(run)
      ? {
          end: {
            by: source === 'webhook' ? 'webhook' : 'updated_at',
            at: updatedAt,
          },
        }
      : {}),
  };
}

/** `.github/workflows/ci.yml@main` is `.github/workflows/ci.yml`. */
function pathOf(path: string | undefined): string | null {
  return path?.split('@')[0] ?? null;
}

export function jobRecordOf(job: Job): JobRecord {
  return {
    id: job.id,
    name: job.name,
    status: job.status,
    conclusion: job.conclusion,
    createdAt: null,
    startedAt: job.startedAt?.getTime() ?? null,
    completedAt: job.completedAt?.getTime() ?? null,
    failedSteps: job.steps
      .filter(
        ({ conclusion }) =>
          conclusion === 'failure' || conclusion === 'timed_out',
      )
      .map(({ name }) => name),
  };
}
