/** GitHub's JSON, whole: the fake's answers are checked against GitHub's own description of its API. */
export const API = 'https://api.github.com';
export const HTML = 'https://github.com';

export type FakeStep = {
  readonly name: string;
  readonly number: number;
  readonly status: string;
  readonly conclusion: string | null;
  readonly startedAt?: string;
  readonly completedAt?: string;
};

export type FakeJob = {
  readonly id: number;
  readonly name: string;
  readonly status: string;
  readonly conclusion: string | null;
  readonly startedAt: string;
  readonly completedAt: string | null;
  readonly steps: readonly FakeStep[];
};

export type FakeAttempt = {
  readonly number: number;
  status: string;
  conclusion: string | null;
  startedAt: string;
  updatedAt: string;
  jobs: readonly FakeJob[];
};

export type FakeRun = {
  readonly id: number;
  readonly workflow: FakeWorkflow;
  readonly event: string;
  readonly branch: string;
  readonly sha: string;
  readonly title: string;
  readonly actor: string;
  readonly createdAt: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly attempts: FakeAttempt[];
};

export type FakeWorkflow = {
  readonly id: number;
  readonly file: string;
  readonly name: string;
  state: string;
  /** Puts the correlation id into the run-name. */
  readonly echo: boolean;
  readonly text: string;
};

const REPOSITORY_LINKS =
  'archive assignees blobs branches collaborators comments commits compare contents contributors deployments downloads events forks git_commits git_refs git_tags hooks issue_comment issue_events issues keys labels languages merges milestones notifications pulls releases stargazers statuses subscribers subscription tags teams trees'.split(
    ' ',
  );
const USER_LINKS =
  'events followers following gists organizations received_events repos starred subscriptions'.split(
    ' ',
  );

function links(names: readonly string[], base: string): Record<string, string> {
  return Object.fromEntries(
    names.map((name) => [`${name}_url`, `${base}/${name}`]),
  );
}

export function userJson(login: string) {
  const url = `${API}/users/${login}`;
  return {
    login,
    id: 583_231,
    node_id: 'U_1',
    avatar_url: `${HTML}/${login}.png`,
    gravatar_id: '',
    url,
    html_url: `${HTML}/${login}`,
    type: 'User',
    site_admin: false,
    ...links(USER_LINKS, url),
  };
}

export function publicUserJson(login: string) {
  return {
    ...userJson(login),
    user_view_type: 'public',
    name: null,
    company: null,
    blog: '',
    location: null,
    email: null,
    hireable: null,
    bio: null,
    public_repos: 0,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: '2020-01-01T00:00:00Z',
    updated_at: '2020-01-01T00:00:00Z',
  };
}

function minimalRepositoryJson(repository: string) {
  const [owner = '', name = ''] = repository.split('/');
  const url = `${API}/repos/${repository}`;
  return {
    id: 1_296_269,
    node_id: 'R_1',
    name,
    full_name: repository,
    private: false,
    owner: userJson(owner),
    html_url: `${HTML}/${repository}`,
    description: null,
    fork: false,
    url,
    ...links(REPOSITORY_LINKS, url),
  };
}

const minimal = new Map<string, ReturnType<typeof minimalRepositoryJson>>();

/** Lists hold it two hundred times. */
function remembered(repository: string) {
  const json = minimal.get(repository) ?? minimalRepositoryJson(repository);
  minimal.set(repository, json);
  return json;
}

export function repositoryJson(repository: string, defaultBranch: string) {
  const page = `${HTML}/${repository}`;
  const counts = Object.fromEntries(
    'forks forks_count open_issues open_issues_count size stargazers_count watchers watchers_count network_count subscribers_count'
      .split(' ')
      .map((name) => [name, 0]),
  );
  return {
    ...minimalRepositoryJson(repository),
    ...counts,
    default_branch: defaultBranch,
    clone_url: `${page}.git`,
    git_url: `git://github.com/${repository}.git`,
    ssh_url: `git@github.com:${repository}.git`,
    svn_url: page,
    mirror_url: null,
    homepage: null,
    language: null,
    license: null,
    has_issues: true,
    has_projects: false,
    has_wiki: false,
    has_pages: false,
    has_discussions: false,
    archived: false,
    disabled: false,
    pushed_at: '2020-01-01T00:00:00Z',
    created_at: '2020-01-01T00:00:00Z',
    updated_at: '2020-01-01T00:00:00Z',
  };
}

export function workflowJson(repository: string, workflow: FakeWorkflow) {
  const path = `.github/workflows/${workflow.file}`;
  return {
    id: workflow.id,
    node_id: `W_${workflow.id}`,
    name: workflow.name,
    path,
    state: workflow.state,
    created_at: '2020-01-01T00:00:00Z',
    updated_at: '2020-01-01T00:00:00Z',
    url: `${API}/repos/${repository}/actions/workflows/${workflow.id}`,
    html_url: `${HTML}/${repository}/blob/main/${path}`,
    badge_url: `${HTML}/${repository}/workflows/${workflow.id}/badge.svg`,
  };
}

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
    repository: remembered(repository),
    head_repository: remembered(repository),
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

export function fileJson(repository: string, path: string, text: string) {
  const url = `${API}/repos/${repository}/contents/${path}`;
  const page = `${HTML}/${repository}/blob/main/${path}`;
  return {
    type: 'file',
    encoding: 'base64',
    size: Buffer.byteLength(text),
    name: path.split('/').at(-1) ?? path,
    path,
    content: Buffer.from(text).toString('base64'),
    sha: '0'.repeat(40),
    url,
    git_url: url,
    html_url: page,
    download_url: page,
    _links: { self: url, git: url, html: page },
  };
}

export function rateLimitJson(limit: number, used: number, reset: number) {
  const core = { limit, used, remaining: limit - used, reset };
  return { resources: { core, search: core }, rate: core };
}

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
