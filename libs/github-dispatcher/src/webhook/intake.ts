import {
  parseWebhook,
  verifySignature,
  type ParsedWebhook,
} from './webhook.ts';

export type WebhookIntakeOptions = {
  /** All that are valid now; several while one is being changed. */
  readonly secrets: readonly string[];
};

/** A delivery as it arrived. */
export type WebhookRequest = {
  /** `X-GitHub-Event` */
  readonly event: string;
  /** `X-GitHub-Delivery` */
  readonly delivery: string;
  /** `X-Hub-Signature-256` */
  readonly signature: string | null | undefined;
  /** `Content-Type` */
  readonly contentType?: string | null | undefined;
  /** Before any parsing. */
  readonly rawBody: Uint8Array;
};

export type IntakeResult = ParsedWebhook | { readonly kind: 'unsigned' };

/**
 * Verifies a delivery, then parses it; of a body without a valid signature nothing is parsed. It keeps no state: a
 * delivery may be recorded as seen only together with its effect, which is the caller's.
 */
export function createWebhookIntake({ secrets }: WebhookIntakeOptions) {
  return async function receive(
    request: WebhookRequest,
  ): Promise<IntakeResult> {
    const { event, delivery, signature, contentType, rawBody } = request;
    if (!(await verifySignature(secrets, rawBody, signature)))
      return { kind: 'unsigned' };
    return parseWebhook({ event, delivery, contentType, body: rawBody });
  };
}
