/** Accounts in GitHub's JSON, and what the one whose token it is may still ask. */
import { API, HTML, links } from './links-json.ts';

const USER_LINKS =
  'events followers following gists organizations received_events repos starred subscriptions'.split(
    ' ',
  );

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

export function rateLimitJson(limit: number, used: number, reset: number) {
  const core = { limit, used, remaining: limit - used, reset };
  return { resources: { core, search: core }, rate: core };
}
