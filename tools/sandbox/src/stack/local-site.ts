import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface LocalSite {
  /** Base of the frontend: `/` and `/index.html`, not to be cached. */
  readonly frontendUrl: string;
  /** Base of the API: `/health` and `/hello`. */
  readonly apiUrl: string;
  /** While broken, `/health` answers 503. */
  readonly setBroken: (broken: boolean) => void;
  readonly isBroken: () => boolean;
  readonly close: () => Promise<void>;
}

/** What a deployment deploys, so that there is something to verify: a page and an API. */
export async function startLocalSite(host = '127.0.0.1'): Promise<LocalSite> {
  let broken = false;
  const pages: Record<string, () => [number, string, string]> = {
    '/': () => [200, 'text/html', '<!doctype html><title>Shop</title>'],
    '/index.html': () => [
      200,
      'text/html',
      '<!doctype html><title>Shop</title>',
    ],
    '/health': () =>
      broken
        ? [503, 'application/json', '{"status":"down"}']
        : [200, 'application/json', '{"status":"ok"}'],
    '/hello': () => [200, 'application/json', '{"message":"hello"}'],
  };
  const server = createServer((request, response) => {
    const [status, type, body] = pages[request.url ?? '']?.() ?? [
      404,
      'text/plain',
      'not found',
    ];
    response
      .writeHead(status, { 'content-type': type, 'cache-control': 'no-cache' })
      .end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const url = `http://${host}:${(server.address() as AddressInfo).port}`;
  return {
    frontendUrl: url,
    apiUrl: url,
    setBroken: (next) => {
      broken = next;
    },
    isBroken: () => broken,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
