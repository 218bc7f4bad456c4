import type {
  IncomingMessage,
  RequestListener,
  ServerResponse,
} from 'node:http';
import type { ApiResponse } from '../api/response.ts';
import type { RawRequest } from '../api/api.ts';
import type { Outcome } from '../api/exchange.ts';
import { headersOf, readBody } from './listen.ts';

function write(outgoing: ServerResponse, answer: ApiResponse): void {
  const { status, text = '', headers } = answer;
  const empty = status === 204 || status === 304;
  outgoing.writeHead(status, {
    ...headers,
    ...(empty ? {} : { 'content-length': Buffer.byteLength(text) }),
  });
  outgoing.end(empty ? undefined : text);
}

async function serve(
  exchange: (raw: RawRequest) => Promise<Outcome>,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const outcome = await exchange({
    method: incoming.method ?? 'GET',
    url: new URL(incoming.url ?? '/', 'http://local'),
    headers: headersOf(incoming),
    text: await readBody(incoming),
  });
  // A server that listens cannot refuse a connection: cutting it comes closest.
  if (outcome.kind === 'response') write(outgoing, outcome.response);
  else outgoing.socket?.destroy();
}

/** The local GitHub as the handler of an HTTP server. */
export function createFront(
  exchange: (raw: RawRequest) => Promise<Outcome>,
): RequestListener {
  return (incoming, outgoing) => {
    serve(exchange, incoming, outgoing).catch((error: unknown) => {
      if (outgoing.headersSent || incoming.destroyed) outgoing.destroy();
      else
        write(outgoing, {
          status: 500,
          text: `The local GitHub failed: ${String(error)}`,
        });
    });
  };
}
