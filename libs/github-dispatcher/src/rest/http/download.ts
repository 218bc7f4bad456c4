import type { Clock } from '../../clock.ts';
import type { CallOptions, Failure, Result } from '../../github.ts';

export type DownloadOptions = CallOptions & {
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  /** ms */
  readonly timeout: number;
  readonly maxBytes: number;
};

/**
 * Reads a text from a signed link, without credentials, and keeps the last `maxBytes` of it: memory stays
 * bounded whatever a job printed.
 */
export async function downloadTail(
  url: string,
  options: DownloadOptions,
): Promise<Result<string>> {
  const bound = new AbortController();
  const cancel = options.clock.schedule(options.timeout, () => bound.abort());
  const signal =
    options.signal === undefined
      ? bound.signal
      : AbortSignal.any([bound.signal, options.signal]);
  try {
    const response = await options.fetch(url, { signal });
    if (!response.ok || response.body === null) {
      await response.body?.cancel();
      return failed(
        response.status >= 500 ? 'unavailable' : 'not_found',
        response.status,
      );
    }
    return { ok: true, value: await tail(response.body, options.maxBytes) };
  } catch {
    return failed(options.signal?.aborted ? 'aborted' : 'unavailable');
  } finally {
    cancel();
  }
}

async function tail(
  body: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    size += chunk.length;
    for (
      let first = chunks[0];
      first !== undefined && size - first.length >= maxBytes;
      first = chunks[0]
    ) {
      size -= first.length;
      chunks.shift();
    }
  }
  const bytes = Buffer.concat(chunks);
  return bytes.subarray(Math.max(0, bytes.length - maxBytes)).toString('utf8');
}

function failed(reason: Failure['reason'], status?: number): Failure {
  const message = 'The log could not be downloaded from where GitHub keeps it.';
  return {
    ok: false,
    reason,
    message,
    definite: true,
    ...(status === undefined ? {} : { status }),
  };
}
