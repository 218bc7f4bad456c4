import {
  ok,
  error,
  skipped,
  warning,
  type Check,
  type Finding,
  type Surroundings,
} from './check.ts';
import type { GitHubProbe } from './github-probe.ts';
import { networkFault } from './network-fault.ts';

/** A check that needs the GitHub part of the configuration. */
export function githubCheck(
  id: string,
  title: string,
  run: (
    probe: GitHubProbe,
    around: Surroundings,
  ) => Promise<Finding | readonly Finding[]>,
): Check {
  return {
    id,
    title,
    run: async (around) =>
      around.github === undefined
        ? skipped('GitHub is not configured; see Configuration.')
        : run(around.github, around),
  };
}

export const reachableCheck = githubCheck(
  'github.reachable',
  'GitHub',
  async ({ get }, { config, terminal }) => {
    const { status, error: cause } = await get('/meta');
    const { apiUrl } = config.github;
    if (status === 0) {
      const fault = networkFault(cause, apiUrl, terminal.env);
      return error(fault.says, fault.fix);
    }
    if (status === 407)
      return error(
        'The proxy demands credentials.',
        'Put them into HTTPS_PROXY: http://USER:PASSWORD@HOST:PORT.',
      );
    return status >= 500
      ? error(
          `${apiUrl} responds ${status}.`,
          'Try again later; see https://www.githubstatus.com.',
        )
      : ok(`${apiUrl} responds.`);
  },
);

export const credentialsCheck = githubCheck(
  'github.credentials',
  'Credentials',
  async ({ github, get }, { config, clock }) => {
    const viewer = await github.viewer();
    if (!viewer.ok) {
      if (viewer.reason !== 'unauthorized' && viewer.reason !== 'forbidden')
        return skipped(`The credentials were not checked: ${viewer.message}`);
      return error(
        `GitHub rejects the credentials: ${viewer.message}`,
        config.github.auth.kind === 'token'
          ? 'Create a new token and set GITHUB_TOKEN.'
          : 'Check GITHUB_APP_ID, GITHUB_APP_PRIVATE_KEY and GITHUB_APP_INSTALLATION_ID, and the clock below.',
      );
    }
    const { auth } = config.github;
    const { login } = viewer.value;
    if (auth.kind === 'app') return ok(`The GitHub App ${login} is installed.`);
    const { headers } = await get('/rate_limit');
    return tokenFinding(auth.token, login, headers, clock());
  },
);

/** A token that expires sooner is reported before people notice, days. */
const SOON = 14;
const DAY_MS = 86_400_000;

/** https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github#githubs-token-formats */
export function tokenFinding(
  token: string,
  login: string,
  headers: Headers,
  now: number,
): Finding {
  const ends = headers.get('github-authentication-token-expiration');
  const whose = `${login}${ends === null ? '' : `, valid until ${ends}`}`;
  if (token.startsWith('ghs_'))
    return warning(
      `An installation token of ${whose}, which expires within an hour.`,
      'For a server, set GITHUB_APP_ID, GITHUB_APP_PRIVATE_KEY and GITHUB_APP_INSTALLATION_ID.',
    );
  const scopes = headers
    .get('x-oauth-scopes')
    ?.split(',')
    .map((scope) => scope.trim())
    .filter((scope) => scope !== '');
  if (scopes && !scopes.some((scope) => /^(?:repo|public_repo)$/.test(scope)))
    return error(
      `A classic token of ${whose}, with ${scopes.join(', ') || 'no scopes'}.`,
      'It needs the scope repo; a fine-grained token needs Actions: write and Contents: read.',
    );
  const kind = token.startsWith('github_pat_')
    ? 'A fine-grained token'
    : scopes === undefined
      ? 'A token'
      : `A classic token with ${scopes.join(', ')}`;
  const left = Date.parse(ends ?? '') - now;
  return left < SOON * DAY_MS
    ? warning(
        `${kind} of ${whose}: it expires soon.`,
        'Create a new one and set GITHUB_TOKEN.',
      )
    : ok(`${kind} of ${whose}.`);
}

export const rateLimitCheck = githubCheck(
  'github.rate-limit',
  'Rate limit',
  async ({ github }) => {
    const limit = await github.rateLimit();
    if (!limit.ok) return skipped(`GitHub did not report it: ${limit.message}`);
    if (limit.value === null) return ok('This server does not limit requests.');
    const { remaining, limit: most, resetAt } = limit.value;
    const says = `${remaining} of ${most} requests left until ${resetAt.toISOString()}.`;
    const fix =
      'Check what else uses these credentials, raise POLL_INTERVAL_SECONDS, or set up the webhook.';
    if (remaining === 0) return error(says, fix);
    return remaining < most / 10 ? warning(says, fix) : ok(says);
  },
);

/** Signatures and tokens contain times; GitHub rejects an App's token from the future. */
const SKEW_WARNING_MS = 5_000;
const SKEW_ERROR_MS = 60_000;

export const clockCheck = githubCheck('clock', 'Clock', async ({ get }) => {
  const { headers, at } = await get('/meta');
  const date = Date.parse(headers.get('date') ?? '');
  if (Number.isNaN(date)) return skipped('GitHub did not report the time.');
  // The header has whole seconds, cut off.
  const skew = Math.abs(at - (date + 500));
  const says = `This clock is ${(skew / 1000).toFixed(1)} s off GitHub's.`;
  const fix = 'Synchronize the clock of this machine over the network (NTP).';
  if (skew > SKEW_ERROR_MS) return error(says, fix);
  return skew > SKEW_WARNING_MS ? warning(says, fix) : ok(says);
});

export const repositoryCheck = githubCheck(
  'github.repository',
  'Repository',
  async ({ github }, { config }) => {
    const { repository } = config.github;
    const found = await github.getRepository();
    if (!found.ok)
      return found.reason === 'not_found' || found.reason === 'forbidden'
        ? error(
            `${repository} does not exist, or these credentials cannot see it.`,
            'Check GITHUB_REPOSITORY, and that the token or App has access to this repository.',
          )
        : skipped(`${repository} could not be read: ${found.message}`);
    const { fullName, defaultBranch } = found.value;
    return fullName.toLowerCase() === repository.toLowerCase()
      ? ok(`${fullName}, default branch ${defaultBranch}.`)
      : warning(
          `${repository} was renamed to ${fullName}.`,
          `Set GITHUB_REPOSITORY=${fullName}.`,
        );
  },
);
