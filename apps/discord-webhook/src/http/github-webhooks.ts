import {
  createWebhookIntake,
  isWellFormedSignature,
  type WebhookEvent,
} from '@yardmaster/github-dispatcher';
import type { Background } from '../lifecycle/background.ts';
import type { Warn } from '../observability/log.ts';
import type { Metrics } from '../observability/metrics.ts';

export interface GitHubWebhooksOptions {
  /** Several while a secret is rotated. */
  readonly secrets: readonly string[];
  /** Has its effect once per delivery, also if the journal is away for a while. */
  readonly observe: (event: WebhookEvent) => Promise<string>;
  readonly background: Background;
  readonly metrics: Metrics;
  readonly warn: Warn;
}

export interface WebhookHeaders {
  readonly event: string;
  readonly delivery: string;
  readonly signature: string | undefined;
  readonly contentType: string | undefined;
}

export interface GitHubWebhooks {
  /** Needs no body, so that most forged requests are refused before one is read. */
  mayBeSigned(headers: WebhookHeaders): boolean;
  receive(headers: WebhookHeaders, body: Buffer): Promise<WebhookResponse>;
}

export interface WebhookResponse {
  readonly status: 202 | 400 | 401;
  readonly text: string;
}

export const BAD_SIGNATURE = {
  status: 401,
  text: 'invalid signature',
} as const satisfies WebhookResponse;

/** Accepts GitHub's events about runs. Their effect follows after the response; what is missed is polled. */
export function createGitHubWebhooks(
  options: GitHubWebhooksOptions,
): GitHubWebhooks {
  const { observe, background, metrics, warn } = options;
  const intake = createWebhookIntake({ secrets: options.secrets });
  let warnedOfForm = false;

  async function apply(event: WebhookEvent): Promise<void> {
    const observed = await observe(event);
    metrics.webhook(observed === 'repeated' ? 'repeated' : event.kind);
  }

  function refuseForm(): WebhookResponse {
    if (!warnedOfForm)
      warn(
        'GitHub sends webhooks as a form: set the content type of the webhook to application/json',
      );
    warnedOfForm = true;
    return { status: 400, text: 'use the content type application/json' };
  }

  return {
    mayBeSigned({ signature }) {
      if (isWellFormedSignature(signature)) return true;
      metrics.webhook('unsigned');
      return false;
    },
    async receive(headers, body) {
      const received = await intake({ ...headers, rawBody: body });
      if (received.kind === 'event') {
        background.run(() => apply(received.event));
        return { status: 202, text: 'accepted' };
      }
      metrics.webhook(received.kind);
      switch (received.kind) {
        case 'unsigned':
          return BAD_SIGNATURE;
        case 'form_encoded':
          return refuseForm();
        case 'invalid':
          return { status: 400, text: 'not a webhook event' };
        case 'ignored':
          return { status: 202, text: 'ignored' };
      }
    },
  };
}
