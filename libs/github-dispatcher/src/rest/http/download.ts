import type { Clock } from '../../clock.ts';
import type { CallOptions, Failure, LogScan, Result } from '../../github.ts';

export type DownloadOptions = CallOptions & {
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  /** Milliseconds, for the whole text. */
  readonly timeout: number;
};

/** Reads a text from a signed link through `scan`, without credentials. */
export async function download<T>(
  url: string,
  scan: LogScan<T>,
  options: DownloadOptions,
): Promise<Result<T>> {
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
    const decoder = new TextDecoder();
    for await (const chunk of response.body)
      scan.push(decoder.decode(chunk, { stream: true }));
    scan.push(decoder.decode());
    return { ok: true, value: scan.finish() };
  } catch {
    return failed(options.signal?.aborted ? 'aborted' : 'unavailable');
  } finally {
    cancel();
  }
}

/** Keeps the last `maxCharacters` of a text: memory stays bounded whatever a job printed. */
export function createTailScan(maxCharacters: number): LogScan<string> {
  const parts: string[] = [];
  let size = 0;
  return {
    push(text) {
      parts.push(text);
      size += text.length;
      for (
        let first = parts[0];
        first !== undefined && size - first.length >= maxCharacters;
        first = parts[0]
      ) {
        size -= first.length;
        parts.shift();
      }
    },
    finish: () => {
      const text = parts.join('');
      return text.slice(Math.max(0, text.length - maxCharacters));
    },
  };
}

function failed(reason: Failure['reason'], status?: number): Failure {
  return {
    ok: false,
    reason,
    message: 'The log could not be downloaded from where GitHub stores it.',
    definite: true,
    ...(status === undefined ? {} : { status }),
  };
}
