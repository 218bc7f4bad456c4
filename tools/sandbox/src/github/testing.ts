import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';

/** A clock that only `pass` moves. */
export function createClock(start = Date.UTC(2026, 2, 4, 12)) {
  let now = start;
  const waiting: { readonly at: number; readonly callback: () => void }[] = [];
  return {
    now: () => now,
    timers: {
      setTimeout: (callback: () => void, ms: number) => {
        const entry = { at: now + ms, callback };
        waiting.push(entry);
        return entry;
      },
      clearTimeout: (handle: unknown) => {
        const index = waiting.findIndex((entry) => entry === handle);
        if (index !== -1) waiting.splice(index, 1);
      },
    },
    /** Moves on and calls back what has come due, in order. */
    pass(ms: number) {
      const until = now + ms;
      for (;;) {
        const next = waiting
          .filter(({ at }) => at <= until)
          .toSorted((a, b) => a.at - b.at)[0];
        if (next === undefined) break;
        waiting.splice(waiting.indexOf(next), 1);
        now = Math.max(now, next.at);
        next.callback();
      }
      now = until;
    },
  };
}

export interface TestAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: Json;
}

/** Objects, arrays and what they hold alike: `String` and `Number` read the leaves, `Object.values` a list. */
export interface Json {
  readonly [key: string]: Json;
}

export interface Endpoint {
  readonly url: string;
  readonly token: string;
  readonly fetch?: typeof fetch;
}

/** Sends requests as a client of GitHub does, without following redirects. */
export function createClient({
  url,
  token,
  fetch: exchange = fetch,
}: Endpoint) {
  async function send(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<TestAnswer> {
    const response = await exchange(url + path, {
      method,
      redirect: 'manual',
      headers: {
        accept: 'application/vnd.github+json',
        authorization: `Bearer ${token}`,
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    return {
      text,
      status: response.status,
      headers: response.headers,
      json: (isJson ? JSON.parse(text) : undefined) as Json,
    };
  }
  return {
    send,
    get: (path: string, headers?: Record<string, string>) =>
      send('GET', path, undefined, headers),
    post: (path: string, body?: unknown, headers?: Record<string, string>) =>
      send('POST', path, body, headers),
  };
}

/** A server that webhooks are sent to; `take` gives the status of the answer. */
export async function startReceiver(
  take: (headers: IncomingHttpHeaders, body: string) => number,
) {
  const server = createServer((incoming, outgoing) => {
    let text = '';
    incoming.on('data', (chunk: Buffer) => (text += chunk.toString()));
    incoming.on('end', () => {
      outgoing.writeHead(take(incoming.headers, text)).end('noted');
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
      }),
  };
}

type Node = Record<string, unknown>;

/** OpenAPI 3.0's `nullable`, as JSON Schema says it. */
function withNull(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withNull);
  if (typeof node !== 'object' || node === null) return node;
  const { nullable, ...rest } = Object.fromEntries(
    Object.entries(node).map(([key, value]) => [key, withNull(value)]),
  ) as Node;
  return nullable === true ? { anyOf: [rest, { type: 'null' }] } : rest;
}

/** GitHub's own description as a judge: of an operation's answers, and of its named schemas. */
export function createJudge(file: string) {
  const path = createRequire(import.meta.url).resolve(
    `@octokit/openapi/generated/${file}.json`,
  );
  const spec = JSON.parse(readFileSync(path, 'utf8')) as Record<
    'paths' | 'components',
    Record<string, Record<string, Node>>
  >;
  const ajv = new Ajv({ strict: false, allErrors: true, logger: false });
  addFormats.default(ajv);
  ajv.addSchema(
    withNull({ paths: spec.paths, components: spec.components }) as object,
    'github',
  );
  const compiled = new Map<string, ValidateFunction>();
  function validate(pointer: string, value: unknown): string[] {
    const check =
      compiled.get(pointer) ?? ajv.compile({ $ref: `github#${pointer}` });
    compiled.set(pointer, check);
    return check(value)
      ? []
      : (check.errors ?? []).map(
          ({ instancePath, message }) => `${instancePath} ${message ?? ''}`,
        );
  }
  const escape = (key: string) =>
    encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'));

  return {
    schema: (name: string, value: unknown) =>
      validate(`/components/schemas/${name}`, value),
    /** Names a schema does not know. */
    unknownKeys: (name: string, value: object): string[] => {
      const properties = spec.components['schemas']?.[name]?.['properties'];
      return Object.keys(value).filter((key) => !(key in (properties as Node)));
    },
    /** What is wrong with the answer to an operation; a status it does not name counts. */
    answer(method: string, route: string, answer: TestAnswer): string[] {
      const operation = spec.paths[route]?.[method.toLowerCase()];
      if (operation === undefined) return [`no operation ${method} ${route}`];
      const responses = operation['responses'] as Record<string, Node>;
      const response = responses[answer.status];
      if (response === undefined)
        return [`status ${answer.status} is not named`];
      const ref = response['$ref'];
      const at =
        typeof ref === 'string'
          ? ref.slice(1)
          : `/paths/${escape(route)}/${method.toLowerCase()}/responses/${answer.status}`;
      const target =
        typeof ref === 'string'
          ? spec.components['responses']?.[ref.split('/').at(-1) ?? '']
          : response;
      const content = target?.['content'] as Node | undefined;
      if (content?.['application/json'] === undefined) {
        return answer.text === '' || answer.status >= 400 ? [] : ['has a body'];
      }
      return validate(
        `${at}/content/${escape('application/json')}/schema`,
        answer.json,
      );
    },
  };
}
