import type { IncomingMessage } from 'node:http';

export type ReadBody =
  | { readonly kind: 'read'; readonly bytes: Buffer }
  | { readonly kind: 'too_large' }
  /** The sender went away, or took longer than the server allows. */
  | { readonly kind: 'incomplete' };

/** Reads the raw bytes, and no more than `limit` of them, whatever `Content-Length` says. */
export function readBody(
  incoming: IncomingMessage,
  limit: number,
): Promise<ReadBody> {
  if (Number(incoming.headers['content-length'] ?? 0) > limit)
    return Promise.resolve({ kind: 'too_large' });
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    incoming.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) {
        chunks.length = 0;
        resolve({ kind: 'too_large' });
        return;
      }
      chunks.push(chunk);
    });
    incoming.on('end', () => {
      const [first, second] = chunks;
      const bytes =
        first !== undefined && second === undefined
          ? first
          : Buffer.concat(chunks, size);
      resolve({ kind: 'read', bytes });
    });
    incoming.on('error', () => resolve({ kind: 'incomplete' }));
    incoming.on('close', () => resolve({ kind: 'incomplete' }));
  });
}
