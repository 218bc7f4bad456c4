import { error, ok, skipped, warning, type Finding } from './check.ts';
import { githubCheck } from './github-checks.ts';
import type { GitHubProbe } from './github-probe.ts';

const EVENTS = ['workflow_run', 'workflow_job'];
const PATH = '/github/webhooks';

/** The part of a hook that matters here. https://docs.github.com/en/rest/repos/webhooks */
interface Hook {
  readonly id: number;
  readonly active: boolean;
  readonly events: readonly string[];
  readonly config: {
    readonly url?: string;
    readonly content_type?: string;
    readonly insecure_ssl?: string | number;
  };
}

interface Delivery {
  readonly event: string;
  readonly status_code: number;
  readonly delivered_at: string;
}

export const webhookCheck = githubCheck(
  'github.webhook',
  'Webhook',
  async (probe, { config }) => {
    const { repository, webhookSecrets } = config.github;
    const hooks = `/repos/${repository}/hooks`;
    const { status, body } = await probe.get(hooks);
    if (status !== 200 || !Array.isArray(body))
      return unreadable(status, webhookSecrets.length > 0);
    const ours = (body as readonly Hook[]).filter(
      ({ events, config: { url = '' } }) =>
        url.endsWith(PATH) ||
        events.includes('*') ||
        EVENTS.some((event) => events.includes(event)),
    );
    const [hook] = ours;
    if (hook === undefined)
      return webhookSecrets.length === 0
        ? ok('Not set up; Yardmaster polls GitHub instead.')
        : warning(
            'GITHUB_WEBHOOK_SECRET is set, but the repository has no webhook for runs.',
            `Add one in the repository's Settings → Webhooks: URL https://YOUR-HOST${PATH}, content type application/json, this secret, events Workflow jobs and Workflow runs.`,
          );
    return [
      ...shapeOf(hook, webhookSecrets.length > 0),
      await deliveriesOf(probe, `${hooks}/${hook.id}`),
    ];
  },
);

function unreadable(status: number, wanted: boolean): Finding {
  if (status === 0) return skipped('GitHub did not respond.');
  return wanted
    ? warning(
        `The webhooks cannot be read with these credentials (${status}).`,
        'Give them the permission Webhooks: read, or check Settings → Webhooks yourself.',
      )
    : skipped(
        `The webhooks cannot be read with these credentials (${status}).`,
      );
}

function shapeOf(hook: Hook, hasSecret: boolean): readonly Finding[] {
  const missing = hook.events.includes('*')
    ? []
    : EVENTS.filter((event) => !hook.events.includes(event));
  const { url = '', content_type: type, insecure_ssl: insecure } = hook.config;
  const settings = "Change it in the repository's Settings → Webhooks.";
  const wrong = [
    ...(hook.active ? [] : [error('The webhook is not active.', settings)]),
    ...(missing.length === 0
      ? []
      : [
          warning(`The webhook does not send ${missing.join(', ')}.`, settings),
        ]),
    ...(type === 'json'
      ? []
      : [
          error(
            `The webhook sends ${type ?? 'form'} instead of JSON.`,
            'Set its content type to application/json.',
          ),
        ]),
    ...(String(insecure ?? '0') === '0'
      ? []
      : [error('The webhook does not verify TLS certificates.', settings)]),
    ...(hasSecret
      ? []
      : [
          warning(
            'The repository has a webhook, but GITHUB_WEBHOOK_SECRET is not set: its deliveries are rejected.',
            "Set GITHUB_WEBHOOK_SECRET to the webhook's secret.",
          ),
        ]),
  ];
  return wrong.length > 0
    ? wrong
    : [ok(`GitHub sends runs and jobs to ${url}.`)];
}

async function deliveriesOf(
  { get }: GitHubProbe,
  path: string,
): Promise<Finding> {
  const { status, body } = await get(`${path}/deliveries?per_page=10`);
  if (status !== 200 || !Array.isArray(body))
    return skipped(`The last deliveries cannot be read (${status}).`);
  const last = body as readonly Delivery[];
  const [newest] = last;
  if (newest === undefined) return ok('No deliveries yet.');
  const failed = last.filter(
    ({ status_code: code }) => code < 200 || code >= 300,
  );
  if (failed.length === 0)
    return ok(
      `The last ${last.length} deliveries succeeded, the newest at ${newest.delivered_at}.`,
    );
  const codes = [...new Set(failed.map(({ status_code: code }) => code))];
  const says = `${failed.length} of the last ${last.length} deliveries failed (${codes.map((code) => code || 'no response').join(', ')}).`;
  return codes.includes(401)
    ? error(
        says,
        "The secrets differ. Set GITHUB_WEBHOOK_SECRET to the webhook's secret.",
      )
    : warning(says, 'See Recent Deliveries under Settings → Webhooks.');
}
