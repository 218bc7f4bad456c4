import type { EventLog } from './event.ts';
import type { Clock } from '../wire/clock.ts';
import type { Operation } from '../wire/operation.ts';

interface Common {
  /**
   * How often it strikes; default 1. `always` until it is cleared; `until-over`, for limits: from its first strike until
   * its time is over.
   */
  readonly times?: number | 'always' | 'until-over';
}

interface OnRequest extends Common {
  /** Only these requests; default any request of the app. */
  readonly on?: Operation | readonly Operation[];
}

/** Something that goes wrong on purpose. */
export type Fault =
  /** Webhook requests right after the next defer get 404 10015, `tries` times. */
  | ({ readonly kind: 'unknown-webhook'; readonly tries?: number } & Common)
  /** The token dies as soon as the next interaction is acknowledged. */
  | ({ readonly kind: 'expired-token' } & Common)
  /** The answer to the next interaction counts as too late, though the app sent it. */
  | ({ readonly kind: 'late-answer' } & Common)
  /** The next interaction is delivered twice at once. */
  | ({ readonly kind: 'duplicate-delivery' } & Common)
  /** A request with a bad signature comes before the next interaction, as Discord's security checks do. */
  | ({ readonly kind: 'bad-signature-probe' } & Common)
  | ({
      readonly kind: 'rate-limit';
      readonly retryAfterSeconds?: number;
      readonly scope?: 'user' | 'global' | 'shared';
    } & OnRequest)
  /** Cloudflare refuses every request with HTML, from now on until its time is over. */
  | ({
      readonly kind: 'cloudflare-limit';
      readonly retryAfterSeconds: number;
    } & OnRequest)
  /** With `afterEffect` the request was carried out before the error. */
  | ({
      readonly kind: 'server-error';
      readonly status?: 500 | 502 | 503 | 504;
      readonly afterEffect?: boolean;
    } & OnRequest)
  | ({ readonly kind: 'slow'; readonly ms?: number } & OnRequest)
  /** The connection breaks without an answer; by default after the request was carried out. */
  | ({ readonly kind: 'drop'; readonly afterEffect?: boolean } & OnRequest);

export type FaultKind = Fault['kind'];

export const FAULT_KINDS = [
  'unknown-webhook',
  'expired-token',
  'late-answer',
  'duplicate-delivery',
  'bad-signature-probe',
  'rate-limit',
  'cloudflare-limit',
  'server-error',
  'slow',
  'drop',
] as const satisfies readonly FaultKind[];

type ActiveFault = Fault & {
  readonly id: number;
  left: number;
  /** Epoch milliseconds at which a limit is over. */
  until?: number;
};

export interface Faults {
  /** Returns how to take it away again. */
  readonly add: (fault: Fault) => () => void;
  readonly clear: (kind?: FaultKind) => void;
  readonly list: () => readonly (Fault & {
    readonly id: number;
    left: number;
  })[];
  /** The first fault of this kind that applies, used up by one. */
  readonly take: <K extends FaultKind>(
    kind: K,
    match?: { readonly operation: Operation; readonly afterEffect?: boolean },
  ) => Extract<Fault, { readonly kind: K }> | undefined;
}

function strikes(fault: Fault, operation: Operation): boolean {
  if (!('on' in fault) || fault.on === undefined) return true;
  return typeof fault.on === 'string'
    ? fault.on === operation
    : fault.on.includes(operation);
}

function timing(fault: Fault): boolean {
  return 'afterEffect' in fault && fault.afterEffect !== undefined
    ? fault.afterEffect
    : fault.kind === 'drop';
}

/** Milliseconds that a limit still lasts, counted from its first strike; undefined for faults that are counted. */
function timeLeft(fault: ActiveFault, now: number): number | undefined {
  const { kind, times } = fault;
  if (kind !== 'cloudflare-limit' && times !== 'until-over') return undefined;
  const seconds =
    kind === 'cloudflare-limit' || kind === 'rate-limit'
      ? (fault.retryAfterSeconds ?? 1)
      : 1;
  fault.until ??= now + seconds * 1000;
  return fault.until - now;
}

export function createFaults(events: EventLog, clock: Clock): Faults {
  let active: ActiveFault[] = [];
  let lastId = 0;
  function keep(next: ActiveFault[]): void {
    active = next;
    events.emit({ type: 'faults.changed' });
  }
  return {
    add: (fault) => {
      lastId += 1;
      const id = lastId;
      const { times = 1 } = fault;
      const left =
        typeof times === 'number' && fault.kind !== 'cloudflare-limit'
          ? times
          : Number.POSITIVE_INFINITY;
      keep([...active, { ...fault, id, left }]);
      return () => keep(active.filter((other) => other.id !== id));
    },
    clear: (kind) =>
      keep(
        kind === undefined ? [] : active.filter((fault) => fault.kind !== kind),
      ),
    list: () => active,
    take: <K extends FaultKind>(
      kind: K,
      match?: { operation: Operation; afterEffect?: boolean },
    ) => {
      const found = active.find(
        (fault) =>
          fault.kind === kind &&
          (match === undefined || strikes(fault, match.operation)) &&
          (match?.afterEffect === undefined ||
            timing(fault) === match.afterEffect),
      );
      if (found === undefined) return undefined;
      const rest = timeLeft(found, clock());
      if (rest !== undefined) {
        if (rest > 0)
          return { ...found, retryAfterSeconds: rest / 1000 } as never;
        keep(active.filter((fault) => fault !== found));
        return undefined;
      }
      found.left -= 1;
      keep(active.filter((fault) => fault.left > 0));
      return found as unknown as Extract<Fault, { kind: K }>;
    },
  };
}
