import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Bounds the connections of a server. Over the limit, the connection that has been without a request for the longest is
 * closed: connections that are only held open cannot keep Discord out. If every connection has a request, the new one is
 * closed.
 */
export function limitConnections(server: Server, max: number): void {
  const open = new Set<Socket>();
  /** Without a request, the longest idle first. */
  const idle = new Set<Socket>();

  function forget(socket: Socket): void {
    open.delete(socket);
    idle.delete(socket);
  }

  server.on('connection', (socket: Socket) => {
    open.add(socket);
    idle.add(socket);
    socket.once('close', () => forget(socket));
    if (open.size <= max) return;
    const [longestIdle = socket] = idle;
    forget(longestIdle);
    longestIdle.destroy();
  });
  server.on('request', ({ socket }, response) => {
    idle.delete(socket);
    response.once('close', () => {
      if (open.has(socket)) idle.add(socket);
    });
  });
}
