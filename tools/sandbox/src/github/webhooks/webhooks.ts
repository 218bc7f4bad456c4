import {
  deliver,
  type Delivery,
  type Parcel,
  type WebhookTarget,
} from './delivery.ts';
import type { Ids } from '../ids.ts';
import type { Timers } from '../timers.ts';

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

interface ArmedFault {
  readonly matcher: WebhookMatcher;
  readonly fault: WebhookFault;
  remaining: number;
}

export interface WebhooksOptions {
  readonly ids: Ids;
  readonly clock: () => number;
  readonly timers: Timers;
  readonly fetch: typeof fetch;
  readonly repositoryId: number;
  readonly onDelivery: (delivery: Delivery) => void;
}

export type Webhooks = ReturnType<typeof createWebhooks>;

export const DEFAULT_EVENTS: readonly string[] = [
  'workflow_run',
  'workflow_job',
];

// A payload is some fifteen kilobytes.
const MOST = 1000;

/**
 * Sends deliveries one after the other, each once: GitHub does not repeat a failed one by itself.
 * https://docs.github.com/webhooks/using-webhooks/handling-failed-webhook-deliveries
 */
export function createWebhooks(options: WebhooksOptions) {
  const { ids, clock, timers } = options;
  const deliveries: Delivery[] = [];
  const faults: ArmedFault[] = [];
  const held: Parcel[] = [];
  const overtaken: Parcel[] = [];
  const closing = new AbortController();
  let target: WebhookTarget | undefined;
  let queue: Promise<void> = Promise.resolve();

  async function post(to: WebhookTarget, parcel: Parcel) {
    const at = clock();
    const start = performance.now();
    const reply = await deliver(
      options.fetch,
      to,
      parcel,
      options.repositoryId,
      closing.signal,
    );
    const delivery = {
      ...parcel,
      ...reply,
      at,
      id: ids.next('delivery'),
      duration: performance.now() - start,
    };
    deliveries.push(delivery);
    if (deliveries.length > MOST) deliveries.shift();
    options.onDelivery(delivery);
  }

  function enqueue(parcel: Parcel, forged = false) {
    const to = target;
    if (to === undefined) return;
    const secret = forged ? `${to.secret} but wrong` : to.secret;
    queue = queue.then(() => post({ ...to, secret }, parcel));
  }

  function takeFault({ event, action }: Parcel): WebhookFault | undefined {
    const index = faults.findIndex(
      ({ matcher }) =>
        (matcher.event ?? event) === event &&
        (matcher.action ?? action) === action,
    );
    const entry = faults[index];
    if (entry === undefined) return undefined;
    entry.remaining -= 1;
    if (entry.remaining <= 0) faults.splice(index, 1);
    return entry.fault;
  }

  function meet(parcel: Parcel, fault: WebhookFault | undefined): void {
    switch (fault?.kind) {
      case undefined:
        enqueue(parcel);
        return;
      case 'drop':
        return;
      case 'hold':
        held.push(parcel);
        return;
      case 'reorder':
        overtaken.push(parcel);
        return;
      case 'delay':
        timers.setTimeout(() => enqueue(parcel), fault.ms);
        return;
      case 'duplicate':
        enqueue(parcel);
        enqueue(parcel);
        return;
      case 'bad-signature':
        enqueue(parcel, true);
    }
  }

  return {
    deliveries,
    get target() {
      return target;
    },
    setTarget(value: WebhookTarget | undefined) {
      target = value;
    },
    /** Makes the payload at once, so that it shows this moment, and only if the target subscribes to it. */
    emit(event: string, make: () => Readonly<Record<string, unknown>>) {
      const events = [...(target?.events ?? DEFAULT_EVENTS), 'ping'];
      if (target === undefined || !events.includes(event)) return;
      const payload = make();
      const action = payload['action'];
      const parcel: Parcel = {
        guid: ids.uuid(),
        event,
        action: typeof action === 'string' ? action : null,
        payload,
        redelivery: false,
      };
      const before = overtaken.splice(0);
      meet(parcel, takeFault(parcel));
      for (const late of before) enqueue(late);
    },
    /** Sends a past delivery once more under its own id. */
    redeliver: ({ guid, event, action, payload }: Delivery) =>
      enqueue({ guid, event, action, payload, redelivery: true }),
    fail(matcher: WebhookMatcher, fault: WebhookFault, times: number) {
      faults.push({ matcher, fault, remaining: times });
    },
    clearFaults: () => {
      faults.length = 0;
    },
    release: () => {
      for (const parcel of [...overtaken.splice(0), ...held.splice(0)]) {
        enqueue(parcel);
      }
    },
    /** Gives up what is on its way. */
    stop: () => {
      target = undefined;
      closing.abort();
    },
    /** Resolves once everything sent so far has been answered or given up. */
    async settled() {
      let seen;
      do {
        seen = queue;
        await seen;
      } while (seen !== queue);
    },
  };
}
