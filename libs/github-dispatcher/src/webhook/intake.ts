import { parseWebhook, verifySignature, type WebhookEvent } from './webhook.ts';

/** What to answer GitHub with; it never delivers again by itself. */
export type IntakeResult =
  | {
      readonly kind: 'accepted';
      readonly status: 202;
      readonly event: WebhookEvent;
    }
  /** Seen before: GitHub redelivers on request, with the same id. */
  | { readonly kind: 'duplicate'; readonly status: 202 }
  | { readonly kind: 'ignored'; readonly status: 202; readonly reason: string }
  | { readonly kind: 'unsigned'; readonly status: 401 }
  | { readonly kind: 'invalid'; readonly status: 400; readonly reason: string };

export type WebhookIntakeOptions = {
  /** All that are valid now; several while one is exchanged. */
  readonly secrets: readonly string[];
  /** Gets each genuine event once; `watcher.apply` fits. */
  readonly onEvent: (event: WebhookEvent) => void;
  /** Delivery ids kept to recognise repetitions. Default 10,000. */
  readonly remember?: number;
};

export type WebhookRequest = {
  /** The header of that name, `undefined` or `null` where absent. */
  readonly header: (name: string) => string | null | undefined;
  /** As received, before any parsing. */
  readonly rawBody: Uint8Array | string;
};

/** Verifies, parses and deduplicates GitHub's deliveries. Never throws for what arrives. */
export function createWebhookIntake(options: WebhookIntakeOptions) {
  const { secrets, onEvent, remember = 10_000 } = options;
  const seen = new Set<string>();

  return async function receive({
    header,
    rawBody,
  }: WebhookRequest): Promise<IntakeResult> {
    if (
      !(await verifySignature(secrets, rawBody, header('x-hub-signature-256')))
    ) {
      return { kind: 'unsigned', status: 401 };
    }
    const delivery = header('x-github-delivery') ?? '';
    const parsed = parseWebhook({
      event: header('x-github-event') ?? '',
      delivery,
      body: rawBody,
    });
    if (parsed.kind === 'ignored') return { ...parsed, status: 202 };
    if (parsed.kind === 'invalid') return { ...parsed, status: 400 };
    if (seen.has(delivery)) return { kind: 'duplicate', status: 202 };
    seen.add(delivery);
    // A Set keeps the order of insertion: the first is the oldest.
    for (const oldest of seen) {
      if (seen.size <= remember) break;
      seen.delete(oldest);
    }
    onEvent(parsed.event);
    return { kind: 'accepted', status: 202, event: parsed.event };
  };
}
