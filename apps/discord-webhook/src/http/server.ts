import { createAdaptorServer } from '@hono/node-server';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { App } from './app.ts';
import { limitConnections } from './connections.ts';

export interface RunningServer {
  readonly port: number;
  /** Accepts no more connections. Resolves when the open requests are answered, or after `graceMs` without those. */
  close(graceMs: number): Promise<void>;
}

export interface ListenOptions {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** A request that is not complete by then is refused; default 10 s. */
  readonly requestTimeoutMs?: number | undefined;
  /** Default 2,000. */
  readonly maxConnections?: number | undefined;
}

/** Longer than the usual 60 s of a proxy, which would otherwise send into a connection that is closing. */
const KEEP_ALIVE_MS = 65_000;
const IDLE_MS = 70_000;

/** Listens, within limits that keep slow and numerous senders from taking all memory. */
export async function listen(
  app: App,
  options: ListenOptions,
): Promise<RunningServer> {
  const { host, port, requestTimeoutMs = 10_000 } = options;
  const server = createAdaptorServer({
    fetch: app.fetch,
    serverOptions: {
      requestTimeout: requestTimeoutMs,
      headersTimeout: Math.min(5000, requestTimeoutMs),
      connectionsCheckingInterval: Math.min(1000, requestTimeoutMs),
      keepAliveTimeout: KEEP_ALIVE_MS,
    },
  }) as Server;
  limitConnections(server, options.maxConnections ?? 2000);
  // Closes connections over which nothing arrives at all.
  server.setTimeout(IDLE_MS);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: (graceMs) =>
      new Promise((resolve) => {
        const timer = setTimeout(() => server.closeAllConnections(), graceMs);
        server.close(() => {
          clearTimeout(timer);
          resolve();
        });
      }),
  };
}
