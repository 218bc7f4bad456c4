/** A run's attempt in GitHub's JSON, and its jobs with their steps. */
import { userJson } from './account-json.ts';
import type { FakeAttempt, FakeJob, FakeRun } from './fake-run.ts';
import { API, HTML } from './links-json.ts';
import { minimalRepositoryJson } from './repository-json.ts';

export function runJson(
  repository: string,
  run: FakeRun,
  attempt: FakeAttempt,
) {
  const url = `${API}/repos/${repository}/actions/runs/${run.id}`;
  const person = { name: 'Octocat', email: 'octocat@example.com' };
  return {
    id: run.id,
    node_id: `WFR_${run.id}`,
    name: run.workflow.name,
    head_branch: run.branch,
    head_sha: run.sha,
    path: `.github/workflows/${run.workflow.file}`,
    display_title: run.title,
    run_number: 1,
    run_attempt: attempt.number,
    event: run.event,
    status: attempt.status,
    conclusion: attempt.conclusion,
    workflow_id: run.workflow.id,
    url,
    html_url: `${HTML}/${repository}/actions/runs/${run.id}`,
    pull_requests: [],
    created_at: run.createdAt,
    updated_at: attempt.updatedAt,
    run_started_at: attempt.startedAt,
    actor: userJson(run.actor),
    triggering_actor: userJson(run.actor),
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    check_suite_url: `${API}/repos/${repository}/check-suites/1`,
    cancel_url: `${url}/cancel`,
    rerun_url: `${url}/rerun`,
    artifacts_url: `${url}/artifacts`,
    previous_attempt_url: null,
    workflow_url: `${API}/repos/${repository}/actions/workflows/${run.workflow.id}`,
    head_commit: {
      id: run.sha,
      tree_id: run.sha,
      message: 'A commit',
      timestamp: run.createdAt,
      author: person,
      committer: person,
    },
    repository: minimalRepositoryJson(repository),
    head_repository: minimalRepositoryJson(repository),
  };
}

export function jobJson(
  repository: string,
  run: FakeRun,
  attempt: FakeAttempt,
  job: FakeJob,
) {
  const url = `${API}/repos/${repository}/actions/jobs/${job.id}`;
  return {
    id: job.id,
    node_id: `CR_${job.id}`,
    run_id: run.id,
    run_url: `${API}/repos/${repository}/actions/runs/${run.id}`,
    run_attempt: attempt.number,
    head_sha: run.sha,
    head_branch: run.branch,
    workflow_name: run.workflow.name,
    name: job.name,
    url,
    html_url: `${HTML}/${repository}/actions/runs/${run.id}/job/${job.id}`,
    check_run_url: `${API}/repos/${repository}/check-runs/${job.id}`,
    status: job.status,
    conclusion: job.conclusion,
    created_at: job.startedAt,
    started_at: job.startedAt,
    completed_at: job.completedAt,
    labels: ['ubuntu-latest'],
    runner_id: 1,
    runner_name: 'runner-1',
    runner_group_id: 1,
    runner_group_name: 'Default',
    steps: job.steps.map((step) => ({
      name: step.name,
      number: step.number,
      status: step.status,
      conclusion: step.conclusion,
      started_at: step.startedAt ?? null,
      completed_at: step.completedAt ?? null,
    })),
  };
}

/** The answer to a dispatch that asked for `return_run_details`. */
export function dispatchedRunJson(repository: string, run: FakeRun) {
  return {
    workflow_run_id: run.id,
    run_url: `${API}/repos/${repository}/actions/runs/${run.id}`,
    html_url: `${HTML}/${repository}/actions/runs/${run.id}`,
  };
}
