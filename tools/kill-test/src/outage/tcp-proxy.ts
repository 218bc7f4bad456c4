import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** What happens to the connections through the proxy. */
export type ProxyMode =
  | 'open'
  /** Nothing listens, and what was connected is reset. */
  | 'refused'
  /** Connections stay and new ones are accepted, but no byte passes until the proxy is open again. */
  | 'hung';

export interface TcpProxy {
  readonly port: number;
  setMode(mode: ProxyMode): Promise<void>;
  close(): Promise<void>;
}

/** Stands between a client and a server on this machine, so that the network between them can fail. */
export async function startTcpProxy(targetPort: number): Promise<TcpProxy> {
  const pairs = new Set<readonly [Socket, Socket]>();
  let mode: ProxyMode = 'open';

  const server = createServer((client) => {
    const upstream = connect(targetPort, '127.0.0.1');
    const pair = [client, upstream] as const;
    pairs.add(pair);
    const end = (): void => {
      pairs.delete(pair);
      client.destroy();
      upstream.destroy();
    };
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      from.on('data', (chunk: Buffer) => to.write(chunk));
      from.on('close', end);
      from.on('error', end);
    }
    if (mode === 'hung') for (const socket of pair) socket.pause();
  });

  async function listen(port: number): Promise<number> {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  }

  async function refuse(): Promise<void> {
    const closed = once(server, 'close');
    server.close();
    for (const [client, upstream] of pairs) {
      client.resetAndDestroy();
      upstream.destroy();
    }
    await closed;
  }

  const port = await listen(0);
  return {
    port,
    async setMode(next) {
      if (mode === 'refused' && next !== 'refused') await listen(port);
      if (mode !== 'refused' && next === 'refused') await refuse();
      mode = next;
      for (const socket of [...pairs].flat())
        if (mode === 'hung') socket.pause();
        else socket.resume();
    },
    async close() {
      if (mode !== 'refused') await refuse();
      mode = 'refused';
    },
  };
}
