import type { IncomingMessage } from 'node:http';

export type ReadBody =
  | { readonly kind: 'read'; readonly bytes: Buffer }
  | { readonly kind: 'too_large' }
  /** So much is being read for others that there is no room. */
  | { readonly kind: 'busy' }
  /** The sender went away, or took longer than the server allows. */
  | { readonly kind: 'incomplete' };

/** Reads the raw bytes, and no more than `limit` of them, whatever `Content-Length` says. */
export type BodyReader = (
  incoming: IncomingMessage,
  limit: number,
) => Promise<ReadBody>;

/** A reader whose unfinished bodies take at most `roomBytes` together: no number of slow senders fills the memory. */
export function createBodyReader(roomBytes: number): BodyReader {
  let held = 0;
  return (incoming, limit) => {
    if (Number(incoming.headers['content-length'] ?? 0) > limit)
      return Promise.resolve({ kind: 'too_large' });
    return new Promise((resolve) => {
      const chunks: Buffer[] = [];
      let size = 0;
      const finish = (result: ReadBody) => {
        held -= size;
        size = 0;
        chunks.length = 0;
        incoming.off('data', take);
        incoming.resume();
        resolve(result);
      };
      const take = (chunk: Buffer) => {
        chunks.push(chunk);
        size += chunk.length;
        held += chunk.length;
        if (size > limit) finish({ kind: 'too_large' });
        else if (held > roomBytes) finish({ kind: 'busy' });
      };
      incoming.on('data', take);
      incoming.once('end', () => {
        const [first, second] = chunks;
        const whole =
          first !== undefined && second === undefined
            ? first
            : Buffer.concat(chunks);
        finish({ kind: 'read', bytes: whole });
      });
      incoming.once('error', () => finish({ kind: 'incomplete' }));
      incoming.once('close', () => finish({ kind: 'incomplete' }));
    });
  };
}
