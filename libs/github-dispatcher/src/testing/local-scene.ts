import {
  CLIENT_DEPLOY,
  createLocalGitHub,
  type LocalGitHub,
  type LocalGitHubOptions,
  type LoggedRequest,
} from '@yardmaster/sandbox/github';
import {
  createOctokitGitHub,
  type OctokitGitHubOptions,
} from '../rest/octokit.ts';
import { parseWebhook, type WebhookEvent } from '../webhook/webhook.ts';
import type { GitHub } from '../github.ts';
import { createManualClock, type ManualClock } from './manual-clock.ts';

/** Its run-name carries the correlation id, of a `repository_dispatch` as well. */
export const DEPLOY = {
  ...CLIENT_DEPLOY,
  file: 'deploy.yml',
  name: 'Deploy',
  repositoryDispatch: ['deploy'],
  runName:
    'Deploy [${{ inputs.correlation_id || github.event.client_payload.correlation_id }}]',
};

export type LocalSceneOptions = LocalGitHubOptions & {
  /** The host's clock minus GitHub's, milliseconds. */
  readonly hostAhead?: number;
  readonly octokit?: Partial<OctokitGitHubOptions>;
};

export type LocalScene = {
  readonly clock: ManualClock;
  readonly local: LocalGitHub;
  readonly github: GitHub;
  /** An adapter of its own, for other credentials. */
  readonly connect: (options?: Partial<OctokitGitHubOptions>) => GitHub;
  /** Requests that count against the rate limit. */
  readonly charged: () => number;
  /** Requests of one kind, such as `POST /dispatches`. */
  readonly requests: (kind: string) => readonly LoggedRequest[];
  /** What a webhook about the run, or one of its jobs, would bring now. */
  readonly webhook: (
    runId: number,
    action: string,
    jobId?: number,
  ) => WebhookEvent;
};

/** The local GitHub inside this process, the real adapter on it, and time that moves only by `clock.advance`. */
export function createLocalScene(options: LocalSceneOptions = {}): LocalScene {
  const { hostAhead = 0, octokit, ...github } = options;
  const clock = createManualClock();
  const local = createLocalGitHub({
    clock: () => clock.now() - hostAhead,
    timers: {
      setTimeout: (run, ms) => clock.schedule(ms, run),
      clearTimeout: (cancel) => typeof cancel === 'function' && cancel(),
    },
    limits: { primary: 1_000_000, secondary: Infinity },
    workflows: [DEPLOY],
    ...github,
  });
  const connect = (more: Partial<OctokitGitHubOptions> = {}) =>
    createOctokitGitHub({
      repository: local.repository,
      auth: { token: local.token },
      baseUrl: local.url,
      fetch: local.fetch,
      clock,
      random: () => 0,
      ...more,
    });

  return {
    clock,
    local,
    github: connect(octokit),
    connect,
    charged: () => local.requests.filter((request) => request.charged).length,
    requests(kind: string) {
      const [method, part = ''] = kind.split(' ');
      return local.requests.filter(
        (request) => request.method === method && request.path.includes(part),
      );
    },
    webhook(runId: number, action: string, jobId?: number): WebhookEvent {
      const parsed = parseWebhook({
        event: jobId === undefined ? 'workflow_run' : 'workflow_job',
        delivery: 'd',
        body: local.webhookBody(runId, action, jobId),
      });
      if (parsed.kind !== 'event') throw new Error(parsed.reason);
      return parsed.event;
    },
  };
}
