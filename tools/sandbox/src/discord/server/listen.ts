import { serve } from '@hono/node-server';
import type { AddressInfo } from 'node:net';
import type { createApi } from './api.ts';

/** Serves on this host and port (0: any free one); rejects where that is not possible. */
export function listen(
  fetch: ReturnType<typeof createApi>['fetch'],
  port: number,
  hostname: string,
): Promise<{ address: AddressInfo; close: () => Promise<void> }> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch, port, hostname }, (address) =>
      resolve({
        address,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            if ('closeAllConnections' in server) server.closeAllConnections();
          }),
      }),
    );
    server.once('error', reject);
  });
}
