import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Answer } from './answer.ts';
import type { createApi } from './api.ts';
import { runPageHtml } from './html.ts';
import { type LoggedRequest, withoutSecrets } from './request-log.ts';
import { headersOf, readBody } from './server.ts';
import type { World } from './world.ts';

/** `unavailable`: GitHub's 503 page; `unreachable`: connections are cut. */
export type Outage = 'unavailable' | 'unreachable';

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

const write = (outgoing: ServerResponse, answer: Answer) => {
  const { status, text = '', headers } = answer;
  const empty = status === 204 || status === 304;
  outgoing.writeHead(status, {
    ...headers,
    ...(empty ? {} : { 'content-length': Buffer.byteLength(text) }),
  });
  outgoing.end(empty ? undefined : text);
};

const parse = (text: string): unknown => {
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
};

const isRunPage = (world: World, path: string): string | undefined => {
  const { repository } = world.wire;
  const prefix = `/${repository}/actions/runs/`;
  return path.startsWith(prefix)
    ? path.slice(prefix.length).split('/')[0]
    : undefined;
};

/** The HTTP side: logs each request, applies outages and faults of the connection, serves the run pages. */
export const createFront = (options: {
  readonly world: World;
  readonly api: ReturnType<typeof createApi>;
  readonly onRequest: (entry: LoggedRequest) => void;
}) => {
  const { world, api } = options;
  const log: Entry[] = [];
  let outage: Outage | undefined;

  const settle = (entry: Entry, status: Entry['status']) => {
    entry.status = status;
    options.onRequest(entry);
  };

  const cut = (entry: Entry, outgoing: ServerResponse) => {
    settle(entry, 'dropped');
    outgoing.socket?.destroy();
  };

  const page = (id: string, outgoing: ServerResponse) => {
    const run = world.engine.runs.get(Number(id));
    outgoing.writeHead(run === undefined ? 404 : 200, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'",
    });
    outgoing.end(
      run === undefined
        ? '<!doctype html><title>Not found</title><p>There is no such run.'
        : runPageHtml(world.wire.repository, run),
    );
  };

  const answerApi = (
    entry: Entry,
    url: URL,
    text: string,
    headers: Record<string, string>,
    outgoing: ServerResponse,
  ) => {
    const served = api({ method: entry.method, url, headers, text });
    entry.route = served.route;
    entry.charged = served.charged;
    entry.fault = served.fault?.kind;
    if (served.fault?.kind === 'hang') return;
    if (served.fault?.kind === 'drop' || served.fault?.kind === 'drop-after') {
      cut(entry, outgoing);
      return;
    }
    const send = () => {
      settle(entry, served.answer.status);
      write(outgoing, served.answer);
    };
    if (served.fault?.kind === 'delay')
      world.timers.setTimeout(send, served.fault.ms);
    else send();
  };

  const serve = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const url = new URL(incoming.url ?? '/', 'http://local');
    const text = await readBody(incoming);
    const run = isRunPage(world, url.pathname);
    if (run !== undefined) {
      page(run, outgoing);
      return;
    }
    const headers = headersOf(incoming);
    const entry: Entry = {
      method: incoming.method ?? 'GET',
      path: url.pathname + url.search,
      route: undefined,
      headers: withoutSecrets(headers),
      body: parse(text),
      at: world.clock(),
      status: 'open',
      charged: false,
      fault: undefined,
    };
    log.push(entry);
    if (log.length > MOST) log.shift();
    options.onRequest(entry);
    if (outage === 'unreachable') cut(entry, outgoing);
    else if (outage === 'unavailable') {
      settle(entry, 503);
      write(outgoing, {
        status: 503,
        text: UNICORN,
        headers: { 'content-type': 'text/html' },
      });
    } else answerApi(entry, url, text, headers, outgoing);
  };

  return {
    handle: (incoming: IncomingMessage, outgoing: ServerResponse): void => {
      serve(incoming, outgoing).catch((error: unknown) => {
        if (outgoing.headersSent || incoming.destroyed) outgoing.destroy();
        else
          write(outgoing, {
            status: 500,
            text: `The local GitHub failed: ${String(error)}`,
          });
      });
    },
    log,
    get outage() {
      return outage;
    },
    setOutage: (value: Outage | undefined) => {
      outage = value;
    },
  };
};
