import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestSigner, startWorld, type World } from '../testing/world.ts';

const MAX_CONNECTIONS = 200;

let world: World;
let sockets: Socket[];
const signer = createTestSigner();
beforeEach(async () => {
  sockets = [];
  world = await startWorld({
    extraPublicKey: signer.publicKey,
    maxConnections: MAX_CONNECTIONS,
  });
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await world.close();
});

const now = () => String(Math.floor(Date.now() / 1000));
const ping = () => {
  const body = '{"type":1}';
  const timestamp = now();
  return fetch(`${world.url}/interactions`, {
    method: 'POST',
    body,
    headers: {
      'x-signature-ed25519': signer.sign(timestamp, body),
      'x-signature-timestamp': timestamp,
      connection: 'close',
    },
  });
};

/** Opens a connection and sends these bytes. */
function open(...parts: readonly (string | Buffer)[]): Promise<Socket> {
  return new Promise((resolve) => {
    const { port } = new URL(world.url);
    const socket = connect(Number(port), '127.0.0.1');
    socket.on('error', () => {});
    sockets.push(socket);
    socket.resume();
    socket.write(Buffer.concat(parts.map((part) => Buffer.from(part))), () =>
      resolve(socket),
    );
  });
}

const head = (route: string, bytes: number, ...headers: string[]) =>
  [
    `POST ${route} HTTP/1.1`,
    'host: x',
    `content-length: ${bytes}`,
    ...headers,
    '',
    '',
  ].join('\r\n');

describe('slow senders', { timeout: 60_000 }, () => {
  it('cannot fill the room for interactions, even with well-formed headers', async () => {
    const part = Buffer.alloc(500 * 1024, 'x');
    for (let sender = 0; sender < 60; sender += 1)
      await open(
        head(
          '/interactions',
          part.length + 1,
          `x-signature-ed25519: ${'a'.repeat(128)}`,
          `x-signature-timestamp: ${now()}`,
        ),
        part,
      );
    for (let again = 0; again < 5; again += 1)
      expect((await ping()).status).toBe(200);
  });

  it('of webhooks take no room from interactions', async () => {
    const part = Buffer.alloc(4 * 1024 * 1024 - 1, 'x');
    for (let sender = 0; sender < 20; sender += 1)
      await open(
        head(
          '/github/webhooks',
          part.length + 1,
          `x-hub-signature-256: sha256=${'a'.repeat(64)}`,
        ),
        part,
      );
    for (let again = 0; again < 5; again += 1)
      expect((await ping()).status).toBe(200);
    const metrics = await (await fetch(`${world.url}/metrics`)).text();
    expect(metrics).toMatch(
      /^yardmaster_request_bodies_refused_total\{route="webhooks",reason="evicted"\} [1-9]/m,
    );
  });

  it('are answered before their body is there, if the headers are malformed', async () => {
    for (const [route, header] of [
      ['/interactions', 'x-signature-ed25519: zz'],
      ['/github/webhooks', 'x-hub-signature-256: sha1=abc'],
    ] as const) {
      const socket = await open(head(route, 4_000_000, header));
      const response = await new Promise<string>((resolve) => {
        socket.once('data', (chunk) => resolve(chunk.toString()));
      });
      expect(response).toMatch(/^HTTP\/1.1 401 /);
    }
  });

  it('with idle connections do not lock Discord out', async () => {
    for (let sender = 0; sender < MAX_CONNECTIONS * 2; sender += 1)
      await open('POST /interactions HTTP/1.1\r\n');
    for (let again = 0; again < 20; again += 1)
      expect((await ping()).status).toBe(200);
  });
});
