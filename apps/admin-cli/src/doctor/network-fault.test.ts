import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { networkFault } from './network-fault.ts';

/** Speaks no TLS. */
const plain = createTcpServer((socket) => socket.end('hello'));
let port: number;
beforeAll(async () => {
  await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve));
  ({ port } = plain.address() as AddressInfo);
});
afterAll(() => plain.close());

async function faultOf(url: string, env: Record<string, string> = {}) {
  const error: unknown = await fetch(url, {
    signal: AbortSignal.timeout(5_000),
  }).catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(Error);
  return networkFault(error, url, env);
}

/** As `fetch` wraps what went wrong below it. */
const wrapped = (code: string) =>
  new TypeError('fetch failed', {
    cause: Object.assign(new Error('below'), { code }),
  });

describe('the cause of a request without a response', () => {
  it('is distinguished by real failures', async () => {
    expect(await faultOf('http://no-such-host.invalid/')).toMatchObject({
      cause: 'name',
      says: expect.stringContaining('no-such-host.invalid'),
    });
    expect(await faultOf('http://127.0.0.1:1/')).toMatchObject({
      cause: 'connection',
    });
    expect(await faultOf(`https://127.0.0.1:${port}/`)).toMatchObject({
      cause: 'tls',
    });
  });

  it.each([
    ['CERT_HAS_EXPIRED', 'tls', 'clock'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'tls', 'NODE_EXTRA_CA_CERTS'],
    ['EAI_AGAIN', 'name', 'DNS'],
    ['UND_ERR_CONNECT_TIMEOUT', 'timeout', 'firewall'],
    ['ECONNRESET', 'connection', 'network'],
  ])('%s: %s', (code, cause, fix) => {
    expect(networkFault(wrapped(code), 'https://x.example', {})).toMatchObject({
      cause,
      fix: expect.stringContaining(fix),
    });
  });

  it('names a proxy that Node.js does not use, and blames one that it does, without its password', () => {
    const proxy = { HTTPS_PROXY: 'http://ann:secret@proxy.example:3128' };
    const error = wrapped('ECONNREFUSED');
    const unused = networkFault(error, 'https://x.example', proxy);
    expect(unused).toMatchObject({
      cause: 'connection',
      fix: expect.stringContaining('NODE_USE_ENV_PROXY=1'),
    });
    const used = networkFault(error, 'https://x.example', {
      ...proxy,
      NODE_USE_ENV_PROXY: '1',
    });
    expect(used).toMatchObject({
      cause: 'proxy',
      says: expect.stringContaining('proxy.example:3128'),
    });
    expect(JSON.stringify([unused, used])).not.toContain('secret');
  });
});
