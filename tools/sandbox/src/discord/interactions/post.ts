import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';

export interface PostResult {
  /** 0: no answer. */
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly text: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly elapsedMs: number;
  /** Why there is no answer. */
  readonly failure?: 'late' | 'unreachable';
}

export interface PostOptions {
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
  readonly limitMs: number;
}

function flat(headers: NodeJS.Dict<string | string[]>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
}

/** One POST on a connection of its own, given up after `limitMs` milliseconds; never rejects. */
export function post({
  url,
  headers,
  body,
  limitMs,
}: PostOptions): Promise<PostResult> {
  return new Promise((resolve) => {
    const started = performance.now();
    const elapsedMs = (): number =>
      Math.round((performance.now() - started) * 10) / 10;
    const send = url.startsWith('https:') ? httpsRequest : httpRequest;
    const request = send(url, {
      method: 'POST',
      headers: { ...headers, 'content-length': String(body.length) },
      agent: false,
    });
    function none(failure: 'late' | 'unreachable'): void {
      clearTimeout(timer);
      resolve({
        status: 0,
        headers: {},
        text: '',
        bytes: new Uint8Array(),
        elapsedMs: elapsedMs(),
        failure,
      });
    }
    const timer = setTimeout(() => {
      none('late');
      request.destroy();
    }, limitMs);
    request.on('error', () => none('unreachable'));
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', () => none('unreachable'));
      response.on('end', () => {
        clearTimeout(timer);
        const bytes = Uint8Array.from(Buffer.concat(chunks));
        resolve({
          status: response.statusCode ?? 0,
          headers: flat(response.headers),
          text: new TextDecoder().decode(bytes),
          bytes,
          elapsedMs: elapsedMs(),
        });
      });
    });
    request.end(body);
  });
}
