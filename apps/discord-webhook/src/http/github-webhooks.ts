import {
  parseWebhook,
  verifySignature,
  type WebhookEvent,
} from '@yardmaster/github-dispatcher';
import type { Clock, Journal } from '@yardmaster/agent-registry';
import type { Background } from '../background.ts';
import type { Metrics } from '../observability/metrics.ts';

export interface GitHubWebhooksOptions {
  /** Several while the secret is being changed. */
  readonly secrets: readonly string[];
  readonly journal: Pick<Journal, 'addDelivery'>;
  readonly observe: (event: WebhookEvent) => Promise<void>;
  readonly clock: Clock;
  readonly background: Background;
  readonly metrics: Metrics;
}

export interface WebhookRequest {
  readonly event: string;
  readonly delivery: string;
  readonly signature: string | undefined;
  readonly body: Buffer;
}

export interface WebhookResponse {
  readonly status: 202 | 400 | 401;
  readonly text: string;
}

/** Accepts GitHub's events about runs. The effect of an event follows after the response; what is missed is polled. */
export function createGitHubWebhooks(options: GitHubWebhooksOptions) {
  const { secrets, journal, observe, background, clock, metrics } = options;

  async function apply(event: WebhookEvent): Promise<void> {
    if (!(await journal.addDelivery(event.delivery, clock.now()))) {
      metrics.webhook('repeated');
      return;
    }
    metrics.webhook(event.kind);
    await observe(event);
  }

  return async ({
    event,
    delivery,
    signature,
    body,
  }: WebhookRequest): Promise<WebhookResponse> => {
    if (!(await verifySignature(secrets, body, signature))) {
      metrics.webhook('bad_signature');
      return { status: 401, text: 'invalid signature' };
    }
    const parsed = parseWebhook({ event, delivery, body });
    if (parsed.kind !== 'event') {
      metrics.webhook(parsed.kind);
      return parsed.kind === 'invalid'
        ? { status: 400, text: 'not a webhook event' }
        : { status: 202, text: 'ignored' };
    }
    background.run(() => apply(parsed.event));
    return { status: 202, text: 'accepted' };
  };
}

export type GitHubWebhooks = ReturnType<typeof createGitHubWebhooks>;
