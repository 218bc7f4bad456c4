/** A repository in GitHub's JSON, with the workflows and the files in it. */
import { userJson } from './account-json.ts';
import type { FakeWorkflow } from './fake-run.ts';
import { API, HTML, links } from './links-json.ts';

const REPOSITORY_LINKS =
  'archive assignees blobs branches collaborators comments commits compare contents contributors deployments downloads events forks git_commits git_refs git_tags hooks issue_comment issue_events issues keys labels languages merges milestones notifications pulls releases stargazers statuses subscribers subscription tags teams trees'.split(
    ' ',
  );

function newMinimalRepositoryJson(repository: string) {
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

const minimal = new Map<string, ReturnType<typeof newMinimalRepositoryJson>>();

/** The short form that stands in every run; made once, for lists hold it two hundred times. */
export function minimalRepositoryJson(repository: string) {
  const json = minimal.get(repository) ?? newMinimalRepositoryJson(repository);
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
    ...newMinimalRepositoryJson(repository),
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
