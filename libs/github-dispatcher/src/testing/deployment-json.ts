/** A deployment in GitHub's JSON, and one that still waits for an approval. */
import { userJson } from './account-json.ts';
import type { FakeRun } from './fake-run.ts';
import { API, HTML } from './links-json.ts';

export function pendingDeploymentJson(
  repository: string,
  environment: string,
  reviewer: string,
) {
  return {
    environment: {
      id: 161_088_068,
      node_id: 'EN_1',
      name: environment,
      url: `${API}/repos/${repository}/environments/${environment}`,
      html_url: `${HTML}/${repository}/deployments`,
    },
    wait_timer: 0,
    wait_timer_started_at: null,
    current_user_can_approve: true,
    reviewers: [{ type: 'User', reviewer: userJson(reviewer) }],
  };
}

export function deploymentJson(repository: string, run: FakeRun) {
  const url = `${API}/repos/${repository}/deployments/1`;
  return {
    url,
    id: 1,
    node_id: 'DE_1',
    sha: run.sha,
    ref: run.branch,
    task: 'deploy',
    payload: {},
    environment: 'production',
    description: null,
    creator: userJson(run.actor),
    created_at: run.createdAt,
    updated_at: run.createdAt,
    statuses_url: `${url}/statuses`,
    repository_url: `${API}/repos/${repository}`,
  };
}
