import type { LocalGitHub } from '../github/index.ts';

/** What can go wrong on GitHub's side, by the name that the page shows. */
export const GITHUB_FAULTS: Readonly<
  Record<string, (github: LocalGitHub) => void>
> = {
  'next dispatch: 500, no run': (github) =>
    void github.fail('POST /dispatches', { kind: 'status', status: 500 }),
  'next dispatch: the run is made, the answer lost': (github) =>
    void github.fail('POST /dispatches', { kind: 'drop-after' }),
  'next dispatch: 502 after the run was made': (github) =>
    void github.fail('POST /dispatches', { kind: 'status-after', status: 502 }),
  'next dispatch: no run details': (github) =>
    void github.fail('POST /dispatches', { kind: 'no-run-details' }),
  'next dispatch: 403': (github) =>
    void github.fail('POST /dispatches', { kind: 'status', status: 403 }),
  'next 3 reads: 503': (github) =>
    void github.fail('GET /', { kind: 'status', status: 503 }, 3),
  'next request: primary rate limit': (github) =>
    void github.fail('*', { kind: 'primary-limit', resetInSeconds: 5 }),
  'next request: secondary rate limit': (github) =>
    void github.fail('*', { kind: 'secondary-limit', retryAfterSeconds: 5 }),
  'next webhook: twice': (github) =>
    void github.failWebhook({}, { kind: 'duplicate' }),
  'next webhook: out of order': (github) =>
    void github.failWebhook({}, { kind: 'reorder' }),
  'next webhook: 5 s late': (github) =>
    void github.failWebhook({}, { kind: 'delay', ms: 5000 }),
  'next webhook: lost': (github) =>
    void github.failWebhook({}, { kind: 'drop' }),
  'next webhook: bad signature': (github) =>
    void github.failWebhook({}, { kind: 'bad-signature' }),
  'GitHub is down (503)': (github) => void github.setOutage('unavailable'),
  'GitHub cannot be reached': (github) => void github.setOutage('unreachable'),
};

export function clearGitHubFaults(github: LocalGitHub): void {
  github.clearFaults();
  github.setOutage(false);
}
