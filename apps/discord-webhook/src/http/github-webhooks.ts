import {
  parseWebhook,
  verifySignature,
  type WebhookEvent,
} from '@yardmaster/github-dispatcher';
import type { Clock, Journal } from '@yardmaster/agent-registry';
import type { Warn } from '../observability/log.ts';
import type { Metrics } from '../observability/metrics.ts';

export interface GitHubWebhooksOptions {
  /** Several while the secret is being changed. */
  readonly secrets: readonly string[];
  readonly journal: Pick<Journal, 'addDelivery'>;
  readonly observe: (event: WebhookEvent) => Promise<void>;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly warn: Warn;
}

export interface WebhookRequest {
  readonly event: string;
  readonly delivery: string;
  readonly signature: string | undefined;
  readonly body: Buffer;
}

export interface GitHubWebhooks {
  /** Answers at once; what the event means for the follows is worked out afterwards. Never rejects. */
  take(
    request: WebhookRequest,
  ): Promise<{ readonly status: 202 | 400 | 401; readonly text: string }>;
  /** Resolves when every event that was taken has been handed on. */
  settled(): Promise<void>;
}

/** Takes GitHub's news about runs and hands each on once. What is missed here is found by polling. */
export function createGitHubWebhooks(
  options: GitHubWebhooksOptions,
): GitHubWebhooks {
  const { secrets, journal, observe, clock, metrics, warn } = options;
  const underWay = new Set<Promise<void>>();

  async function handOn(event: WebhookEvent): Promise<void> {
    if (!(await journal.addDelivery(event.delivery, clock.now()))) {
      metrics.webhook('repeated');
      return;
    }
    metrics.webhook(event.kind);
    await observe(event);
  }

  return {
    async take({ event, delivery, signature, body }) {
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
      const done = handOn(parsed.event)
        .catch((error: unknown) =>
          warn('a webhook could not be handed on', { error, delivery }),
        )
        .finally(() => underWay.delete(done));
      underWay.add(done);
      return { status: 202, text: 'accepted' };
    },
    async settled() {
      await Promise.all(underWay);
    },
  };
}
