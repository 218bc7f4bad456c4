import type { EventLog } from './event.ts';
import type { Operation } from './operation.ts';

interface Common {
  /** How often it strikes; default 1. `always` until it is cleared. */
  times?: number | 'always';
}

interface OnRequest extends Common {
  /** Only these requests; default any request of the app. */
  on?: Operation | readonly Operation[];
}

/** Something that goes wrong on purpose. */
export type Fault =
  /** Webhook requests right after the next defer get 404 10015, `tries` times. */
  | ({ kind: 'unknown-webhook'; tries?: number } & Common)
  /** The token dies as soon as the next interaction is acknowledged. */
  | ({ kind: 'expired-token' } & Common)
  /** The answer to the next interaction counts as too late, though the app sent it. */
  | ({ kind: 'late-answer' } & Common)
  /** The next interaction is delivered twice at once. */
  | ({ kind: 'duplicate-delivery' } & Common)
  /** A request with a bad signature comes before the next interaction, as Discord's security checks do. */
  | ({ kind: 'bad-signature-probe' } & Common)
  | ({
      kind: 'rate-limit';
      retryAfterSeconds?: number;
      scope?: 'user' | 'global' | 'shared';
    } & OnRequest)
  /** With `afterEffect` the request was carried out before the error. */
  | ({
      kind: 'server-error';
      status?: 500 | 502 | 503 | 504;
      afterEffect?: boolean;
    } & OnRequest)
  | ({ kind: 'slow'; ms?: number } & OnRequest)
  /** The connection breaks without an answer; by default after the request was carried out. */
  | ({ kind: 'drop'; afterEffect?: boolean } & OnRequest);

export type FaultKind = Fault['kind'];

export const FAULT_KINDS = [
  'unknown-webhook',
  'expired-token',
  'late-answer',
  'duplicate-delivery',
  'bad-signature-probe',
  'rate-limit',
  'server-error',
  'slow',
  'drop',
] as const satisfies readonly FaultKind[];

type ActiveFault = Fault & { id: number; left: number };

export interface Faults {
  /** Returns how to take it away again. */
  add: (fault: Fault) => () => void;
  clear: (kind?: FaultKind) => void;
  list: () => readonly (Fault & { id: number; left: number })[];
  /** The first fault of this kind that applies, used up by one. */
  take: <K extends FaultKind>(
    kind: K,
    match?: { operation: Operation; afterEffect?: boolean },
  ) => Extract<Fault, { kind: K }> | undefined;
}

const strikes = (fault: Fault, operation: Operation): boolean => {
  if (!('on' in fault) || fault.on === undefined) return true;
  return typeof fault.on === 'string'
    ? fault.on === operation
    : fault.on.includes(operation);
};

const timing = (fault: Fault): boolean =>
  'afterEffect' in fault && fault.afterEffect !== undefined
    ? fault.afterEffect
    : fault.kind === 'drop';

export const createFaults = (events: EventLog): Faults => {
  let active: ActiveFault[] = [];
  let lastId = 0;
  const keep = (next: ActiveFault[]): void => {
    active = next;
    events.emit({ type: 'faults.changed' });
  };
  return {
    add: (fault) => {
      lastId += 1;
      const id = lastId;
      const { times = 1 } = fault;
      const left = times === 'always' ? Number.POSITIVE_INFINITY : times;
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
      found.left -= 1;
      keep(active.filter((fault) => fault.left > 0));
      return found as unknown as Extract<Fault, { kind: K }>;
    },
  };
};
