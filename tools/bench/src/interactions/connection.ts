import { connect, type Socket } from 'node:net';
import { once } from 'node:events';

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

/** One kept-alive connection with one request under way at a time. Bare sockets, so that the client costs little. */
export interface Connection {
  send(request: Buffer): Promise<HttpAnswer>;
  close(): void;
}

export async function openConnection(port: number): Promise<Connection> {
  const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  let received = '';
  let waiting: PromiseWithResolvers<HttpAnswer> | undefined;
  socket.setEncoding('latin1');
  socket.on('data', (text: string) => {
    received += text;
    const answer = parse(received);
    if (answer === undefined) return;
    received = '';
    waiting?.resolve(answer);
  });
  const lost = () =>
    waiting?.reject(new Error('The server closed the connection.'));
  socket.on('error', lost);
  socket.on('close', lost);
  return {
    send(request) {
      waiting = Promise.withResolvers();
      socket.write(request);
      return waiting.promise;
    },
    close: () => socket.destroy(),
  };
}

/** A whole HTTP/1.1 response with a length or in chunks; undefined while some of it is missing. */
export function parse(text: string): HttpAnswer | undefined {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const head = text.slice(0, end);
  const rest = text.slice(end + 4);
  const status = Number(head.slice(9, 12));
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length !== undefined)
    return rest.length < Number(length) ? undefined : { status, body: rest };
  if (!/\r\ntransfer-encoding: *chunked/i.test(head))
    return { status, body: '' };
  if (!rest.endsWith('0\r\n\r\n')) return undefined;
  return { status, body: unchunk(rest) };
}

function unchunk(text: string): string {
  let body = '';
  for (let at = 0; ;) {
    const line = text.indexOf('\r\n', at);
    const size = Number.parseInt(text.slice(at, line), 16);
    if (!(size > 0)) return body;
    body += text.slice(line + 2, line + 2 + size);
    at = line + 4 + size;
  }
}
