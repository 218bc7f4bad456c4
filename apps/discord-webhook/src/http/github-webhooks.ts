import {
  parseWebhook,
  verifySignature,
  type WebhookEvent,
} from '@yardmaster/github-dispatcher';
import type { Background } from '../background.ts';
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

/** https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries */
const SIGNATURE = /^sha256=[0-9a-f]{64}$/i;
const FORM = /^application\/x-www-form-urlencoded\b/i;

/** Accepts GitHub's events about runs. Their effect follows after the response; what is missed is polled. */
export function createGitHubWebhooks(
  options: GitHubWebhooksOptions,
): GitHubWebhooks {
  const { secrets, observe, background, metrics, warn } = options;
  let warnedOfForm = false;

  async function apply(event: WebhookEvent): Promise<void> {
    const observed = await observe(event);
    metrics.webhook(observed === 'repeated' ? 'repeated' : event.kind);
  }

  function refuseForm(): WebhookResponse {
    metrics.webhook('form_encoded');
    if (!warnedOfForm)
      warn(
        'GitHub sends webhooks as a form: set the content type of the webhook to application/json',
      );
    warnedOfForm = true;
    return { status: 400, text: 'use the content type application/json' };
  }

  return {
    mayBeSigned({ signature }) {
      if (signature !== undefined && SIGNATURE.test(signature)) return true;
      metrics.webhook('bad_signature');
      return false;
    },
    async receive({ event, delivery, signature, contentType }, body) {
      if (!(await verifySignature(secrets, body, signature))) {
        metrics.webhook('bad_signature');
        return BAD_SIGNATURE;
      }
      if (contentType !== undefined && FORM.test(contentType))
        return refuseForm();
      const parsed = parseWebhook({ event, delivery, body });
      if (parsed.kind !== 'event') {
        metrics.webhook(parsed.kind);
        return parsed.kind === 'invalid'
          ? { status: 400, text: 'not a webhook event' }
          : { status: 202, text: 'ignored' };
      }
      background.run(() => apply(parsed.event));
      return { status: 202, text: 'accepted' };
    },
  };
}
