import net from 'node:net';
import { once } from 'node:events';

type Connect = (request: unknown, address: string, port: number) => number;
interface TcpPrototype {
  connect: Connect;
  connect6: Connect;
  getpeername(out: { address?: string }): number;
}

export interface DialRecorder {
  /** Every address a connection was opened to, as `address` for the ports that were asked for. */
  readonly dialled: string[];
  /** What sockets say their peer is, where it is not what was dialled. */
  lieAboutPeer(address: string | undefined): void;
  restore(): void;
}

/**
 * Stands below everything that makes connections: records the address that each TCP handle is asked to connect to, and
 * leads the connection to `port` on loopback instead, so no test leaves this machine.
 */
export async function recordDials(port: number): Promise<DialRecorder> {
  const probe = net.createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const handle = Reflect.get(probe, '_handle') as object;
  const tcp = Object.getPrototypeOf(handle) as TcpPrototype;
  probe.close();

  const { connect, connect6, getpeername } = tcp;
  const dialled: string[] = [];
  const peers = new WeakMap<object, string>();
  let lie: string | undefined;
  const divert: Connect = function divert(this: object, request, address) {
    dialled.push(address);
    peers.set(this, address);
    return connect.call(this, request, '127.0.0.1', port);
  };
  tcp.connect = divert;
  tcp.connect6 = divert;
  tcp.getpeername = function peer(this: object, out) {
    const status = getpeername.call(this, out);
    const address = peers.has(this) ? (lie ?? peers.get(this)) : undefined;
    if (address !== undefined) out.address = address;
    return status;
  };
  return {
    dialled,
    lieAboutPeer: (address) => void (lie = address),
    restore: () => void Object.assign(tcp, { connect, connect6, getpeername }),
  };
}
