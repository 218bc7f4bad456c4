import type { IncomingMessage } from 'node:http';

export type ReadBody =
  | { readonly kind: 'read'; readonly bytes: Buffer }
  | { readonly kind: 'too_large' }
  /** Unfinished bodies took too much memory, and this one was the oldest of them. */
  | { readonly kind: 'evicted' }
  /** The sender disconnected, or took longer than the server allows. */
  | { readonly kind: 'incomplete' };

export interface BodyLimits {
  /** The largest body that is accepted. */
  readonly bodyBytes: number;
  /** What all unfinished bodies of a route may take together. At least `bodyBytes`. */
  readonly roomBytes: number;
}

/** Reads the raw bytes of a request, and never more than the limit, whatever `Content-Length` says. */
export type BodyReader = (incoming: IncomingMessage) => Promise<ReadBody>;

/**
 * A reader with bounded memory. If unfinished bodies fill the room, the oldest is dropped: a small body is complete
 * within milliseconds, so slow senders only drop each other.
 */
export function createBodyReader(limits: BodyLimits): BodyReader {
  const { bodyBytes, roomBytes } = limits;
  /** In order of arrival. */
  const unfinished = new Set<(result: ReadBody) => void>();
  let held = 0;

  function makeRoom(): void {
    for (const finish of unfinished) {
      if (held <= roomBytes) return;
      finish({ kind: 'evicted' });
    }
  }

  return (incoming) => {
    if (Number(incoming.headers['content-length'] ?? 0) > bodyBytes)
      return Promise.resolve({ kind: 'too_large' });
    return new Promise((resolve) => {
      const chunks: Buffer[] = [];
      let size = 0;
      const finish = (result: ReadBody) => {
        unfinished.delete(finish);
        held -= size;
        size = 0;
        chunks.length = 0;
        incoming.off('data', onData);
        resolve(result);
      };
      const onData = (chunk: Buffer) => {
        chunks.push(chunk);
        size += chunk.length;
        held += chunk.length;
        if (size > bodyBytes) finish({ kind: 'too_large' });
        else makeRoom();
      };
      unfinished.add(finish);
      incoming.on('data', onData);
      incoming.once('end', () =>
        finish({ kind: 'read', bytes: Buffer.concat(chunks) }),
      );
      incoming.once('error', () => finish({ kind: 'incomplete' }));
      incoming.once('close', () => finish({ kind: 'incomplete' }));
    });
  };
}
