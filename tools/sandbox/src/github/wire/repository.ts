import { nodeId } from '../ids.ts';
import { iso, type WireContext } from './context.ts';
import { userJson } from './user.ts';

export const REPOSITORY_ID = 913_000_000;

/** The links of a repository, with GitHub's URI templates. */
function link(url: string) {
  return {
    archive_url: `${url}/{archive_format}{/ref}`,
    assignees_url: `${url}/assignees{/user}`,
    blobs_url: `${url}/git/blobs{/sha}`,
    branches_url: `${url}/branches{/branch}`,
    collaborators_url: `${url}/collaborators{/collaborator}`,
    comments_url: `${url}/comments{/number}`,
    commits_url: `${url}/commits{/sha}`,
    compare_url: `${url}/compare/{base}...{head}`,
    contents_url: `${url}/contents/{+path}`,
    contributors_url: `${url}/contributors`,
    deployments_url: `${url}/deployments`,
    downloads_url: `${url}/downloads`,
    events_url: `${url}/events`,
    forks_url: `${url}/forks`,
    git_commits_url: `${url}/git/commits{/sha}`,
    git_refs_url: `${url}/git/refs{/sha}`,
    git_tags_url: `${url}/git/tags{/sha}`,
    hooks_url: `${url}/hooks`,
    issue_comment_url: `${url}/issues/comments{/number}`,
    issue_events_url: `${url}/issues/events{/number}`,
    issues_url: `${url}/issues{/number}`,
    keys_url: `${url}/keys{/key_id}`,
    labels_url: `${url}/labels{/name}`,
    languages_url: `${url}/languages`,
    merges_url: `${url}/merges`,
    milestones_url: `${url}/milestones{/number}`,
    notifications_url: `${url}/notifications{?since,all,participating}`,
    pulls_url: `${url}/pulls{/number}`,
    releases_url: `${url}/releases{/id}`,
    stargazers_url: `${url}/stargazers`,
    statuses_url: `${url}/statuses/{sha}`,
    subscribers_url: `${url}/subscribers`,
    subscription_url: `${url}/subscription`,
    tags_url: `${url}/tags`,
    teams_url: `${url}/teams`,
    trees_url: `${url}/git/trees{/sha}`,
  };
}

/** GitHub's "minimal repository", as runs carry it. */
export function minimalRepositoryJson(wire: WireContext) {
  const { repository } = wire;
  const [owner = '', name = ''] = repository.split('/');
  const url = `${wire.api}/repos/${repository}`;
  return {
    id: REPOSITORY_ID,
    node_id: nodeId('R', REPOSITORY_ID),
    name,
    full_name: repository,
    private: true,
    owner: userJson(wire, owner),
    html_url: `${wire.html}/${repository}`,
    description: null,
    fork: false,
    url,
    ...link(url),
  };
}

/** `GET /repos/{owner}/{repo}`, and the `repository` of a webhook. */
export function fullRepositoryJson(wire: WireContext) {
  const { repository } = wire;
  const since = iso(wire.since);
  const page = `${wire.html}/${repository}`;
  const host = new URL(wire.html).host;
  return {
    ...minimalRepositoryJson(wire),
    git_url: `git://${host}/${repository}.git`,
    ssh_url: `ssh://git@${host}/${repository}.git`,
    clone_url: `${page}.git`,
    svn_url: page,
    mirror_url: null,
    homepage: null,
    language: 'TypeScript',
    forks_count: 0,
    forks: 0,
    stargazers_count: 0,
    watchers_count: 0,
    watchers: 0,
    size: 108,
    default_branch: wire.defaultBranch,
    open_issues_count: 0,
    open_issues: 0,
    is_template: false,
    topics: [],
    has_issues: true,
    has_projects: true,
    has_wiki: false,
    has_pages: false,
    has_downloads: true,
    has_discussions: false,
    archived: false,
    disabled: false,
    visibility: 'private',
    pushed_at: since,
    created_at: since,
    updated_at: since,
    license: null,
    allow_forking: true,
    web_commit_signoff_required: false,
    network_count: 0,
    subscribers_count: 1,
    permissions: {
      admin: true,
      maintain: true,
      push: true,
      triage: true,
      pull: true,
    },
  };
}
