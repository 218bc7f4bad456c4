import { nodeId } from '../ids.ts';
import type { JobRecord, RunRecord, StepRecord } from '../runs/run.ts';
import { iso, type WireContext } from './context.ts';
import { runPage, runUrl } from './run.ts';

function when(epochMs: number | null): string | null {
  return epochMs === null ? null : iso(epochMs);
}

function stepJson(step: StepRecord) {
  return {
    name: step.name,
    status: step.status,
    conclusion: step.conclusion,
    number: step.number,
    started_at: when(step.startedAt),
    completed_at: when(step.completedAt),
  };
}

/** https://docs.github.com/rest/actions/workflow-jobs#get-a-job-for-a-workflow-run */
export function jobJson(wire: WireContext, run: RunRecord, job: JobRecord) {
  const repos = `${wire.api}/repos/${wire.repository}`;
  // Steps are listed once a runner has the job.
  const steps = job.startedAt === null ? [] : job.steps;
  const assigned = job.startedAt !== null && steps.length > 0;
  return {
    id: job.id,
    run_id: run.id,
    workflow_name: run.workflow.name,
    head_branch: run.branch,
    run_url: runUrl(wire, run),
    run_attempt: job.attempt,
    node_id: nodeId('CR', job.id),
    head_sha: run.sha,
    url: `${repos}/actions/jobs/${job.id}`,
    html_url: `${runPage(wire, run)}/job/${job.id}`,
    status: job.status,
    conclusion: job.conclusion,
    created_at: iso(job.createdAt),
    // GitHub gives the time of creation until the job starts.
    started_at: iso(job.startedAt ?? job.createdAt),
    // A job that never ran is said to have ended before it started.
    completed_at: when(
      job.conclusion === 'skipped' && job.completedAt !== null
        ? job.completedAt - 1000
        : job.completedAt,
    ),
    name: job.definition.name,
    steps: steps.map(stepJson),
    check_run_url: `${repos}/check-runs/${job.id}`,
    labels: [job.definition.runsOn ?? 'ubuntu-latest'],
    runner_id: assigned ? 21 : null,
    runner_name: assigned ? 'Local runner 21' : null,
    runner_group_id: assigned ? 0 : null,
    runner_group_name: assigned ? 'GitHub Actions' : null,
  };
}
