import { digest, nodeId } from '../ids.ts';
import { iso, type WireContext } from './context.ts';

function userId(login: string): number {
  return 1000 + Number.parseInt(digest(login).slice(0, 6), 16);
}

export function userJson({ api, html }: WireContext, login: string) {
  const id = userId(login);
  const url = `${api}/users/${login}`;
  return {
    login,
    id,
    node_id: nodeId('U', id),
    avatar_url: `${html}/${login}.png`,
    gravatar_id: '',
    url,
    html_url: `${html}/${login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: login.endsWith('[bot]') ? 'Bot' : 'User',
    user_view_type: 'public',
    site_admin: false,
  };
}

/** `GET /user`: the simple user and its public profile. */
export function publicUserJson(wire: WireContext, login: string) {
  return {
    ...userJson(wire, login),
    name: login,
    company: null,
    blog: '',
    location: null,
    email: null,
    hireable: null,
    bio: null,
    twitter_username: null,
    public_repos: 1,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: iso(wire.since),
    updated_at: iso(wire.since),
  };
}
