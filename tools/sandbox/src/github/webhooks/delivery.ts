import { createHmac } from 'node:crypto';

/** Where deliveries go, and the secret they are signed with. */
export interface WebhookTarget {
  readonly url: string;
  readonly secret: string;
  /** Default: `workflow_run` and `workflow_job`. */
  readonly events?: readonly string[];
  /** Default `json`; a webhook set up as a form sends `payload=…`, the browser's default in the settings. */
  readonly contentType?: 'json' | 'form';
}

/** One event on its way to the webhook. */
export interface Parcel {
  readonly guid: string;
  readonly event: string;
  readonly action: string | null;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly redelivery: boolean;
}

/** A parcel that was sent, with the response. */
export interface Delivery extends Parcel {
  readonly id: number;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Milliseconds. */
  readonly duration: number;
  /** HTTP status of the answer; 0 where none came. */
  readonly statusCode: number;
  readonly status: string;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly responseHeaders: Readonly<Record<string, string>>;
  readonly responseBody: string;
}

export const HOOK_ID = 480_000_000;

// https://docs.github.com/webhooks/using-webhooks/best-practices-for-using-webhooks#respond-within-10-seconds
const TIMEOUT_MS = 10_000;

/** https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries */
export function sign(secret: string, body: string): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

function headersOf(
  { event, guid }: Parcel,
  signature: string,
  repositoryId: number,
  form: boolean,
) {
  return {
    'content-type': form
      ? 'application/x-www-form-urlencoded'
      : 'application/json',
    accept: '*/*',
    'user-agent': 'GitHub-Hookshot/local',
    'x-github-event': event,
    'x-github-delivery': guid,
    'x-github-hook-id': String(HOOK_ID),
    'x-github-hook-installation-target-id': String(repositoryId),
    'x-github-hook-installation-target-type': 'repository',
    'x-hub-signature-256': signature,
  };
}

interface Reply {
  readonly statusCode: number;
  readonly status: string;
  readonly responseHeaders: Readonly<Record<string, string>>;
  readonly responseBody: string;
}

function noReply(status: string): Reply {
  return {
    statusCode: 0,
    status,
    responseHeaders: {},
    responseBody: '',
  };
}

/** Sends a parcel once; no response is a reply too. */
export async function deliver(
  send: typeof fetch,
  { url, secret, contentType = 'json' }: WebhookTarget,
  parcel: Parcel,
  repositoryId: number,
  closing: AbortSignal,
): Promise<Reply & { readonly requestHeaders: Record<string, string> }> {
  const json = JSON.stringify(parcel.payload);
  const form = contentType === 'form';
  const body = form ? String(new URLSearchParams({ payload: json })) : json;
  const headers = headersOf(parcel, sign(secret, body), repositoryId, form);
  const late = AbortSignal.timeout(TIMEOUT_MS);
  const signal = AbortSignal.any([late, closing]);
  try {
    const response = await send(url, { method: 'POST', headers, body, signal });
    return {
      requestHeaders: headers,
      statusCode: response.status,
      status: response.ok ? 'OK' : `Invalid HTTP Response: ${response.status}`,
      responseHeaders: Object.fromEntries(response.headers),
      responseBody: await response.text(),
    };
  } catch {
    return {
      requestHeaders: headers,
      ...noReply(late.aborted ? 'timed out' : 'failed to connect'),
    };
  }
}
