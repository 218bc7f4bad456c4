import type { Job, Run } from './run.ts';

/** The two events that tell about runs, as plain data. */
export type WebhookEvent =
  | {
      readonly kind: 'workflow_run';
      readonly action: string;
      readonly delivery: string;
      /** `owner/name` */
      readonly repository: string;
      readonly run: Run;
    }
  | {
      readonly kind: 'workflow_job';
      readonly action: string;
      readonly delivery: string;
      readonly repository: string;
      readonly runId: number;
      readonly attempt: number;
      readonly job: Job;
    };

export type ParsedWebhook =
  | { readonly kind: 'event'; readonly event: WebhookEvent }
  /** Valid, and of no use here: `ping`, other events. */
  | { readonly kind: 'ignored'; readonly reason: string }
  | { readonly kind: 'invalid'; readonly reason: string };

/**
 * Checks `X-Hub-Signature-256` over the raw bytes in constant time against each secret (rotation).
 * @see https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
 */
export async function verifySignature(
  _secrets: readonly string[],
  _rawBody: Uint8Array | string,
  _header: string | null | undefined,
): Promise<boolean> {
  return false;
}

/** `event` and `delivery` are the headers `X-GitHub-Event` and `X-GitHub-Delivery`. */
export function parseWebhook(_request: {
  readonly event: string;
  readonly delivery: string;
  readonly body: Uint8Array | string;
}): ParsedWebhook {
  return { kind: 'ignored', reason: 'not written yet' };
}
