import { createHmac } from 'node:crypto';
import type { Ids } from './ids.ts';
import type { Timers } from './timers.ts';

/** Where deliveries go, and the secret they are signed with. */
export interface WebhookTarget {
  readonly url: string;
  readonly secret: string;
  /** Default: `workflow_run` and `workflow_job`. */
  readonly events?: readonly string[];
}

/** What can happen to a delivery on its way. */
export type WebhookFault =
  /** Sent twice, with the same delivery id. */
  | { readonly kind: 'duplicate' }
  /** Sent after the next one. */
  | { readonly kind: 'reorder' }
  | { readonly kind: 'delay'; readonly ms: number }
  /** Kept back until `releaseWebhooks()`. */
  | { readonly kind: 'hold' }
  | { readonly kind: 'drop' }
  | { readonly kind: 'bad-signature' };

export interface WebhookMatcher {
  readonly event?: string;
  readonly action?: string;
}

export interface Delivery {
  readonly id: number;
  readonly guid: string;
  readonly event: string;
  readonly action: string | null;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Milliseconds. */
  readonly duration: number;
  readonly redelivery: boolean;
  /** HTTP status of the answer; 0 where none came. */
  readonly statusCode: number;
  readonly status: string;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly responseHeaders: Readonly<Record<string, string>>;
  readonly responseBody: string;
}

interface Parcel {
  readonly guid: string;
  readonly event: string;
  readonly action: string | null;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly redelivery: boolean;
}

export const HOOK_ID = 480_000_000;
const TIMEOUT_MS = 10_000;

export const sign = (secret: string, body: string): string =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

export type Webhooks = ReturnType<typeof createWebhooks>;

/**
 * Sends deliveries one after the other, each once: GitHub does not repeat a failed one by itself.
 * https://docs.github.com/webhooks/using-webhooks/handling-failed-webhook-deliveries
 */
export const createWebhooks = (options: {
  readonly ids: Ids;
  readonly clock: () => number;
  readonly timers: Timers;
  readonly fetch: typeof fetch;
  readonly repositoryId: number;
  readonly onDelivery: (delivery: Delivery) => void;
}) => {
  const { ids, clock, timers } = options;
  const deliveries: Delivery[] = [];
  const faults: {
    readonly matcher: WebhookMatcher;
    readonly fault: WebhookFault;
    remaining: number;
  }[] = [];
  const held: Parcel[] = [];
  const afterNext: Parcel[] = [];
  let target: WebhookTarget | undefined;
  let line: Promise<void> = Promise.resolve();

  const post = async (to: WebhookTarget, parcel: Parcel, secret: string) => {
    const body = JSON.stringify(parcel.payload);
    const requestHeaders = {
      'content-type': 'application/json',
      accept: '*/*',
      'user-agent': 'GitHub-Hookshot/local',
      'x-github-event': parcel.event,
      'x-github-delivery': parcel.guid,
      'x-github-hook-id': String(HOOK_ID),
      'x-github-hook-installation-target-id': String(options.repositoryId),
      'x-github-hook-installation-target-type': 'repository',
      'x-hub-signature-256': sign(secret, body),
    };
    const at = clock();
    const started = performance.now();
    let answer = {
      code: 0,
      status: 'failed to connect',
      headers: {},
      body: '',
    };
    try {
      const response = await options.fetch(to.url, {
        method: 'POST',
        headers: requestHeaders,
        body,
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      answer = {
        code: response.status,
        status: response.ok
          ? 'OK'
          : `Invalid HTTP Response: ${response.status}`,
        headers: Object.fromEntries(response.headers),
        body: await response.text(),
      };
    } catch (error) {
      if (error instanceof Error && error.name === 'TimeoutError') {
        answer.status = 'timed out';
      }
    }
    const delivery: Delivery = {
      id: ids.next('delivery'),
      guid: parcel.guid,
      event: parcel.event,
      action: parcel.action,
      at,
      duration: performance.now() - started,
      redelivery: parcel.redelivery,
      statusCode: answer.code,
      status: answer.status,
      requestHeaders,
      payload: parcel.payload,
      responseHeaders: answer.headers,
      responseBody: answer.body,
    };
    deliveries.push(delivery);
    options.onDelivery(delivery);
  };

  const enqueue = (parcel: Parcel, forged = false) => {
    const to = target;
    if (to === undefined) return;
    const secret = forged ? `${to.secret} but wrong` : to.secret;
    line = line.then(() => post(to, parcel, secret));
  };

  const takeFault = (parcel: Parcel): WebhookFault | undefined => {
    const entry = faults.find(
      ({ matcher }) =>
        (matcher.event ?? parcel.event) === parcel.event &&
        (matcher.action ?? parcel.action) === parcel.action,
    );
    if (entry === undefined) return undefined;
    entry.remaining -= 1;
    if (entry.remaining <= 0) faults.splice(faults.indexOf(entry), 1);
    return entry.fault;
  };

  const send = (parcel: Parcel) => {
    const fault = takeFault(parcel);
    if (fault?.kind === 'reorder') {
      afterNext.push(parcel);
      return;
    }
    switch (fault?.kind) {
      case 'drop':
        break;
      case 'hold':
        held.push(parcel);
        break;
      case 'delay':
        timers.setTimeout(() => enqueue(parcel), fault.ms);
        break;
      case 'duplicate':
        enqueue(parcel);
        enqueue(parcel);
        break;
      case 'bad-signature':
        enqueue(parcel, true);
        break;
      default:
        enqueue(parcel);
    }
    for (const late of afterNext.splice(0)) enqueue(late);
  };

  return {
    deliveries,
    get target() {
      return target;
    },
    setTarget(value: WebhookTarget | undefined) {
      target = value;
    },
    emit(event: string, payload: Readonly<Record<string, unknown>>) {
      const events = target?.events ?? ['workflow_run', 'workflow_job'];
      if (target === undefined || (event !== 'ping' && !events.includes(event)))
        return;
      const action = payload['action'];
      send({
        guid: ids.uuid(),
        event,
        action: typeof action === 'string' ? action : null,
        payload,
        redelivery: false,
      });
    },
    /** Sends a past delivery once more under its own id. */
    redeliver(delivery: Delivery) {
      enqueue({ ...delivery, redelivery: true });
    },
    fail(matcher: WebhookMatcher, fault: WebhookFault, times: number) {
      faults.push({ matcher, fault, remaining: times });
    },
    clearFaults: () => {
      faults.length = 0;
    },
    release: () => {
      for (const parcel of [...afterNext.splice(0), ...held.splice(0)])
        enqueue(parcel);
    },
    /** Resolves once everything sent so far has been answered or given up. */
    async settled() {
      let seen;
      do {
        seen = line;
        await seen;
      } while (seen !== line);
    },
  };
};
