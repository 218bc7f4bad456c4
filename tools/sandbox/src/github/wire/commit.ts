import type { LocalCommit } from '../commits/commit-graph.ts';
import type { StoredCheck, StoredStatus } from '../commits/checks.ts';
import { nodeId, sha1 } from '../ids.ts';
import { iso, type WireContext } from './context.ts';
import { userJson } from './user.ts';

function email(login: string): string {
  return `${login}@users.noreply.example.com`;
}

/** https://docs.github.com/rest/commits/commits#get-a-commit */
export function commitJson(wire: WireContext, commit: LocalCommit) {
  const { sha, author, message, date } = commit;
  const api = `${wire.api}/repos/${wire.repository}`;
  const page = `${wire.html}/${wire.repository}`;
  const person = {
    name: author.name,
    email: email(author.login),
    date: iso(date),
  };
  const tree = sha1(`tree ${sha}`);
  return {
    sha,
    node_id: `C_kwDO${Buffer.from(sha).toString('base64url')}`,
    commit: {
      author: person,
      committer: person,
      message,
      tree: { sha: tree, url: `${api}/git/trees/${tree}` },
      url: `${api}/git/commits/${sha}`,
      comment_count: 0,
      verification: {
        verified: false,
        reason: 'unsigned',
        signature: null,
        payload: null,
        verified_at: null,
      },
    },
    url: `${api}/commits/${sha}`,
    html_url: `${page}/commit/${sha}`,
    comments_url: `${api}/commits/${sha}/comments`,
    author: userJson(wire, author.login),
    committer: userJson(wire, author.login),
    parents: commit.parents.map((parent) => ({
      sha: parent,
      url: `${api}/commits/${parent}`,
      html_url: `${page}/commit/${parent}`,
    })),
  };
}

/** https://docs.github.com/rest/checks/runs#list-check-runs-for-a-git-reference */
export function checkRunJson(
  wire: WireContext,
  sha: string,
  { id, at, value }: StoredCheck,
) {
  const url = `${wire.api}/repos/${wire.repository}/check-runs/${id}`;
  const page = `${wire.html}/${wire.repository}/runs/${id}`;
  return {
    id,
    name: value.name,
    node_id: nodeId('CR', id),
    head_sha: sha,
    external_id: '',
    url,
    html_url: page,
    details_url: page,
    status: value.conclusion === null ? 'in_progress' : 'completed',
    conclusion: value.conclusion,
    started_at: iso(at),
    completed_at: value.conclusion === null ? null : iso(at),
    output: {
      title: null,
      summary: null,
      text: null,
      annotations_count: 0,
      annotations_url: `${url}/annotations`,
    },
    check_suite: { id: id + 1_000_000 },
    app: null,
    pull_requests: [],
  };
}

export function statusJson(
  wire: WireContext,
  sha: string,
  { id, at, value }: StoredStatus,
) {
  return {
    url: `${wire.api}/repos/${wire.repository}/statuses/${sha}`,
    avatar_url: null,
    id,
    node_id: nodeId('SC', id),
    state: value.state,
    description: null,
    target_url: null,
    context: value.context,
    created_at: iso(at),
    updated_at: iso(at),
  };
}
