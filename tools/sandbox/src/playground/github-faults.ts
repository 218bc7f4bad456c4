import type { LocalGitHub, Refusal } from '../github/index.ts';

type Switch = (github: LocalGitHub) => void;

function refuseDispatch(cause: Refusal): Switch {
  return (github) =>
    void github.fail('POST /dispatches', { kind: 'refusal', cause });
}

/** The job lists of every run in progress show their present state twice more. */
function freezeJobLists(github: LocalGitHub): void {
  for (const { id, status } of github.runs())
    if (status !== 'completed') github.freezeJobs(id, 2);
}

/** What can go wrong on GitHub's side, by the name that the page shows. */
export const GITHUB_FAULTS: Readonly<Record<string, Switch>> = {
  'next dispatch: 500, no run': (github) =>
    void github.fail('POST /dispatches', { kind: 'status', status: 500 }),
  'next dispatch: run started, response lost': (github) =>
    void github.fail('POST /dispatches', { kind: 'drop-after' }),
  'next dispatch: run started, then 502': (github) =>
    void github.fail('POST /dispatches', { kind: 'status-after', status: 502 }),
  'next dispatch: no run details': (github) =>
    void github.fail('POST /dispatches', { kind: 'no-run-details' }),
  'next dispatch: permission missing': refuseDispatch('missing-permission'),
  'next dispatch: IP allow list': refuseDispatch('ip-allow-list'),
  'next dispatch: SAML sign-on required': refuseDispatch('saml'),
  'next dispatch: repository archived': refuseDispatch('archived'),
  'next dispatch: workflow disabled': refuseDispatch('workflow-disabled'),
  'next dispatch: workflow file cannot be parsed': refuseDispatch(
    'unparsable-workflow',
  ),
  'next re-run: run too old': (github) =>
    void github.fail('POST /rerun', { kind: 'refusal', cause: 'old-run' }),
  'next log: expired': (github) =>
    void github.fail('GET /logs', { kind: 'refusal', cause: 'logs-expired' }),
  'next 3 reads: 503': (github) =>
    void github.fail('GET /', { kind: 'status', status: 503 }, 3),
  'next job list: rate limited': (github) =>
    void github.fail('GET /jobs', { kind: 'primary-limit', resetInSeconds: 5 }),
  'next 2 job lists: out of date': freezeJobLists,
  'next request: primary rate limit': (github) =>
    void github.fail('*', { kind: 'primary-limit', resetInSeconds: 5 }),
  'next request: secondary rate limit': (github) =>
    void github.fail('*', { kind: 'secondary-limit', retryAfterSeconds: 5 }),
  'next webhook: sent twice': (github) =>
    void github.failWebhook({}, { kind: 'duplicate' }),
  'next webhook: out of order': (github) =>
    void github.failWebhook({}, { kind: 'reorder' }),
  'next webhook: 5 s late': (github) =>
    void github.failWebhook({}, { kind: 'delay', ms: 5000 }),
  'next webhook: lost': (github) =>
    void github.failWebhook({}, { kind: 'drop' }),
  'all webhooks: lost': (github) =>
    void github.failWebhook({}, { kind: 'drop' }, Infinity),
  'next webhook: bad signature': (github) =>
    void github.failWebhook({}, { kind: 'bad-signature' }),
  'access lost: the repository answers 404': (github) => github.setHidden(true),
  "GitHub's clock: 61 s behind": (github) => github.setClockOffset(-61_000),
  'new installation tokens: refused for 2 s': (github) =>
    github.setTokenLag({ ms: 2000, status: 401 }),
  'a proxy answers: sign-on page': (github) =>
    github.setIntermediary('sign-on-page'),
  'a proxy answers: redirect to sign-on': (github) =>
    github.setIntermediary('sign-on-redirect'),
  'a proxy answers: credentials required': (github) =>
    github.setIntermediary('proxy-authentication'),
  'main: a new commit': (github) => void github.commits.push(),
  'main: force-push, the last commit is gone': (github) => {
    const [, before] = github.commits.history();
    if (before !== undefined) github.commits.move('main', before.sha);
  },
  'main: a check turns red': (github) =>
    github.commits.setCheck('main', { name: 'test', conclusion: 'failure' }),
  'GitHub is down (503)': (github) => github.setOutage('unavailable'),
  'GitHub is unreachable': (github) => github.setOutage('unreachable'),
};

export function clearGitHubFaults(github: LocalGitHub): void {
  github.clearFaults();
  github.setOutage(false);
  github.setHidden(false);
  github.setClockOffset(0);
  github.setTokenLag(false);
  github.setIntermediary(false);
}
