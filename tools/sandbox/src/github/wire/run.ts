import { nodeId, sha1 } from '../ids.ts';
import { type AttemptRecord, latest, type RunRecord } from '../runs/run.ts';
import { type LocalWorkflow, workflowPath } from '../workflow/workflow.ts';
import { minimalRepositoryJson, REPOSITORY_ID } from './repository.ts';
import { iso, type WireContext } from './context.ts';
import { userJson } from './user.ts';

export function workflowId(workflow: LocalWorkflow): number {
  return 100_000_000 + Number.parseInt(sha1(workflow.file).slice(0, 6), 16);
}

export function workflowJson(wire: WireContext, workflow: LocalWorkflow) {
  const id = workflowId(workflow);
  const page = `${wire.html}/${wire.repository}`;
  return {
    id,
    node_id: nodeId('W', id),
    name: workflow.name,
    path: workflowPath(workflow),
    state: workflow.state ?? 'active',
    created_at: iso(wire.since),
    updated_at: iso(wire.since),
    url: `${wire.api}/repos/${wire.repository}/actions/workflows/${id}`,
    html_url: `${page}/blob/${wire.defaultBranch}/${workflowPath(workflow)}`,
    badge_url: `${page}/workflows/${encodeURIComponent(workflow.name)}/badge.svg`,
  };
}

export function runPage(wire: WireContext, run: RunRecord): string {
  return `${wire.html}/${wire.repository}/actions/runs/${run.id}`;
}

export function runUrl(wire: WireContext, run: RunRecord): string {
  return `${wire.api}/repos/${wire.repository}/actions/runs/${run.id}`;
}

function headCommitJson({ commits }: WireContext, run: RunRecord) {
  const commit = commits.get(run.sha);
  const { login = 'developer', name = 'Local Developer' } =
    commit?.author ?? {};
  const person = { name, email: `${login}@users.noreply.example.com` };
  return {
    id: run.sha,
    tree_id: sha1(`tree ${run.sha}`),
    message: commit?.message ?? `Commit ${run.sha.slice(0, 7)}`,
    timestamp: iso(commit?.date ?? run.createdAt),
    author: person,
    committer: person,
  };
}

/** https://docs.github.com/rest/actions/workflow-runs#get-a-workflow-run */
export function runJson(
  wire: WireContext,
  run: RunRecord,
  attempt: AttemptRecord = latest(run),
) {
  const url = runUrl(wire, run);
  const repos = `${wire.api}/repos/${wire.repository}`;
  // The check suite is counted with the run.
  const suite = run.id + 22_000_000_000;
  const repository = minimalRepositoryJson(wire);
  return {
    id: run.id,
    name: run.workflow.name,
    node_id: nodeId('WFR', run.id),
    check_suite_id: suite,
    check_suite_node_id: nodeId('CS', suite),
    head_branch: run.branch,
    head_sha: run.sha,
    path: workflowPath(run.workflow),
    display_title: run.title,
    run_number: run.number,
    run_attempt: attempt.number,
    referenced_workflows: [],
    event: run.event,
    status: attempt.status,
    conclusion: attempt.conclusion,
    workflow_id: workflowId(run.workflow),
    url,
    html_url: runPage(wire, run),
    pull_requests: [],
    created_at: iso(run.createdAt),
    updated_at: iso(attempt.updatedAt),
    actor: userJson(wire, run.actor),
    triggering_actor: userJson(wire, attempt.actor),
    run_started_at: iso(attempt.startedAt),
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    check_suite_url: `${repos}/check-suites/${suite}`,
    artifacts_url: `${url}/artifacts`,
    cancel_url: `${url}/cancel`,
    rerun_url: `${url}/rerun`,
    previous_attempt_url:
      attempt.number > 1 ? `${url}/attempts/${attempt.number - 1}` : null,
    workflow_url: `${repos}/actions/workflows/${workflowId(run.workflow)}`,
    head_commit: headCommitJson(wire, run),
    repository,
    head_repository: repository,
    head_repository_id: REPOSITORY_ID,
  };
}
