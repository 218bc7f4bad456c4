import type { ApiResponse } from './response.ts';
import type { createApi, RawRequest } from './api.ts';
import type { Timers } from '../timers.ts';
import { type Intermediary, intermediaryResponse } from './intermediary.ts';
import { type LoggedRequest, withoutSecrets } from './request-log.ts';

/** `unavailable`: GitHub's 503 page; `unreachable`: no connection is made. */
export type Outage = 'unavailable' | 'unreachable';

/** How a request ends: with a response, cut off without one, or without a connection. */
export type Outcome =
  | { readonly kind: 'response'; readonly response: ApiResponse }
  | { readonly kind: 'cut' }
  | { readonly kind: 'unreachable' };

interface Entry extends LoggedRequest {
  status: LoggedRequest['status'];
  route: string | undefined;
  charged: boolean;
  fault: string | undefined;
}

// What a sandbox that stays up for days keeps.
const MOST = 20_000;

const UNICORN =
  '<!DOCTYPE html><html><head><title>Unicorn! &middot; GitHub</title></head><body><p>No server is currently available to service your request.</p></body></html>';

const HTML = { 'content-type': 'text/html; charset=utf-8' };

function parse(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** Logs each request, applies outages and the faults of a connection. The HTTP server and `fetch` share it. */
export function createExchange(options: {
  readonly clock: () => number;
  readonly timers: Timers;
  /** The web page at a path, if there is one. */
  readonly page: (path: string) => ApiResponse | undefined;
  readonly api: ReturnType<typeof createApi>;
  /** Where an intermediary sends people to sign on: another origin. */
  readonly signOnUrl: () => string;
  readonly onRequest: (entry: LoggedRequest) => void;
}) {
  const { clock, timers, api } = options;
  const log: Entry[] = [];
  let outage: Outage | undefined;
  let intermediary: Intermediary | undefined;

  function settle(
    entry: Entry,
    status: Entry['status'],
    outcome: Outcome,
  ): Outcome {
    entry.status = status;
    options.onRequest(entry);
    return outcome;
  }

  function respond(entry: Entry, response: ApiResponse): Outcome {
    return settle(entry, response.status, { kind: 'response', response });
  }

  function record(raw: RawRequest): Entry {
    const entry: Entry = {
      method: raw.method,
      path: raw.url.pathname + raw.url.search,
      route: undefined,
      headers: withoutSecrets(raw.headers),
      body: parse(raw.text),
      at: clock(),
      status: 'open',
      charged: false,
      fault: undefined,
    };
    log.push(entry);
    if (log.length > MOST) log.shift();
    options.onRequest(entry);
    return entry;
  }

  async function ask(entry: Entry, raw: RawRequest): Promise<Outcome> {
    const { answer, route, charged, fault } = api(raw);
    Object.assign(entry, { route, charged, fault: fault?.kind });
    switch (fault?.kind) {
      case 'hang':
        return new Promise(() => {});
      case 'drop':
      case 'drop-after':
        return settle(entry, 'dropped', { kind: 'cut' });
      case 'unreachable':
        return settle(entry, 'dropped', { kind: 'unreachable' });
      case 'delay': {
        const { ms } = fault;
        await new Promise<void>((resolve) => {
          timers.setTimeout(resolve, ms);
        });
        return respond(entry, answer);
      }
      default:
        return respond(entry, answer);
    }
  }

  return {
    async exchange(raw: RawRequest): Promise<Outcome> {
      const page = options.page(raw.url.pathname);
      if (page !== undefined) return { kind: 'response', response: page };
      const entry = record(raw);
      if (outage === 'unreachable')
        return settle(entry, 'dropped', { kind: 'unreachable' });
      if (outage === 'unavailable')
        return respond(entry, { status: 503, text: UNICORN, headers: HTML });
      if (intermediary !== undefined)
        return respond(
          entry,
          intermediaryResponse(intermediary, options.signOnUrl()),
        );
      return ask(entry, raw);
    },
    setIntermediary(value: Intermediary | undefined) {
      intermediary = value;
    },
    log,
    get outage() {
      return outage;
    },
    setOutage(value: Outage | undefined) {
      outage = value;
    },
  };
}
