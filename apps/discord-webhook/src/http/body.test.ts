import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createBodyReader } from './body.ts';

/** A request whose body arrives when the test pushes it. */
function request(headers: Record<string, string> = {}) {
  const incoming = new IncomingMessage(new Socket());
  incoming.headers = headers;
  return incoming;
}

describe('the body reader', () => {
  it('returns the bytes as they came', async () => {
    const read = createBodyReader({ bodyBytes: 100, roomBytes: 100 });
    const incoming = request();
    const body = read(incoming);
    incoming.push(Buffer.from([1, 2]));
    incoming.push(Buffer.from([3]));
    incoming.push(null);
    expect(await body).toEqual({ kind: 'read', bytes: Buffer.from([1, 2, 3]) });
  });

  it('refuses a body over the limit, whether it is declared or not', async () => {
    const read = createBodyReader({ bodyBytes: 10, roomBytes: 100 });
    expect(await read(request({ 'content-length': '11' }))).toEqual({
      kind: 'too_large',
    });
    const incoming = request({ 'content-length': '5' });
    const body = read(incoming);
    incoming.push(Buffer.alloc(11));
    expect(await body).toEqual({ kind: 'too_large' });
  });

  it('drops the oldest unfinished body when the room is full', async () => {
    const read = createBodyReader({ bodyBytes: 10, roomBytes: 20 });
    const slow = [request(), request()];
    const slowBodies = slow.map((incoming) => read(incoming));
    for (const incoming of slow) incoming.push(Buffer.alloc(9));
    await new Promise(setImmediate);
    const small = request();
    const smallBody = read(small);
    small.push(Buffer.alloc(3));
    small.push(null);
    expect(await smallBody).toMatchObject({ kind: 'read' });
    expect(await slowBodies[0]).toEqual({ kind: 'evicted' });
    slow[1]?.push(null);
    expect(await slowBodies[1]).toMatchObject({ kind: 'read' });
  });

  it('frees its room after bodies that were read or broken off', async () => {
    const read = createBodyReader({ bodyBytes: 10, roomBytes: 10 });
    const broken = request();
    const brokenBody = read(broken);
    broken.push(Buffer.alloc(8));
    await new Promise(setImmediate);
    broken.destroy();
    expect(await brokenBody).toEqual({ kind: 'incomplete' });
    for (let again = 0; again < 3; again += 1) {
      const incoming = request();
      const body = read(incoming);
      incoming.push(Buffer.alloc(8));
      incoming.push(null);
      expect(await body).toMatchObject({ kind: 'read' });
    }
  });
});
