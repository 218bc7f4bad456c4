import type { Response } from 'undici';
import { TransformStream } from 'node:stream/web';
import { refuse } from './reason.ts';
import { UrlRefusedError } from './url-refused-error.ts';

/**
 * The same response with a body that fails once more than `maxBytes` were read. Counted after decompression, so a
 * small body that unpacks to a large one is refused too. `done` is called when the body has ended.
 */
export function limitResponse(
  response: Response,
  maxBytes: number,
  done: () => void,
  ResponseClass: typeof Response,
): Response {
  const tooLarge = () => {
    done();
    return new UrlRefusedError(refuse('response_too_large', { maxBytes }));
  };
  const { body, headers, redirected, status, statusText, url } = response;
  if (body === null) {
    done();
    return response;
  }
  if (Number(headers.get('content-length') ?? 0) > maxBytes) {
    body.cancel().catch(() => undefined);
    throw tooLarge();
  }
  let received = 0;
  const limited = body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        received += chunk.byteLength;
        if (received > maxBytes) controller.error(tooLarge());
        else controller.enqueue(chunk);
      },
      flush: done,
    }),
  );
  return Object.defineProperties(
    new ResponseClass(limited, { status, statusText, headers }),
    { url: { value: url }, redirected: { value: redirected } },
  );
}
