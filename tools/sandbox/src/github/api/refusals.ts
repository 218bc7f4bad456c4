import { type ApiResponse, problem } from './response.ts';

/** Refusals with a body or headers of their own, by the name of their cause. */
export const REFUSALS = {
  'ip-allow-list': (owner: string) =>
    problem(
      403,
      `Although you appear to have the correct authorization credentials, the \`${owner}\` organization has an IP allow list enabled, and your IP address is not permitted to access this resource.`,
    ),
  saml: (owner: string) =>
    problem(
      403,
      'Resource protected by organization SAML enforcement. You must grant your Personal Access token access to this organization.',
      {
        headers: {
          'x-github-sso': `required; url=https://github.com/orgs/${owner}/sso?authorization_request=AZSCKL3DA4N4`,
        },
      },
    ),
  archived: () => problem(403, 'Repository was archived so is read-only.'),
  'missing-permission': () =>
    problem(403, 'Resource not accessible by personal access token', {
      headers: { 'x-accepted-github-permissions': 'actions=write' },
    }),
  'workflow-disabled': () =>
    problem(422, "Cannot trigger a 'workflow_dispatch' on a disabled workflow"),
  'unparsable-workflow': () =>
    problem(
      422,
      "failed to parse workflow: (Line: 7, Col: 9): Unexpected value 'inputs.version'",
    ),
  'old-run': () =>
    problem(
      403,
      'Unable to retry this workflow run because it was created over a month ago',
    ),
  'logs-expired': () => problem(410, 'Gone'),
} as const satisfies Record<string, (owner: string) => ApiResponse>;

export type Refusal = keyof typeof REFUSALS;
