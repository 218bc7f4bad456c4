import { createServer, request, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';

export interface LocalProxyOptions {
  /** Default 0: any free port. */
  readonly port?: number;
  /** `user:password` that clients must present; without it they are let through. */
  readonly credentials?: string;
}

export interface ProxiedRequest {
  /** `CONNECT` for a tunnel. */
  readonly method: string;
  /** `host:port` of a tunnel, else the whole URL. */
  readonly target: string;
  /** 200 if it was let through, 407 without credentials, 502 if the target could not be reached. */
  readonly status: 200 | 407 | 502;
}

export interface LocalProxy {
  /** What `HTTPS_PROXY` and `HTTP_PROXY` want, credentials left out. */
  readonly url: string;
  readonly requests: readonly ProxiedRequest[];
  readonly close: () => Promise<void>;
}

/** A forward proxy: tunnels by CONNECT, and forwards plain HTTP. https://datatracker.ietf.org/doc/html/rfc9110#name-connect */
export async function startLocalProxy({
  port = 0,
  credentials,
}: LocalProxyOptions = {}): Promise<LocalProxy> {
  const requests: ProxiedRequest[] = [];
  const sockets = new Set<Socket>();
  const expected =
    credentials === undefined
      ? undefined
      : `Basic ${Buffer.from(credentials).toString('base64')}`;

  function note(
    { method = '', url: target = '' }: IncomingMessage,
    status: ProxiedRequest['status'],
  ): void {
    requests.push({ method, target, status });
  }
  const admits = ({ headers }: IncomingMessage): boolean =>
    expected === undefined || headers['proxy-authorization'] === expected;
  function keep(socket: Socket): void {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
  }

  const server = createServer((incoming, outgoing) => {
    if (!admits(incoming)) {
      note(incoming, 407);
      outgoing.writeHead(407, { 'proxy-authenticate': 'Basic' }).end();
      return;
    }
    const { 'proxy-authorization': _proxy, ...headers } = incoming.headers;
    const onward = request(
      incoming.url ?? '',
      { method: incoming.method, headers },
      (response) => {
        note(incoming, 200);
        outgoing.writeHead(response.statusCode ?? 502, response.headers);
        response.pipe(outgoing);
      },
    );
    onward.on('error', () => {
      note(incoming, 502);
      outgoing.writeHead(502).end();
    });
    incoming.pipe(onward);
  });
  server.on('connection', keep);
  server.on(
    'connect',
    (incoming: IncomingMessage, client: Socket, head: Buffer) => {
      if (!admits(incoming)) {
        note(incoming, 407);
        client.end(
          'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n\r\n',
        );
        return;
      }
      const { hostname, port: targetPort } = new URL(`http://${incoming.url}`);
      const target = connect(Number(targetPort || 80), hostname);
      keep(target);
      let connected = false;
      target.on('connect', () => {
        connected = true;
        note(incoming, 200);
        client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
        // What came in one packet with the request belongs to the tunnel.
        target.write(head);
        target.pipe(client).pipe(target);
      });
      target.on('error', () => {
        if (connected) return;
        note(incoming, 502);
        client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
      });
    },
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
