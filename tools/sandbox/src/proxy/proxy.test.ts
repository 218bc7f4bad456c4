import { createServer, request } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import { startLocalProxy, type LocalProxy } from './proxy.ts';

let proxy: LocalProxy;
afterEach(() => proxy.close());

async function startSite(): Promise<string> {
  const server = createServer((_incoming, outgoing) => outgoing.end('hello'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Sends these lines to the proxy and reads what comes until the connection ends. */
function talk(lines: readonly string[]): Promise<string> {
  const { hostname, port } = new URL(proxy.url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    let text = '';
    socket.on('data', (chunk) => (text += chunk.toString()));
    socket.on('error', reject);
    socket.on('end', () => resolve(text));
    socket.write(lines.join('\r\n'));
  });
}

function through(site: string, ...more: string[]) {
  return [
    `CONNECT ${site} HTTP/1.1`,
    `Host: ${site}`,
    ...more,
    '',
    `GET / HTTP/1.1\r\nHost: ${site}\r\nConnection: close\r\n\r\n`,
  ];
}

test('tunnels', async () => {
  proxy = await startLocalProxy();
  const site = await startSite();
  expect(await talk(through(site))).toMatch(/^HTTP\/1\.1 200 [^]*hello/);
  expect(proxy.requests).toEqual([
    { method: 'CONNECT', target: site, status: 200 },
  ]);
});

test('demands its own credentials', async () => {
  proxy = await startLocalProxy({ credentials: 'me:secret' });
  const site = await startSite();
  expect(await talk(through(site))).toMatch(/^HTTP\/1\.1 407 /);
  const given = Buffer.from('me:secret').toString('base64');
  expect(
    await talk(through(site, `Proxy-Authorization: Basic ${given}`)),
  ).toContain('hello');
  expect(proxy.requests.map(({ status }) => status)).toEqual([407, 200]);
});

test('answers 502 for a target it cannot reach', async () => {
  proxy = await startLocalProxy();
  expect(await talk(through('127.0.0.1:1'))).toMatch(/^HTTP\/1\.1 502 /);
});

test('forwards plain HTTP', async () => {
  proxy = await startLocalProxy();
  const site = await startSite();
  const { hostname, port } = new URL(proxy.url);
  const text = await new Promise((resolve, reject) => {
    request(
      { hostname, port, path: `http://${site}/`, headers: { host: site } },
      (response) => {
        let body = '';
        response.on('data', (chunk: Buffer) => (body += chunk.toString()));
        response.on('end', () => resolve(body));
      },
    )
      .on('error', reject)
      .end();
  });
  expect(text).toBe('hello');
  expect(proxy.requests).toMatchObject([{ method: 'GET', status: 200 }]);
});
