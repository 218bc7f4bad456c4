import { verify } from '@octokit/webhooks-methods';
import { asId, asObject, asString, type Json } from '../json.ts';
import { parseJob, parseRun } from '../rest/parse.ts';
import type { Job, Run } from '../run/run.ts';

/** The two events about runs, as plain data. */
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
  /** Genuine, and not used: `ping`, other events. */
  | { readonly kind: 'ignored'; readonly reason: string }
  /** The webhook's content type is "application/x-www-form-urlencoded": it has to be set to "application/json". */
  | { readonly kind: 'form_encoded'; readonly reason: string }
  | { readonly kind: 'invalid'; readonly reason: string };

/** Whether a header can be a signature at all, before a byte of the body is read. */
export function isWellFormedSignature(
  header: string | null | undefined,
): boolean {
  return /^sha256=[0-9a-f]{64}$/i.test(header ?? '');
}

/**
 * Checks `X-Hub-Signature-256` over the raw bytes, in constant time, against each secret: list the old and the
 * new while the secret is being changed. No secret, no header or an empty body: false.
 * @see https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
 */
export async function verifySignature(
  secrets: readonly string[],
  rawBody: Uint8Array | string,
  header: string | null | undefined,
): Promise<boolean> {
  const body = decode(rawBody);
  if (body === undefined || body === '' || !header) return false;
  if (!isWellFormedSignature(header)) return false;
  const results = await Promise.all(
    secrets.map((secret) => secret !== '' && verify(secret, body, header)),
  );
  return results.includes(true);
}

/** `event` and `delivery` are the headers `X-GitHub-Event` and `X-GitHub-Delivery`. Verify the signature first. */
export function parseWebhook(request: {
  readonly event: string;
  readonly delivery: string;
  /** `Content-Type` */
  readonly contentType?: string | null | undefined;
  readonly body: Uint8Array | string;
}): ParsedWebhook {
  const { event, delivery, contentType } = request;
  // Also for a ping: the first delivery should report it.
  if (contentType?.toLowerCase().startsWith(FORM) || isForm(request.body)) {
    return {
      kind: 'form_encoded',
      reason:
        'The webhook is sent as a form. Set its content type to "application/json" in the settings of the repository.',
    };
  }
  if (event !== 'workflow_run' && event !== 'workflow_job') {
    return {
      kind: 'ignored',
      reason: 'Only workflow_run and workflow_job are used.',
    };
  }
  if (delivery === '') return invalid('X-GitHub-Delivery is missing.');
  const payload = parseJson(request.body);
  if (payload === undefined) return invalid('The body is not a JSON object.');
  const repository = asString(asObject(payload['repository'])?.['full_name']);
  const action = asString(payload['action']);
  if (repository === undefined || action === undefined)
    return invalid('The payload has no repository or no action.');
  const common = { action, delivery, repository };

  if (event === 'workflow_run') {
    const run = parseRun(payload['workflow_run']);
    return run === undefined
      ? invalid('The payload has no run.')
      : { kind: 'event', event: { kind: event, ...common, run } };
  }
  const json = asObject(payload['workflow_job']);
  const job = parseJob(json);
  const runId = asId(json?.['run_id']);
  if (job === undefined || runId === undefined)
    return invalid('The payload has no job of a run.');
  const attempt = asId(json?.['run_attempt']) ?? 1;
  return {
    kind: 'event',
    event: { kind: event, ...common, runId, attempt, job },
  };
}

const FORM = 'application/x-www-form-urlencoded';

function isForm(body: Uint8Array | string): boolean {
  const start =
    typeof body === 'string'
      ? body.slice(0, 8)
      : Buffer.from(body.subarray(0, 8)).toString('latin1');
  return start === 'payload=';
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

/** The exact text of the bytes, or `undefined`: a lossy decoding would be a different text under the same signature. */
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
