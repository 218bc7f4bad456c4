import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createBodyReader } from './body.ts';

/** A request whose body comes when it is told to. */
function request(headers: Record<string, string> = {}) {
  const incoming = new IncomingMessage(new Socket());
  incoming.headers = headers;
  return incoming;
}

describe('the body reader', () => {
  it('gives the bytes as they came', async () => {
    const read = createBodyReader(100);
    const incoming = request();
    const body = read(incoming, 100);
    incoming.push(Buffer.from([1, 2]));
    incoming.push(Buffer.from([3]));
    incoming.push(null);
    expect(await body).toEqual({ kind: 'read', bytes: Buffer.from([1, 2, 3]) });
  });

  it('refuses what is too large, by its word or by its deed', async () => {
    const read = createBodyReader(100);
    expect(await read(request({ 'content-length': '11' }), 10)).toEqual({
      kind: 'too_large',
    });
    const incoming = request({ 'content-length': '5' });
    const body = read(incoming, 10);
    incoming.push(Buffer.alloc(11));
    expect(await body).toEqual({ kind: 'too_large' });
  });

  it('has room for so much at a time, and again when that is done or broken off', async () => {
    const read = createBodyReader(10);
    const first = request();
    const firstBody = read(first, 10);
    first.push(Buffer.alloc(8));
    await new Promise(setImmediate);
    const second = request();
    const secondBody = read(second, 10);
    second.push(Buffer.alloc(8));
    expect(await secondBody).toEqual({ kind: 'busy' });
    first.destroy();
    expect(await firstBody).toEqual({ kind: 'incomplete' });
    for (let again = 0; again < 3; again += 1) {
      const incoming = request();
      const body = read(incoming, 10);
      incoming.push(Buffer.alloc(8));
      incoming.push(null);
      expect(await body).toMatchObject({ kind: 'read' });
    }
  });
});
