import {
  ok,
  problem,
  skipped,
  warning,
  type Check,
  type Finding,
  type Surroundings,
} from './check.ts';
import type { GitHubProbe } from './github-probe.ts';

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
        ? skipped('GitHub is not configured, see Configuration.')
        : run(around.github, around),
  };
}

export const reachableCheck = githubCheck(
  'github.reachable',
  'GitHub',
  async ({ get }, { config }) => {
    const { status } = await get('/meta');
    const { apiUrl } = config.github;
    if (status === 0)
      return problem(
        `${apiUrl} does not answer.`,
        'Check GITHUB_API_URL, the network and its proxy; see https://www.githubstatus.com.',
      );
    return status >= 500
      ? problem(
          `${apiUrl} answers ${status}.`,
          'Wait, and see https://www.githubstatus.com.',
        )
      : ok(`${apiUrl} answers.`);
  },
);

export const credentialsCheck = githubCheck(
  'github.credentials',
  'Credentials',
  async ({ github, get }, { config, clock }) => {
    const viewer = await github.viewer();
    if (!viewer.ok)
      return problem(
        `GitHub does not take the credentials: ${viewer.message}`,
        config.github.auth.kind === 'token'
          ? 'Make a new token and set GITHUB_TOKEN.'
          : 'Check GITHUB_APP_ID, GITHUB_APP_PRIVATE_KEY and GITHUB_APP_INSTALLATION_ID.',
      );
    const { auth } = config.github;
    const { login } = viewer.value;
    if (auth.kind === 'app') return ok(`The GitHub App ${login} is installed.`);
    const { headers } = await get('/rate_limit');
    return tokenFinding(auth.token, login, headers, clock());
  },
);

/** A token that ends sooner is told before people notice, days. */
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
  const whose = `${login}${ends === null ? '' : `, until ${ends}`}`;
  if (token.startsWith('ghs_'))
    return warning(
      `An installation token of ${whose}, which ends within the hour.`,
      'For anything that stays up, set GITHUB_APP_ID, GITHUB_APP_PRIVATE_KEY and GITHUB_APP_INSTALLATION_ID.',
    );
  const scopes = headers
    .get('x-oauth-scopes')
    ?.split(',')
    .map((scope) => scope.trim())
    .filter((scope) => scope !== '');
  if (scopes && !scopes.some((scope) => /^(?:repo|public_repo)$/.test(scope)))
    return problem(
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
        `${kind} of ${whose}: that is soon.`,
        'Make a new one and set GITHUB_TOKEN.',
      )
    : ok(`${kind} of ${whose}.`);
}

export const rateLimitCheck = githubCheck(
  'github.rate-limit',
  'Rate limit',
  async ({ github }) => {
    const limit = await github.rateLimit();
    if (!limit.ok) return skipped(`GitHub did not say: ${limit.message}`);
    if (limit.value === null) return ok('This server does not limit requests.');
    const { remaining, limit: most, resetAt } = limit.value;
    const says = `${remaining} of ${most} requests are left until ${resetAt.toISOString()}.`;
    const fix =
      'Find out what else uses these credentials, raise POLL_INTERVAL_SECONDS, or set up the webhook.';
    if (remaining === 0) return problem(says, fix);
    return remaining < most / 10 ? warning(says, fix) : ok(says);
  },
);

/** Discord's and GitHub's signatures and tokens carry times; an App's token must not be from the future at all. */
const SKEW_WARNING_MS = 5_000;
const SKEW_PROBLEM_MS = 60_000;

export const clockCheck = githubCheck('clock', 'Clock', async ({ get }) => {
  const { headers, at } = await get('/meta');
  const date = Date.parse(headers.get('date') ?? '');
  if (Number.isNaN(date)) return skipped('GitHub did not say the time.');
  // The header has whole seconds, cut off.
  const skew = Math.abs(at - (date + 500));
  const says = `This clock differs from GitHub’s by ${(skew / 1000).toFixed(1)} s.`;
  const fix = 'Let the machine take its time from the network (NTP).';
  if (skew > SKEW_PROBLEM_MS) return problem(says, fix);
  return skew > SKEW_WARNING_MS ? warning(says, fix) : ok(says);
});

export const repositoryCheck = githubCheck(
  'github.repository',
  'Repository',
  async ({ github }, { config }) => {
    const { repository } = config.github;
    const found = await github.getRepository();
    if (!found.ok)
      return problem(
        found.reason === 'not_found'
          ? `${repository} is not there, or these credentials may not see it.`
          : `${repository} could not be read: ${found.message}`,
        'Check GITHUB_REPOSITORY, and that the token or App was given this repository.',
      );
    const { fullName, defaultBranch } = found.value;
    return fullName.toLowerCase() === repository.toLowerCase()
      ? ok(`${fullName}, default branch ${defaultBranch}.`)
      : warning(
          `${repository} is called ${fullName} now.`,
          `Set GITHUB_REPOSITORY=${fullName}.`,
        );
  },
);
