import { error, ok, skipped, type Finding } from './check.ts';
import { githubCheck } from './github-checks.ts';
import type { ProbeResponse } from './github-probe.ts';

/** Git allows no such name, so that no workflow can ever be started by this probe. */
const IMPOSSIBLE_REF = 'yardmaster..doctor';

/** What the credentials must be allowed to do, each tried with a request that changes nothing. */
export const permissionsCheck = githubCheck(
  'github.permissions',
  'Permissions',
  async ({ get, post }, { config }) => {
    const repository = `/repos/${config.github.repository}`;
    if ((await get(repository)).status !== 200)
      return skipped('The repository cannot be read; see Repository.');
    const { file } = config.workflows.deploy;
    const tried = await Promise.all([
      tryIt('Actions: read', get(`${repository}/actions/runs?per_page=1`)),
      tryIt('Contents: read', get(`${repository}/contents/.github/workflows`)),
      tryIt(
        'Actions: write',
        post(`${repository}/actions/workflows/${file}/dispatches`, {
          ref: IMPOSSIBLE_REF,
        }),
      ),
    ]);
    const refused = tried.filter((one) => one !== undefined);
    return refused.length > 0
      ? refused
      : ok('Workflows can be read and started, and their files read.');
  },
);

/** An error that names the permission, if it is missing. Anything but a refusal was let through. */
async function tryIt(
  permission: string,
  request: Promise<ProbeResponse>,
): Promise<Finding | undefined> {
  const { status, headers, body } = await request;
  if (status !== 403 && status !== 401) return undefined;
  const accepted = headers.get('x-accepted-github-permissions');
  const message =
    typeof body === 'object' && body !== null && 'message' in body
      ? ` (${String(body.message)})`
      : '';
  return error(
    `The permission ${permission} is missing${message}.`,
    `Give it to the token or the App${accepted === null ? '' : `; GitHub calls it ${accepted}`}. A classic token needs the scope repo.`,
  );
}
