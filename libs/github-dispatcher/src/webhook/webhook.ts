import { verify } from '@octokit/webhooks-methods';
import { asId, asObject, asString, type Json } from '../json.ts';
import { parseJob, parseRun } from '../rest/parse.ts';
import type { Job, Run } from '../run/run.ts';

/** The two events that tell about runs, as plain data. */
export type WebhookEvent = {
  readonly action: string;
  /** `X-GitHub-Delivery`; a redelivery keeps it. */
  readonly delivery: string;
  /** `owner/name` */
  readonly repository: string;
} & (
  | { readonly kind: 'workflow_run'; readonly run: Run }
  | {
      readonly kind: 'workflow_job';
      readonly runId: number;
      readonly attempt: number;
      readonly job: Job;
    }
);

export type ParsedWebhook =
  | { readonly kind: 'event'; readonly event: WebhookEvent }
  /** Genuine, and of no use here: `ping`, other events. */
  | { readonly kind: 'ignored'; readonly reason: string }
  | { readonly kind: 'invalid'; readonly reason: string };

/**
 * Checks `X-Hub-Signature-256` over the raw bytes, in constant time, against each secret: list the old and the
 * new one while they are exchanged. No secret, no header or an empty body: false.
 * @see https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
 */
export async function verifySignature(
  secrets: readonly string[],
  rawBody: Uint8Array | string,
  header: string | null | undefined,
): Promise<boolean> {
  const body = decode(rawBody);
  if (body === undefined || body === '' || !header) return false;
  const results = await Promise.all(
    secrets.map((secret) => secret !== '' && verify(secret, body, header)),
  );
  return results.includes(true);
}

/** `event` and `delivery` are the headers `X-GitHub-Event` and `X-GitHub-Delivery`. Verify the signature first. */
export function parseWebhook(request: {
  readonly event: string;
  readonly delivery: string;
  readonly body: Uint8Array | string;
}): ParsedWebhook {
  const { event, delivery } = request;
  if (event !== 'workflow_run' && event !== 'workflow_job') {
    return {
      kind: 'ignored',
      reason: 'Only workflow_run and workflow_job are of use here.',
    };
  }
  if (delivery === '') return invalid('The delivery has no id.');
  const payload = parseJson(request.body);
  if (payload === undefined) return invalid('The body is no JSON object.');
  const repository = asString(asObject(payload['repository'])?.['full_name']);
  const action = asString(payload['action']);
  if (repository === undefined || action === undefined)
    return invalid('The payload lacks its repository or action.');
  const common = { action, delivery, repository };

  if (event === 'workflow_run') {
    const run = parseRun(payload['workflow_run']);
    return run === undefined
      ? invalid('The payload holds no run.')
      : { kind: 'event', event: { kind: event, ...common, run } };
  }
  const json = asObject(payload['workflow_job']);
  const job = parseJob(json);
  const runId = asId(json?.['run_id']);
  if (job === undefined || runId === undefined)
    return invalid('The payload holds no job of a run.');
  const attempt = asId(json?.['run_attempt']) ?? 1;
  return {
    kind: 'event',
    event: { kind: event, ...common, runId, attempt, job },
  };
}

function invalid(reason: string): ParsedWebhook {
  return { kind: 'invalid', reason };
}

function parseJson(body: Uint8Array | string): Json | undefined {
  try {
    return asObject(JSON.parse(decode(body) ?? ''));
  } catch {
    return undefined;
  }
}

/** The exact text of the bytes, or nothing: a lossy decoding would be a different text under the same signature. */
function decode(body: Uint8Array | string): string | undefined {
  if (typeof body === 'string') return body;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      body,
    );
  } catch {
    return undefined;
  }
}
